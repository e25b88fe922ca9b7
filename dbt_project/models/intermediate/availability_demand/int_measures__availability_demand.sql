{#- Indicator, numerator, denominator, what is missing where either is null, what makes it
    doubtful. -#}
{% set no_hours = 'The return holds no hours.' %}
{% set no_posts = 'The return holds no such hours, or no workforce return of the last quarter end '
    ~ 'gives complete officer posts.' %}
{% set no_objectives = 'The return does not record time on objectives.' %}
{% set measures = [
    ['utilisation_pct', 'committed_minutes', 'available_minutes', no_hours],
    ['on_duty_available_share', 'available_hours', 'duty_hours', no_hours],
    [
        'available_share', 'officer_available_hours', 'establishment_hours', no_posts,
        'has_marked_officer_posts'
    ],
    [
        'response_available_share', 'response_available_hours', 'establishment_hours', no_posts,
        'has_marked_officer_posts'
    ],
    ['plan_kept_pct', 'duty_hours', 'planned_hours', no_hours],
    ['coverage_gap_pct', 'gap_minutes', 'workload_minutes', no_hours],
    ['hours_with_gap_pct', 'hours_with_gap', 'area_hours', no_hours],
    ['waiting_grade1_2', 'waiting', 'officer_available_hours', no_hours],
    ['workload_per_officer_hour', 'workload_minutes', 'available_hours', no_hours],
    ['objective_time_pct', 'objective_minutes', 'minutes_base_objective', no_objectives],
] %}

with totals as (
    select * from {{ ref('int_availability_quantities') }}
),

establishments as (
    select * from {{ ref('int_officer_establishments') }}
),

quantities as (
    select
        totals.*,
        establishments.officer_establishment_fte * totals.clock_hours as establishment_hours,
        coalesce(establishments.has_marked_officer_posts, false) as has_marked_officer_posts
    from totals
    left join establishments on totals.submission_id = establishments.submission_id
),

final as (
    {{ tidy_measures('quantities', measures) }}
)

select * from final
