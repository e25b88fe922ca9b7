{#- The measures of every return: a new return adds one line here. -#}
with final as (
    select * from {{ ref('int_measures__workforce') }}
)

select * from final
