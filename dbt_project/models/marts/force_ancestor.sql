with final as (
    select * from {{ ref('int_force_ancestors') }}
)

select * from final
