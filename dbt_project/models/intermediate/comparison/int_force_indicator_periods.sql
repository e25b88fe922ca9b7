{{ made_by('indicator') }}
with indicators as (
    select * from {{ ref('indicators') }}
),

forces as (
    select * from {{ ref('int_forces') }}
),

submissions as (
    select * from {{ ref('int_submission_periods') }}
),

-- A period exists for a return once any force's figures for it are live.
return_periods as (
    select
        return_slug,
        period,
        period_start,
        period_end,
        {{ any_true('demonstration') }} as demonstration
    from submissions
    where is_live
    group by return_slug, period, period_start, period_end
),

final as (
    select
        forces.force_code,
        indicators.indicator,
        return_periods.return_slug,
        return_periods.period,
        return_periods.period_start,
        return_periods.period_end,
        return_periods.demonstration
    from return_periods
    inner join indicators on return_periods.return_slug = indicators.return_slug
    inner join forces
        on
            coalesce(forces.active_from, return_periods.period_end) <= return_periods.period_end
            and coalesce(forces.active_to, return_periods.period_end) >= return_periods.period_end
)

select * from final
{{ where_changed('indicator') }}
