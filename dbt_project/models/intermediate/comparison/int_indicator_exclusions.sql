with indicators as (
    select * from {{ ref('indicators') }}
),

exclusions as (
    select * from {{ ref('comparability_exclusions') }}
),

forces as (
    select * from {{ ref('int_forces') }}
),

incidents as (
    select * from {{ ref('int_incident_quantities') }}
    where is_of_published_tables
),

by_group as (
    select
        exclusions.force_code,
        indicators.indicator,
        exclusions.valid_from,
        exclusions.valid_to,
        exclusions.reason
    from exclusions
    inner join indicators
        on {{ holds_code('indicators.indicator_group', 'exclusions.indicator_group') }}
),

by_registry as (
    select
        forces.force_code,
        indicators.indicator,
        cast(null as date) as valid_from,
        cast(null as date) as valid_to,
        indicators.excluded_reason as reason
    from indicators
    inner join forces
        on {{ holds_code('indicators.excluded_force_codes', 'forces.force_code') }}
),

-- Published tables hold crime and anti-social behaviour; every other incident is not in them.
by_category as (
    select
        incidents.force_code,
        indicators.indicator,
        incidents.period_start as valid_from,
        incidents.period_end as valid_to,
        'The return has only the categories of published tables: crime and anti-social behaviour '
        || 'are not set beside all incidents.' as reason
    from incidents
    inner join indicators
        on {{ holds_code('indicators.indicator_group', "'ALL_INCIDENTS'") }}
),

every_exclusion as (
    select * from by_group
    union all
    select * from by_registry
    union all
    select * from by_category
),

final as (
    select
        force_code,
        indicator,
        valid_from,
        valid_to,
        min(reason) as reason
    from every_exclusion
    group by force_code, indicator, valid_from, valid_to
)

select * from final
