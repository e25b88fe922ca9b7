{#- Indicator, numerator, denominator, what is missing where either is null, what else is doubtful,
    where it does not apply. -#}
{% set in_stock = 'The return gives no complete values for it in table stock.' %}
{% set in_functions = 'The return gives no complete values for it in table functions.' %}
{% set in_hours = 'The return gives no complete values for it in table hours.' %}
{% set in_flows = 'Four quarters in a row, each with stock and flows, are needed.' %}
{% set measures = [
    ['officer_fte', 'officer_fte', none, in_stock],
    ['officers_per_1000', 'officer_fte', 'population', in_stock],
    ['pcso_per_1000', 'pcso_fte', 'population', in_stock, 'false', 'has_no_pcso'],
    ['staff_per_1000', 'staff_fte', 'population', in_stock],
    ['staff_mix', 'officer_fte', 'workforce_fte', in_stock],
    ['constables_per_sergeant', 'constable_fte', 'sergeant_fte', in_stock],
    ['special_constables', 'special_constables', none, in_stock],
    [
        'vacancy_rate', 'establishment_fte - function_fte', 'establishment_fte', in_functions,
        'has_marked_posts'
    ],
    ['sickness_rate', 'sickness_hours', 'contracted_hours', in_hours],
    [
        'long_term_absence_rate', 'long_term_absent_fte', 'function_officer_fte', in_functions,
        'has_marked_officers'
    ],
    [
        'restricted_duty_rate', 'restricted_duty_fte', 'function_officer_fte', in_functions,
        'has_marked_officers'
    ],
    ['overtime_rate', 'overtime_hours', 'contracted_hours', in_hours],
    ['overtime_cost_per_officer', 'officer_overtime_cost', 'officer_fte', in_hours],
    ['attrition_rate', 'year_leavers_fte', 'year_mean_officer_fte', in_flows],
    ['voluntary_attrition_rate', 'year_resignations_fte', 'year_mean_officer_fte', in_flows],
    ['spend_per_head', 'net_revenue_expenditure', 'population', in_functions],
] %}

with quantities as (
    select * from {{ ref('int_workforce_quantities') }}
),

final as (
    {{ tidy_measures('quantities', measures) }}
)

select * from final
