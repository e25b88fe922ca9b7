with indicators as (
    select * from {{ ref('indicators') }}
),

returns as (
    select * from {{ ref('returns') }}
),

disclosure as (
    select * from {{ ref('indicator_disclosure') }}
),

final as (
    select
        indicators.indicator,
        -- Whoever reads the name reads that the definition was not checked: in a table, in a file.
        indicators.title
        || case when indicators.verified then '' else ' (unverified)' end as title,
        indicators.definition,
        indicators.unit,
        indicators.polarity,
        indicators.polarity_decided_by,
        indicators.method,
        indicators.multiplier,
        indicators.numerator_label,
        indicators.denominator_label,
        indicators.minimum_count,
        disclosure.rounding_base,
        disclosure.adds_to,
        indicators.funnel_allowed,
        indicators.return_slug,
        returns.title as return_title,
        returns.period_grain,
        indicators.decimals,
        indicators.excluded_force_codes,
        indicators.excluded_reason,
        indicators.indicator_group,
        indicators.nil_means_zero,
        indicators.plausibility_checked,
        indicators.caveats,
        indicators.verified
    from indicators
    inner join returns on indicators.return_slug = returns.return_slug
    left join disclosure on indicators.indicator = disclosure.indicator
)

select * from final
