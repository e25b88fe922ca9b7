{{ made_by('indicator') }}
with spine as (
    select * from {{ ref('int_force_indicator_periods') }}
),

reaggregated as (
    select * from {{ ref('int_reaggregated_values') }}
),

-- What was taken in by a force that kept its code was no part of it before.
ancestors as (
    select ancestors.*
    from {{ ref('int_force_ancestors') }} as ancestors
    left join {{ ref('int_forces_taken_in') }} as taken_in
        on
            ancestors.ancestor_code = taken_in.force_code
            and ancestors.force_code = taken_in.taken_in_by
    where taken_in.force_code is null
),

events as (
    select * from {{ ref('int_series_break_events') }}
),

-- What broke the series of a force breaks that of the force that it was merged into.
breaks as (
    select
        force_code,
        return_slug,
        indicators,
        break_date,
        label
    from events
    union all
    select
        ancestors.force_code,
        events.return_slug,
        events.indicators,
        events.break_date,
        events.label || ' (' || ancestors.ancestor_name || ')' as label
    from events
    inner join ancestors on events.force_code = ancestors.ancestor_code
),

every_period as (
    select
        force_code,
        indicator,
        return_slug,
        period,
        period_start,
        period_end
    from spine
    union all
    select
        force_code,
        indicator,
        return_slug,
        period,
        period_start,
        period_end
    from reaggregated
),

stepped as (
    select
        *,
        coalesce(
            lag(period_end) over (partition by force_code, indicator order by period_end),
            {{ add_days('period_start', -1) }}
        ) as previous_end
    from every_period
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
{{ where_changed('indicator') }}
