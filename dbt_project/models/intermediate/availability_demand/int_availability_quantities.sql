{{ made_by('submission_id') }}
with submissions as (
    select * from {{ ref('int_submission_periods') }}
    where return_slug = 'availability_demand' and is_live
),

duty_hours as (
    select * from {{ ref('int_duty_hours') }}
    {{ where_changed('submission_id') }}
),

totals as (
    select
        submission_id,
        count(distinct hour_start) as clock_hours,
        count(*) as area_hours,
        sum(planned_on_duty) as planned_hours,
        sum(actual_on_duty) as duty_hours,
        sum(available) as available_hours,
        sum(case when resource_type != 'PCSO' then available end) as officer_available_hours,
        sum(case when resource_type = 'RESPONSE' then available end) as response_available_hours,
        sum(available) * 60 as available_minutes,
        sum(committed_minutes) as committed_minutes,
        sum(workload_minutes_arriving) as workload_minutes,
        sum(gap_minutes) as gap_minutes,
        sum(case when gap_minutes > 0 then 1 else 0 end) as hours_with_gap,
        sum(unresourced_grade1_2) as waiting,
        -- Time on objectives is not asked of everybody: none recorded is unknown, not nothing.
        sum(objective_minutes) as objective_minutes,
        -- An hour that has an objective and no minutes is on neither side.
        sum(case when objective_code is null or objective_minutes is not null then available end)
        * 60 as minutes_base_objective
    from duty_hours
    group by submission_id
),

final as (
    select
        submissions.submission_id,
        submissions.force_code,
        submissions.period,
        submissions.period_start,
        submissions.period_end,
        totals.clock_hours,
        totals.area_hours,
        totals.planned_hours,
        totals.duty_hours,
        totals.available_hours,
        totals.officer_available_hours,
        totals.response_available_hours,
        totals.available_minutes,
        totals.committed_minutes,
        totals.workload_minutes,
        totals.gap_minutes,
        totals.hours_with_gap,
        totals.waiting,
        totals.objective_minutes,
        totals.minutes_base_objective,
        false as has_doubtful_values
    from submissions
    left join totals on submissions.submission_id = totals.submission_id
)

select * from final
{{ where_changed('submission_id') }}
