with indicators as (
    select * from {{ ref('indicators') }}
),

exclusions as (
    select * from {{ ref('comparability_exclusions') }}
),

forces as (
    select * from {{ ref('int_forces') }}
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

every_exclusion as (
    select * from by_group
    union all
    select * from by_registry
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
