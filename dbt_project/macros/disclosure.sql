{#- Why a figure is hidden, the same words whichever it is: who knew which of two is the small
    count, and that the other is not, could bound both. -#}
{% macro suppressed_reason() -%}
    '[c] Suppressed: a small count of people, or a figure that would give one away.'
{%- endmacro %}

{#- A count of which nobody may know that it is not nought. -#}
{% macro is_small(count, minimum=5) -%}
    coalesce({{ count }} between 1 and {{ minimum }} - 1, false)
{%- endmacro %}

{#- Of a group of rows: whether what is hidden of it can be told by whoever knows the sum of each
    of the counts and all that is not hidden. So it is where one row alone is hidden, where all
    hidden counts together are a small one, and where all are small, and as small or as large as
    such counts can be. `over` names the window that is the group, where rows are not grouped. -#}
{% macro is_told(hidden, counts, minimum=5, over='') -%}
    {%- set of_group = ' over ' ~ over if over else '' -%}
    {%- set rows = 'sum(case when ' ~ hidden ~ ' then 1 else 0 end)' ~ of_group -%}
    {%- set least = 'max(' ~ minimum ~ ')' ~ of_group -%}
    (
        {{ rows }} = 1
        {%- for count in counts %}
        {%- set total = 'sum(case when ' ~ hidden ~ ' then ' ~ count ~ ' else 0 end)' ~ of_group %}
        or {{ total }} between 1 and {{ least }} - 1
        or (
            {{ rows }} > 0
            and {{ rows }} = sum(
                case when {{ hidden }} and {{ is_small(count, minimum) }} then 1 else 0 end
            ){{ of_group }}
            and (
                {{ total }} <= {{ rows }}
                or {{ total }} >= {{ rows }} * ({{ least }} - 1)
            )
        )
        {%- endfor %}
    )
{%- endmacro %}

{#- The value to the nearest multiple of the base; as it is where there is no base. -#}
{% macro rounded_to(value, base) %}
    case
        when coalesce({{ base }}, 0) > 0 then round({{ value }} / {{ base }}) * {{ base }}
        else {{ value }}
    end
{% endmacro %}

{#- Cells with a number in them, of the same force, period and return, that show a hidden cell's
    numerator under another name, or a sum that it is a part of, as their numerator or as their
    denominator; hidden ones among them. The relations `cells` and `telling_labels` must stand. -#}
{% macro same_quantities(hidden, step) %}
    select distinct
        other.force_code,
        other.period,
        other.indicator,
        {{ step }} as step
    from {{ hidden }} as hidden
    inner join cells as source
        on
            hidden.force_code = source.force_code
            and hidden.period = source.period
            and hidden.indicator = source.indicator
    inner join telling_labels
        on
            source.return_slug = telling_labels.return_slug
            and source.numerator_label = telling_labels.hidden_label
    inner join cells as other
        on
            source.force_code = other.force_code
            and source.period = other.period
            and source.return_slug = other.return_slug
            and telling_labels.label in (other.numerator_label, other.denominator_label)
            and source.indicator != other.indicator
    where other.is_shown
{% endmacro %}
