{#- Indicator, numerator, denominator, what is missing where either is null. -#}
{% set no_services = 'The return has no service months.' %}
{% set no_users = 'The return does not give the licensed users of every service.' %}
{% set measures = [
    ['availability_user_weighted', 'user_minutes - user_minutes_lost', 'user_minutes', no_users],
    ['availability_total', 'agreed_minutes - downtime_minutes', 'agreed_minutes', no_services],
    ['availability_unplanned', 'agreed_minutes - unplanned_minutes', 'agreed_minutes', no_services],
    ['availability_local', 'agreed_minutes - local_minutes', 'agreed_minutes', no_services],
    ['hours_lost_per_1000_users', 'hours_lost', 'licensed_users', no_users],
    ['hours_lost_local_per_1000_users', 'hours_lost_local', 'licensed_users', no_users],
    ['hours_lost_platform_per_1000_users', 'hours_lost_platform', 'licensed_users', no_users],
    ['outages_per_1000_service_days', 'local_outages', 'agreed_minutes / 1440', no_services],
    ['time_to_restore_minutes', 'restore_minutes', 'outages_restored', no_services],
] %}

with quantities as (
    select * from {{ ref('int_reliability_quantities') }}
),

final as (
    {{ tidy_measures('quantities', measures) }}
)

select * from final
