{#- Indicator, numerator, denominator, what is missing where either is null, what makes it doubtful
    beside what the force says, where it does not apply. -#}
{% set not_given = 'The return does not give it.' %}
{% set no_prediction = 'The return holds no prediction.' %}
{% set no_adjusted = 'The return does not give the adjusted serious casualties of every row.' %}
{% set measures = [
    ['collisions_total', 'collisions', none, not_given],
    ['collisions_fatal', 'collisions_fatal', none, not_given],
    [
        'collisions_observed_to_predicted', 'collisions_with_prediction', 'predicted_collisions',
        no_prediction, 'lacks_predictions', 'has_no_predictions'
    ],
    [
        'collisions_per_100m_vehicle_miles', 'collisions_with_traffic', 'million_vehicle_miles',
        not_given, 'lacks_traffic or has_marked_traffic', 'has_no_traffic'
    ],
    [
        'serious_per_billion_vehicle_miles', 'serious_with_traffic', 'million_vehicle_miles',
        no_adjusted, 'lacks_traffic or has_marked_traffic or has_marked_adjusted',
        'has_no_traffic or has_no_adjusted'
    ],
    [
        'serious_casualty_share', 'casualties_serious_adjusted', 'casualties_not_fatal',
        no_adjusted, 'has_marked_adjusted', 'has_no_adjusted'
    ],
    ['collisions_attended_share', 'collisions_attended', 'collisions_with_attendance', not_given],
] %}

with quantities as (
    select * from {{ ref('int_collision_quantities') }}
),

final as (
    {{ tidy_measures('quantities', measures) }}
)

select * from final
