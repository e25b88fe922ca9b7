{{ made_by('indicator') }}
with published as (
    select * from {{ ref('int_published') }}
),

final as (
    select
        indicator,
        period,
        count(*) as forces,
        count(case when region != 'London' then 1 end) as forces_ex_london,
        {{ comparator_pair('all') }},
        {{ comparator_pair('all_ex_london', "region != 'London'") }},
        {{ median_of('value') }} as median,
        {{ quantile('value', 0.25) }} as lower_quartile,
        {{ quantile('value', 0.75) }} as upper_quartile
    from published
    group by indicator, period
)

select * from final
{{ where_changed('indicator') }}
