{#- Indicator, numerator, denominator, what is missing where either is null. -#}
{% set no_hours = 'The return holds no hours.' %}
{% set no_objectives = 'The return does not record time on objectives.' %}
{% set measures = [
    ['utilisation_pct', 'committed_minutes', 'available_minutes', no_hours],
    ['available_share', 'available_hours', 'duty_hours', no_hours],
    ['plan_kept_pct', 'duty_hours', 'planned_hours', no_hours],
    ['coverage_gap_pct', 'gap_minutes', 'workload_minutes', no_hours],
    ['hours_with_gap_pct', 'hours_with_gap', 'area_hours', no_hours],
    ['waiting_grade1_2', 'waiting', 'clock_hours', no_hours],
    ['workload_per_officer_hour', 'workload_minutes', 'available_hours', no_hours],
    ['objective_time_pct', 'objective_minutes', 'available_minutes', no_objectives],
] %}

with quantities as (
    select * from {{ ref('int_availability_quantities') }}
),

final as (
    {{ tidy_measures('quantities', measures) }}
)

select * from final
