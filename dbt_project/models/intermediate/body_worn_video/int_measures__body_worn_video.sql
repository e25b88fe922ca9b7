{#- Indicator, numerator, denominator, what is missing where either is null. -#}
{% set not_given = 'The return does not give it.' %}
{% set no_such = 'No encounter of this kind was reported.' %}
{% set no_sample = 'No supervisor looked at a sample.' %}
{% set measures = [
    ['bwv_recorded_mandated', 'recorded_mandated', 'encounters_mandated', no_such],
    ['bwv_recorded_stop_search', 'recorded_stop_search', 'encounters_stop_search', no_such],
    ['bwv_recorded_domestic_abuse', 'recorded_domestic_abuse', 'encounters_domestic_abuse', no_such],
    ['bwv_recorded_use_of_force', 'recorded_use_of_force', 'encounters_use_of_force', no_such],
    ['bwv_recorded_vehicle_stop', 'recorded_vehicle_stop', 'encounters_vehicle_stop', no_such],
    ['bwv_useful_share', 'clips_evidential', 'clips', not_given],
    ['bwv_not_useful_share', 'clips_non_evidential', 'clips', not_given],
    ['bwv_uncategorised_share', 'clips_uncategorised', 'clips', not_given],
    ['bwv_over_retention_rate', 'clips_over_retention', 'clips_due', not_given],
    ['bwv_deleted_early_rate', 'clips_deleted_early', 'clips_due', not_given],
    ['bwv_days_since_weeding', 'days_since_weeding', '1', not_given],
    ['bwv_hours_per_camera', 'hours_recorded', 'cameras_in_service', not_given],
    ['bwv_sample_compliant', 'sampled_compliant', 'sampled', no_sample],
] %}

with quantities as (
    select * from {{ ref('int_bwv_quantities') }}
),

final as (
    {{ tidy_measures('quantities', measures) }}
)

select * from final
