with submissions as (
    select * from {{ ref('int_submission_periods') }}
    where return_slug = 'crime_management' and is_live
),

workload as (
    select * from {{ ref('int_crime_workload_totals') }}
),

outcomes as (
    select * from {{ ref('int_crime_outcome_totals') }}
),

cohorts as (
    select * from {{ ref('int_crime_cohorts') }}
),

-- Published tables have fraud as long as forces recorded it themselves, to March 2013: it would be
-- in the totals of some years and in none since.
years as (
    select
        submission_id,
        sum(crimes_recorded_12_months) as crimes_recorded_12_months
    from {{ ref('stg_crime_management__recorded_years') }}
    where offence_group != 'FRAUD'
    group by submission_id
),

context as (
    select * from {{ ref('int_force_populations') }}
),

final as (
    select
        submissions.submission_id,
        submissions.force_code,
        submissions.period,
        submissions.period_start,
        submissions.period_end,
        workload.crimes_recorded,
        workload.crimes_cancelled,
        workload.recorded_base_cancelled,
        workload.open_month_end,
        workload.unallocated_month_end,
        workload.open_base_unallocated,
        workload.open_over_90d,
        workload.open_base_90d,
        workload.open_over_365d,
        workload.open_base_365d,
        workload.investigator_fte,
        workload.investigators_base_open,
        workload.recorded_to_investigate,
        workload.open_to_investigate,
        workload.days_to_allocate_weighted,
        workload.supervisor_reviews_due,
        workload.supervisor_reviews_overdue,
        workload.files_submitted_cps,
        workload.files_rejected_cps,
        workload.records_system,
        {% for name in [
            'cancelled', 'open', 'unallocated', 'over_90d', 'over_365d', 'investigators'
        ] %}
        workload.has_no_{{ name }},
        {% endfor %}
        outcomes.outcomes_assigned,
        outcomes.outcome_days_weighted,
        outcomes.has_no_outcome_days,
        {% for age in (3, 6, 12) %}
        cohort_{{ age }}m.crimes_recorded as cohort_{{ age }}m_recorded,
        cohort_{{ age }}m.crimes_with_outcome as cohort_{{ age }}m_with_outcome,
        cohort_{{ age }}m.crimes_charged as cohort_{{ age }}m_charged,
        cohort_{{ age }}m.charges_expected as cohort_{{ age }}m_charges_expected,
        {% endfor %}
        years.crimes_recorded_12_months,
        context.population,
        coalesce(workload.has_doubtful_values, false)
        or coalesce(outcomes.has_doubtful_values, false) as has_doubtful_values
    from submissions
    left join workload on submissions.submission_id = workload.submission_id
    left join outcomes on submissions.submission_id = outcomes.submission_id
    {% for age in (3, 6, 12) %}
    left join cohorts as cohort_{{ age }}m
        on
            submissions.submission_id = cohort_{{ age }}m.submission_id
            and cohort_{{ age }}m.age_months = {{ age }}
    {% endfor %}
    left join years on submissions.submission_id = years.submission_id
    left join context
        on
            submissions.force_code = context.force_code
            and submissions.period_end = context.period_end
)

select * from final
