{#- Indicator, numerator, denominator, what is missing where either is null. -#}
{% set not_given = 'The return does not give it.' %}
{% set no_time = 'No time away from the station was measured.' %}
{% set measures = [
    ['device_issue_share', 'users_issued', 'eligible_users', not_given],
    ['device_active_share', 'devices_active', 'devices_total', not_given],
    ['device_support_share', 'devices_in_support', 'devices_total', not_given],
    ['devices_lost_per_1000', 'devices_lost', 'devices_total', not_given],
    ['mobile_work_share', 'transactions_on_mobile', 'transactions', not_given],
    ['minutes_out_of_station', 'minutes_weighted', 'users_timed', no_time],
] %}

with quantities as (
    select * from {{ ref('int_device_quantities') }}
),

final as (
    {{ tidy_measures('quantities', measures) }}
)

select * from final
