{% set within = 'cast(within_target as double)' %}
{% set of_timed = 'cast(timed_with_target as double)' %}
with submissions as (
    select * from {{ ref('int_submission_periods') }}
    where return_slug = 'incidents_response' and is_live
),

incidents as (
    select * from {{ ref('stg_incidents_response__incidents') }}
),

forces as (
    select * from {{ ref('int_forces') }}
),

totals as (
    select
        submissions.force_code,
        submissions.period,
        submissions.period_end,
        incidents.incident_grade,
        min(incidents.clock_start) as clock_start,
        sum(incidents.incidents) as incidents,
        {{ complete_sum('attended', 'true', 'attended_status') }} as attended,
        {{ complete_sum('timed', 'true', 'timed_status') }} as timed,
        {{ complete_sum('timed', applies('within_target_status'), 'timed_status') }}
            as timed_with_target,
        {{ complete_sum('timed', applies('attended_status'), 'timed_status') }}
            as timed_of_attended,
        {{ complete_sum('attended', applies('timed_status'), 'attended_status') }}
            as attended_to_time,
        {{ complete_sum('within_target', 'timed > 0', 'within_target_status') }} as within_target,
        {{ complete_sum('response_minutes_median * timed', 'timed > 0') }} as median_weighted,
        {{ complete_sum('response_minutes_p90 * timed', 'timed > 0') }} as p90_weighted,
        min(incidents.target_minutes) as target_minutes_lowest,
        max(incidents.target_minutes) as target_minutes_highest,
        min(incidents.local_grade_label) as local_grade_label
    from incidents
    inner join submissions on incidents.submission_id = submissions.submission_id
    group by
        submissions.force_code, submissions.period, submissions.period_end, incidents.incident_grade
),

final as (
    select
        totals.force_code,
        forces.short_name as force_name,
        totals.period,
        totals.period_end,
        totals.incident_grade,
        totals.local_grade_label,
        totals.clock_start,
        totals.incidents,
        totals.attended,
        totals.timed,
        totals.timed_with_target,
        totals.within_target,
        totals.target_minutes_lowest,
        totals.target_minutes_highest,
        100 * cast(totals.within_target as double) / nullif(totals.timed_with_target, 0)
            as within_target_pct,
        100 * {{ wilson_lower(within, of_timed, z_95()) }} as within_target_lower_pct,
        100 * {{ wilson_upper(within, of_timed, z_95()) }} as within_target_upper_pct,
        cast(totals.median_weighted as double) / nullif(totals.timed, 0) as response_minutes,
        cast(totals.p90_weighted as double) / nullif(totals.timed, 0) as response_p90_minutes,
        totals.timed_of_attended * 5 < totals.attended_to_time * 4 as has_low_reliability
    from totals
    inner join forces on totals.force_code = forces.force_code
)

select * from final
