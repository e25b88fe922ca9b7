{{ made_by('indicator') }}
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
        indicator_values.force_code,
        forces.short_name,
        forces.region,
        forces.short_name || ' (' || replace(indicator_values.status, '_', ' ') || ')' as label
    from indicator_values
    inner join forces on indicator_values.force_code = forces.force_code
),

covered as (
    select
        indicator,
        period,
        count(case when status = 'published' then 1 end) as coverage_n,
        count(*) as coverage_of,
        {{ list_text("case when status != 'published' then label end", 'label') }}
            as excluded_forces,
        {{ list_text("case when status != 'published' then short_name end", 'short_name', ', ') }}
            as excluded_names,
        {{ list_text(
            "case when status != 'published' and region != 'London' then short_name end",
            'short_name',
            ', '
        ) }} as excluded_names_ex_london
    from named
    group by indicator, period
),

final as (
    select
        indicator,
        period,
        coverage_n,
        coverage_of,
        excluded_forces,
        {{ excluding("'England and Wales'", 'excluded_names') }} as all_label,
        {{ excluding("'England and Wales without London'", 'excluded_names_ex_london') }}
            as all_ex_london_label
    from covered
)

select * from final
{{ where_changed('indicator') }}
