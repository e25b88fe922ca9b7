{#- Indicators by the way in which they are standardised; all others of the strata are an error. -#}
{% set indirect = [
    ['hours_to_copy_standardised', 'mix of evidence and channels'],
    ['evidence_unusable_standardised', 'mix of evidence'],
] %}
{% set direct = [
    ['sickness_rate_standardised', 'mix of workers'],
    ['collisions_per_100m_miles_standardised', 'mix of roads'],
] %}

with strata as (
    select * from {{ ref('int_strata') }}
),

for_indirect as (
    select * from strata
    where
        indicator in (
            {% for measure in indirect %}
            '{{ measure[0] }}'{% if not loop.last %},{% endif %}
            {% endfor %}
        )
),

for_direct as (
    select * from strata
    where
        indicator in (
            {% for measure in direct %}
            '{{ measure[0] }}'{% if not loop.last %},{% endif %}
            {% endfor %}
        )
),

final as (
    {{ indirectly_standardised('for_indirect') }}
    union all
    {{ directly_standardised('for_direct') }}
)

select * from final
