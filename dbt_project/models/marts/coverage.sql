with submissions as (
    select * from {{ ref('int_submission_periods') }}
),

forces as (
    select * from {{ ref('int_forces') }}
),

return_states as (
    select * from {{ ref('int_return_states') }}
),

returns as (
    select * from {{ ref('returns') }}
),

return_periods as (
    select distinct
        submissions.return_slug,
        submissions.period,
        submissions.period_end,
        returns.is_national
    from submissions
    inner join returns on submissions.return_slug = returns.return_slug
),

-- What the inspectorate sends for all forces at once is expected of nobody else.
national as (
    select
        return_states.return_slug,
        return_states.period,
        return_periods.period_end,
        return_states.force_code,
        true as expected
    from return_states
    inner join return_periods
        on
            return_states.return_slug = return_periods.return_slug
            and return_states.period = return_periods.period
            and return_periods.is_national
),

spine as (
    select
        return_periods.return_slug,
        return_periods.period,
        return_periods.period_end,
        forces.force_code,
        coalesce(forces.active_from, return_periods.period_end) <= return_periods.period_end
        and coalesce(forces.active_to, return_periods.period_end) >= return_periods.period_end
            as expected
    from return_periods
    cross join forces
    where not return_periods.is_national
    union all
    select
        return_slug,
        period,
        period_end,
        force_code,
        expected
    from national
),

final as (
    select
        spine.return_slug,
        spine.period,
        spine.period_end,
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
