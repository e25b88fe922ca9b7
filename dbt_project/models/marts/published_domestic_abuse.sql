with final as (
    {{ published_domestic_abuse() }}
)

select * from final
