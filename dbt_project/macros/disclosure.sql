{#- The value to the nearest multiple of the base; as it is where there is no base. -#}
{% macro rounded_to(value, base) %}
    case
        when coalesce({{ base }}, 0) > 0 then round({{ value }} / {{ base }}) * {{ base }}
        else {{ value }}
    end
{% endmacro %}

{#- Published cells of the same force, period and return that show a hidden cell's numerator under
    another name, as their numerator or as their denominator. The relation `cells` must stand. -#}
{% macro same_quantities(hidden) %}
    select distinct
        other.force_code,
        other.period,
        other.indicator,
        'same quantity' as basis
    from {{ hidden }} as hidden
    inner join cells as source
        on
            hidden.force_code = source.force_code
            and hidden.period = source.period
            and hidden.indicator = source.indicator
    inner join cells as other
        on
            source.force_code = other.force_code
            and source.period = other.period
            and source.return_slug = other.return_slug
            and source.numerator_label in (other.numerator_label, other.denominator_label)
            and source.indicator != other.indicator
    left join {{ hidden }} as already
        on
            other.force_code = already.force_code
            and other.period = already.period
            and other.indicator = already.indicator
    where other.status = 'published' and already.indicator is null
{% endmacro %}
