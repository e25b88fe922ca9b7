{#- Indicator, numerator, denominator, what is missing where either is null. -#}
{% set not_given = 'The return does not give it.' %}
{% set no_link = 'Nothing was received by secure link.' %}
{% set no_courier = 'Nothing was received by couriered disc.' %}
{% set measures = [
    ['hours_to_copy', 'hours_all', 'received', not_given],
    ['hours_to_copy_secure_link', 'hours_secure_link', 'received_secure_link', no_link],
    ['hours_to_copy_courier', 'hours_courier', 'received_courier', no_courier],
    ['secure_link_share', 'received_secure_link', 'received', not_given],
    ['physical_media_share', 'received_physical', 'received', not_given],
    ['evidence_lost_rate', 'overwritten_before_receipt', 'requests', not_given],
    ['evidence_unusable_rate', 'failed_unusable', 'requests', not_given],
    ['continuity_exceptions_per_1000', 'continuity_exceptions', 'received', not_given],
] %}

with quantities as (
    select * from {{ ref('int_evidence_quantities') }}
),

final as (
    {{ tidy_measures('quantities', measures) }}
)

select * from final
