-- What the interval of a directly standardised rate is made from, where what is counted are events
-- that fall independently of each other. Hours of sickness do not, so they have none.
with strata as (
    select * from {{ ref('int_strata') }}
    where indicator = 'collisions_per_100m_miles_standardised' and base > 0
),

reference as (
    {{ reference_rates('strata') }}
),

final as (
    select
        strata.force_code,
        strata.indicator,
        strata.period,
        sum(strata.observed) as events,
        sqrt(sum(power(reference.share / strata.base, 2) * strata.observed))
        / nullif(sqrt(sum(strata.observed)), 0) as scale
    from strata
    inner join reference
        on
            strata.indicator = reference.indicator
            and strata.period = reference.period
            and strata.stratum = reference.stratum
    group by strata.force_code, strata.indicator, strata.period
)

select * from final
