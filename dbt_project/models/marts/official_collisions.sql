with final as (
    {{ official_collisions() }}
)

select * from final
