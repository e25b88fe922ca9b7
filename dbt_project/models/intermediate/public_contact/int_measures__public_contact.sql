{#- Indicator, numerator, denominator, what is missing where either is null. -#}
{% set not_given = 'The return does not give it.' %}
{% set measures = [
    ['contact_items', 'items_ingested', none, not_given],
    ['contact_geolocated_share', 'items_geolocated', 'items_ingested', not_given],
    ['contact_reviewed_share', 'items_reviewed', 'items_ingested', not_given],
    ['contact_actioned_share', 'items_actioned', 'items_reviewed', not_given],
    ['contact_citizen_app_share', 'items_citizen_app', 'items_ingested', not_given],
    ['contact_false_share', 'items_false', 'items_judged', not_given],
    ['contact_minutes_to_display', 'minutes_weighted', 'items_timed', not_given],
    ['contact_retention_days', 'retention_days', '1', not_given],
    ['contact_profiles', 'profiles_created', none, not_given],
] %}

with quantities as (
    select * from {{ ref('int_contact_quantities') }}
),

final as (
    {{ tidy_measures('quantities', measures) }}
)

select * from final
