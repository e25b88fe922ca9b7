{#- Weighted (sum over sum) and simple (mean of values) figures of the published rows that meet
    the condition. Counts have no weighted figure. -#}
{% macro comparator_pair(prefix, condition='true') %}
    max(case when method != 'count' then multiplier end)
    * sum(case when {{ condition }} then numerator end)
    / nullif(sum(case when {{ condition }} then denominator end), 0) as {{ prefix }}_weighted,
    avg(case when {{ condition }} then value end) as {{ prefix }}_simple
{% endmacro %}

{#- The name of a total, with who is not in it: England and Wales excluding Durham, Kent. -#}
{% macro excluding(name, excluded) %}
    {{ name }} || coalesce(' excluding ' || {{ excluded }}, '')
{% endmacro %}

{#- What stands in the place of that name where there is nobody to compare a force with. -#}
{% macro no_other_force(group) %}
    'No other force of ' || {{ group }}
{% endmacro %}
