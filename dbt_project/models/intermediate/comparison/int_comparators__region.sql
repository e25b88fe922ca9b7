{{ made_by('indicator') }}
with published as (
    select * from {{ ref('int_published') }}
),

indicator_values as (
    select * from {{ ref('int_indicator_values') }}
),

forces as (
    select * from {{ ref('int_forces') }}
),

absent as (
    select
        indicator_values.indicator,
        indicator_values.period,
        forces.region,
        {{ list_text('forces.short_name', 'forces.short_name', ', ') }} as excluded_names
    from indicator_values
    inner join forces on indicator_values.force_code = forces.force_code
    where indicator_values.status != 'published'
    group by indicator_values.indicator, indicator_values.period, forces.region
),

compared as (
    select
        indicator,
        period,
        region,
        count(*) as forces,
        {{ comparator_pair('region') }}
    from published
    group by indicator, period, region
),

final as (
    select
        compared.*,
        {{ excluding('compared.region', 'absent.excluded_names') }} as region_label
    from compared
    left join absent
        on
            compared.indicator = absent.indicator
            and compared.period = absent.period
            and compared.region = absent.region
)

select * from final
{{ where_changed('indicator') }}
