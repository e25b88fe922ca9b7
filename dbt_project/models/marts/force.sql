with final as (
    select * from {{ ref('int_forces') }}
)

select * from final
