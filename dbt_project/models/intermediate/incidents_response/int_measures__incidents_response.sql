{#- Indicator, numerator, denominator, what is missing where either is null, what else is doubtful,
    where it does not apply. -#}
{% set not_given = 'The return does not give it in every row.' %}
{% set no_officers = 'No workforce return of the last quarter end gives response officers.' %}
{% set no_calls = 'The return gives no calls.' %}
{% set no_times = 'The return does not give its response times.' %}
{% set measures = [
    ['incidents_per_1000', 'incidents', 'population', not_given],
    [
        'incidents_per_response_officer', 'incidents', 'response_officer_fte', no_officers,
        'has_marked_response'
    ],
    ['grade1_share', 'grade1', 'graded', not_given],
    [
        'attendance_rate', 'attended', 'incidents_base_attended', not_given,
        'has_marked_attended', 'has_no_attended'
    ],
    [
        'timed_share_grade1', 'timed_grade1', 'attended_grade1', not_given,
        'has_marked_attended', 'grade1_has_no_attended or grade1_has_no_timed'
    ],
    [
        'calls_999_within_10s', 'calls_999_within_10s', 'calls_999', no_calls,
        'has_marked_calls_999_within_10s', 'has_no_calls_999_within_10s'
    ],
    [
        'calls_999_abandoned_share', 'calls_999_abandoned', 'calls_999', no_calls,
        'has_marked_calls_999_abandoned', 'has_no_calls_999_abandoned'
    ],
    [
        'calls_101_abandoned_share', 'calls_101_abandoned', 'calls_101', no_calls,
        'has_marked_calls_101_abandoned', 'has_no_calls_101_abandoned'
    ],
    ['crimes_per_100_incidents', 'crimes_created', 'incidents', not_given],
    ['domestic_abuse_share', 'domestic_abuse_flagged', 'incidents', not_given],
    ['administration_share', 'administration', 'categorised', not_given],
] %}
{% for clock in ['call_answered', 'graded', 'dispatched'] %}
{% for grade in ['grade1', 'grade2'] %}
{% set of = grade ~ '_' ~ clock %}
{% do measures.append([
    'within_target_' ~ of, 'within_' ~ of, 'timed_base_within_' ~ of, no_times,
    'false', grade ~ '_has_no_timed or ' ~ grade ~ '_has_no_target'
]) %}
{% do measures.append([
    'response_minutes_' ~ of, 'minutes_' ~ of, 'timed_' ~ of, no_times,
    'false', grade ~ '_has_no_timed or ' ~ grade ~ '_has_no_median'
]) %}
{% endfor %}
{% set of = 'grade1_' ~ clock %}
{% do measures.append([
    'response_p90_' ~ of, 'p90_' ~ of, 'timed_' ~ of, no_times,
    'false', 'grade1_has_no_timed or grade1_has_no_p90'
]) %}
{% endfor %}

with totals as (
    select * from {{ ref('int_incident_quantities') }}
),

establishments as (
    select * from {{ ref('int_officer_establishments') }}
),

quantities as (
    select
        totals.*,
        establishments.response_officer_fte,
        coalesce(establishments.has_marked_response, false) as has_marked_response
    from totals
    left join establishments on totals.submission_id = establishments.submission_id
),

final as (
    {{ tidy_measures('quantities', measures) }}
)

select * from final
