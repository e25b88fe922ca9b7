with submissions as (
    select * from {{ ref('int_submission_periods') }}
),

forces as (
    select * from {{ ref('int_forces') }}
),

return_states as (
    select * from {{ ref('int_return_states') }}
),

return_periods as (
    select distinct
        return_slug,
        period,
        period_end
    from submissions
),

spine as (
    select
        return_periods.return_slug,
        return_periods.period,
        forces.force_code,
        coalesce(forces.active_from, return_periods.period_end) <= return_periods.period_end
        and coalesce(forces.active_to, return_periods.period_end) >= return_periods.period_end
            as expected
    from return_periods
    cross join forces
),

final as (
    select
        spine.return_slug,
        spine.period,
        spine.force_code,
        spine.expected,
        coalesce(
            return_states.state, case when spine.expected then 'missing' else 'not_expected' end
        ) as state,
        return_states.submission_id,
        return_states.received_at,
        return_states.due_at,
        coalesce(return_states.is_late, false) as is_late,
        coalesce(return_states.demonstration, false) as demonstration
    from spine
    left join return_states
        on
            spine.return_slug = return_states.return_slug
            and spine.period = return_states.period
            and spine.force_code = return_states.force_code
)

select * from final
