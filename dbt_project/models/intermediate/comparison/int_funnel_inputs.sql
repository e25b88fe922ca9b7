{{ made_by('indicator') }}
with published as (
    select * from {{ ref('int_published') }}
    {{ where_changed('indicator') }}
),

-- A share above its whole has no arcsine, and is no part of the target that others are held to.
comparable as (
    select * from published
    where method = 'rate' or numerator between 0 and denominator
),

indicators as (
    select * from {{ ref('indicators') }}
    where funnel_allowed and method in ('rate', 'proportion')
),

targets as (
    select
        comparable.indicator,
        comparable.period,
        sum(comparable.numerator) / sum(comparable.denominator) as target_share
    from comparable
    inner join indicators on comparable.indicator = indicators.indicator
    group by comparable.indicator, comparable.period
    -- Without any event, or with too few forces, there is nothing to set limits by.
    having
        sum(comparable.numerator) > 0
        and count(*) >= {{ var('funnel_minimum_forces') }}
),

final as (
    select
        comparable.force_code,
        comparable.indicator,
        comparable.period,
        comparable.method,
        comparable.multiplier,
        comparable.numerator as observed,
        comparable.denominator,
        targets.target_share,
        comparable.denominator * targets.target_share as expected
    from comparable
    inner join targets
        on
            comparable.indicator = targets.indicator
            and comparable.period = targets.period
)

select * from final
{{ where_changed('indicator') }}
