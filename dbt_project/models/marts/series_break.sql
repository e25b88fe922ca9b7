with breaks as (
    select * from {{ ref('int_series_break_events') }}
),

indicators as (
    select * from {{ ref('indicators') }}
),

-- The registered list of indicators becomes a row for each; none listed is all of the return.
final as (
    select
        breaks.force_code,
        breaks.return_slug,
        indicators.indicator,
        breaks.break_date,
        breaks.label,
        breaks.comparability_flag,
        breaks.date_precision,
        breaks.source
    from breaks
    left join indicators on {{ holds_code('breaks.indicators', 'indicators.indicator') }}
)

select * from final
