{#- Indicator, numerator, denominator, what is missing where either is null, what else is doubtful,
    where it does not apply. -#}
{% set not_given = 'The return does not give it.' %}
{% set no_women = 'The inspectorate has not loaded how many women live in the area.' %}
{% set measures = [
    ['da_crimes_per_1000', 'crimes', 'residents', not_given],
    ['da_crimes_per_1000_women', 'crimes_female', 'women_16plus', no_women],
    [
        'da_recorded_within_24h', 'recorded_within_24h', 'crimes', not_given,
        'false', 'within_24h_not_counted'
    ],
    ['da_alcohol_share', 'crimes_alcohol', 'crimes', not_given, 'false', 'alcohol_not_counted'],
    ['da_partner_share', 'crimes_partner', 'crimes', not_given, 'false', 'partner_not_counted'],
    ['da_injury_share', 'crimes_injury', 'crimes', not_given, 'false', 'injury_not_counted'],
    [
        'da_emergency_share', 'grade1', 'incidents_and_crimes', not_given,
        'false', 'grade1_not_counted'
    ],
    ['da_not_crimed_share', 'incidents', 'incidents_and_crimes', not_given],
] %}

with quantities as (
    select * from {{ ref('int_abuse_quantities') }}
),

final as (
    {{ tidy_measures('quantities', measures) }}
)

select * from final
