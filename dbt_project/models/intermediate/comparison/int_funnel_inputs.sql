{{ made_by('indicator') }}
with published as (
    select * from {{ ref('int_published') }}
    {{ where_changed('indicator') }}
),

indicators as (
    select * from {{ ref('indicators') }}
    where funnel_allowed and method in ('rate', 'proportion')
),

targets as (
    select
        published.indicator,
        published.period,
        sum(published.numerator) / sum(published.denominator) as target_share
    from published
    inner join indicators on published.indicator = indicators.indicator
    group by published.indicator, published.period
    -- Without any event, or with too few forces, there is nothing to set limits by.
    having
        sum(published.numerator) > 0
        and count(*) >= {{ var('funnel_minimum_forces') }}
),

final as (
    select
        published.force_code,
        published.indicator,
        published.period,
        published.method,
        published.multiplier,
        published.numerator as observed,
        published.denominator,
        targets.target_share,
        published.denominator * targets.target_share as expected
    from published
    inner join targets
        on
            published.indicator = targets.indicator
            and published.period = targets.period
)

select * from final
{{ where_changed('indicator') }}
