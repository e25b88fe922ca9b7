with published as (
    select * from {{ ref('int_published') }}
),

breaks as (
    select * from {{ ref('int_series_breaks') }}
),

final as (
    select
        published.force_code,
        published.indicator,
        published.period,
        published.period_end,
        published.value,
        coalesce(breaks.phase, 0) as phase
    from published
    left join breaks
        on
            published.force_code = breaks.force_code
            and published.indicator = breaks.indicator
            and published.period = breaks.period
)

select * from final
