with indicator_values as (
    select * from {{ ref('int_indicator_values') }}
),

forces as (
    select * from {{ ref('int_forces') }}
),

named as (
    select
        indicator_values.indicator,
        indicator_values.period,
        indicator_values.status,
        forces.short_name || ' (' || replace(indicator_values.status, '_', ' ') || ')' as label
    from indicator_values
    inner join forces on indicator_values.force_code = forces.force_code
),

final as (
    select
        indicator,
        period,
        count(case when status = 'published' then 1 end) as coverage_n,
        count(*) as coverage_of,
        {{ list_text("case when status != 'published' then label end", 'label') }}
            as excluded_forces
    from named
    group by indicator, period
)

select * from final
