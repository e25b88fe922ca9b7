with spine as (
    select * from {{ ref('int_force_indicator_periods') }}
),

breaks as (
    select * from {{ ref('int_series_break_events') }}
),

stepped as (
    select
        *,
        coalesce(
            lag(period_end) over (partition by force_code, indicator order by period_end),
            {{ add_days('period_start', -1) }}
        ) as previous_end
    from spine
),

final as (
    select
        stepped.force_code,
        stepped.indicator,
        stepped.period,
        count(*) as phase,
        {{ list_text(
            "case when breaks.break_date > stepped.previous_end then breaks.label end",
            'breaks.break_date'
        ) }} as series_break
    from stepped
    inner join breaks
        on
            stepped.return_slug = breaks.return_slug
            and coalesce(breaks.force_code, stepped.force_code) = stepped.force_code
            and (
                breaks.indicators is null
                or {{ holds_code('breaks.indicators', 'stepped.indicator') }}
            )
            and breaks.break_date <= stepped.period_end
    group by stepped.force_code, stepped.indicator, stepped.period
)

select * from final
