{#- Fails for every combination of the columns that occurs more than once. Nulls count as equal. -#}
{% test unique_combination(model, combination) %}
    select {{ combination | join(', ') }}, count(*) as occurrences
    from {{ model }}
    group by {{ combination | join(', ') }}
    having count(*) > 1
{% endtest %}
