{#- Indicator, numerator, denominator, what is missing where either is null, what else is doubtful,
    where it does not apply. -#}
{% set not_given = 'The return does not give it for every offence group.' %}
{% set no_outcomes = 'The return holds no outcomes.' %}
{% set no_cohort = 'The return holds no cohort of that age.' %}
{% set no_year = 'The return does not give the published twelve months.' %}
{% set measures = [
    [
        'crimes_per_investigator', 'recorded_to_investigate', 'investigator_fte', not_given,
        'false', 'has_no_investigators'
    ],
    [
        'open_crimes_per_investigator', 'open_to_investigate', 'investigators_base_open',
        not_given, 'false', 'has_no_open or has_no_investigators'
    ],
    [
        'open_over_90d_share', 'open_over_90d', 'open_base_90d', not_given,
        'false', 'has_no_open or has_no_over_90d'
    ],
    [
        'open_over_365d_share', 'open_over_365d', 'open_base_365d', not_given,
        'false', 'has_no_open or has_no_over_365d'
    ],
    [
        'unallocated_share', 'unallocated_month_end', 'open_base_unallocated', not_given,
        'false', 'has_no_open or has_no_unallocated'
    ],
    ['days_to_allocate', 'days_to_allocate_weighted', 'crimes_recorded', not_given],
    [
        'crimes_cancelled_per_1000', 'crimes_cancelled', 'recorded_base_cancelled', not_given,
        'false', 'has_no_cancelled'
    ],
    ['outcomes_per_100_crimes', 'outcomes_assigned', 'crimes_recorded', no_outcomes],
    [
        'outcome_days', 'outcome_days_weighted', 'outcomes_assigned', no_outcomes,
        'false', 'has_no_outcome_days'
    ],
    ['cohort_outcome_rate_3m', 'cohort_3m_with_outcome', 'cohort_3m_recorded', no_cohort],
    ['cohort_outcome_rate_6m', 'cohort_6m_with_outcome', 'cohort_6m_recorded', no_cohort],
    ['cohort_charge_rate_6m', 'cohort_6m_charged', 'cohort_6m_recorded', no_cohort],
    ['cohort_charge_rate_12m', 'cohort_12m_charged', 'cohort_12m_recorded', no_cohort],
    ['cohort_charge_index_6m', 'cohort_6m_charged', 'cohort_6m_charges_expected', no_cohort],
    ['reviews_overdue_share', 'supervisor_reviews_overdue', 'supervisor_reviews_due', not_given],
    ['files_rejected_share', 'files_rejected_cps', 'files_submitted_cps', not_given],
    ['crimes_recorded_12m', 'crimes_recorded_12_months', none, no_year],
    ['crimes_recorded_12m_per_1000', 'crimes_recorded_12_months', 'population', no_year],
] %}

with quantities as (
    select * from {{ ref('int_crime_quantities') }}
),

final as (
    {{ tidy_measures('quantities', measures) }}
)

select * from final
