{#- Indicator, numerator, denominator, what is missing where either is null, what else is doubtful,
    where it does not apply. -#}
{% set not_given = 'The return does not give it.' %}
{% set no_visits = 'The return does not give visits.' %}
{% set no_scores = 'Nobody was scored twelve months ago.' %}
{% set no_bands = 'No two bands have enough people to be compared.' %}
{% set no_model = 'The force has no model in its register.' %}
{% set measures = [
    ['offenders_managed', 'nominals', none, not_given],
    ['offenders_actively_managed_share', 'actively_managed', 'nominals', not_given],
    ['offenders_per_manager', 'actively_managed', 'offender_manager_fte', not_given],
    ['offender_visits_overdue_share', 'visits_overdue', 'visits_due', no_visits],
    ['offender_scores_stale_share', 'scores_stale', 'nominals_scored', not_given],
    ['offender_overrides_per_100', 'human_overrides', 'nominals_scored', not_given],
    [
        'reoffending_observed_to_expected', 'reoffended', 'reoffending_expected', no_scores,
        'false', 'has_no_predictions'
    ],
    [
        'offender_bands_out_of_order', 'bands_out_of_order', none, no_bands,
        'false', 'has_no_predictions'
    ],
    ['model_months_since_fairness_review', 'months_since_review', '1', no_model],
] %}

with quantities as (
    select * from {{ ref('int_offender_quantities') }}
),

final as (
    {{ tidy_measures('quantities', measures) }}
)

select * from final
