with final as (
    select * from {{ ref('int_peer_groups') }}
)

select * from final
