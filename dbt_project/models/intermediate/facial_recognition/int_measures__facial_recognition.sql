{#- Indicator, numerator, denominator, what is missing where either is null, what else is doubtful,
    where it does not apply. -#}
{% set not_given = 'The return does not give it.' %}
{% set no_governance = 'No return of the quarter has a governance table.' %}
{% set measures = [
    ['deployments', 'deployments', none, not_given],
    ['false_alerts_per_face', 'alerts_false', 'faces_scanned', not_given],
    ['false_alerts_per_alert', 'alerts_false', 'alerts', not_given],
    ['arrests_per_alert', 'arrests', 'alerts', not_given],
    ['alerts_per_1000_faces', 'alerts', 'faces_scanned', not_given],
    [
        'watchlist_per_arrest', 'watchlist_images', 'arrests_base_watchlist', not_given,
        'false', 'has_no_watchlist'
    ],
    ['governance_checks_met', 'checks_met', 'checks_made', no_governance],
] %}

with quantities as (
    select * from {{ ref('int_fr_quantities') }}
),

final as (
    {{ tidy_measures('quantities', measures) }}
)

select * from final
