{{ made_by('indicator') }}
with published as (
    select * from {{ ref('int_published') }}
    {{ where_changed('indicator') }}
),

breaks as (
    select * from {{ ref('int_series_breaks') }}
    {{ where_changed('indicator') }}
),

phased as (
    select
        published.*,
        coalesce(breaks.phase, 0) as phase
    from published
    left join breaks
        on
            published.force_code = breaks.force_code
            and published.indicator = breaks.indicator
            and published.period = breaks.period
),

spans as (
    select * from {{ ref('int_change_spans') }}
    {{ where_changed('indicator') }}
),

-- Only where both ends are published and no break lies between them.
final as (
    select
        spans.span,
        later.force_code,
        later.region,
        later.indicator,
        later.method,
        later.multiplier,
        later.period,
        spans.earlier_period,
        earlier.numerator as earlier_numerator,
        earlier.denominator as earlier_denominator,
        earlier.value as earlier_value,
        later.numerator,
        later.denominator,
        later.value
    from spans
    inner join phased as later
        on
            spans.indicator = later.indicator
            and spans.period = later.period
    inner join phased as earlier
        on
            spans.indicator = earlier.indicator
            and spans.earlier_period = earlier.period
            and later.force_code = earlier.force_code
            and later.phase = earlier.phase
)

select * from final
{{ where_changed('indicator') }}
