{#- Constants of the normal distribution, to the last digit that a double holds. -#}
{% macro z_95() %}1.959963984540054{% endmacro %}
{% macro z_998() %}3.090232306167813{% endmacro %}

{#- Wilson's limits of a proportion x / n; null where n is not above zero. -#}
{% macro wilson_lower(x, n, z) %}
    case
        when {{ n }} <= 0 then null
        when {{ x }} <= 0 then 0.0
        else (
            2 * {{ x }} + {{ z }} * {{ z }}
            - {{ z }} * sqrt({{ z }} * {{ z }} + 4 * {{ x }} * (1 - {{ x }} / {{ n }}))
        ) / (2 * ({{ n }} + {{ z }} * {{ z }}))
    end
{% endmacro %}

{% macro wilson_upper(x, n, z) %}
    case
        when {{ n }} <= 0 then null
        when {{ x }} >= {{ n }} then 1.0
        else (
            2 * {{ x }} + {{ z }} * {{ z }}
            + {{ z }} * sqrt({{ z }} * {{ z }} + 4 * {{ x }} * (1 - {{ x }} / {{ n }}))
        ) / (2 * ({{ n }} + {{ z }} * {{ z }}))
    end
{% endmacro %}

{#- Byar's limits of a Poisson count o; used for o of 10 and more. -#}
{% macro byar_lower(o, z) %}
    {{ o }} * power(1 - 1 / (9 * {{ o }}) - {{ z }} / (3 * sqrt({{ o }})), 3)
{% endmacro %}

{% macro byar_upper(o, z) %}
    ({{ o }} + 1) * power(1 - 1 / (9 * ({{ o }} + 1)) + {{ z }} / (3 * sqrt({{ o }} + 1)), 3)
{% endmacro %}

{#- Limits of a Poisson count: exact below 10, by Byar from 10; null for a small broken number. -#}
{% macro poisson_limits(o, exact_lower, exact_upper, z, suffix) %}
    case
        when {{ o }} >= 10 then {{ byar_lower(o, z) }}
        else {{ exact_lower }}
    end as count_lower{{ suffix }},
    case
        when {{ o }} >= 10 then {{ byar_upper(o, z) }}
        else {{ exact_upper }}
    end as count_upper{{ suffix }}
{% endmacro %}

{#- The first of the four rules of a control chart that a point breaks, by what is looked at of its
    runs: the whole of each, or no more than had come by then. -#}
{% macro xmr_rule(side_points, is_trend, high_near, low_near) %}
    case
        when value > upper or value < lower then 'outside the limits'
        when side != 0 and {{ side_points }} >= 7 then 'seven points on one side'
        when {{ is_trend }} then 'seven-point trend'
        when near_limit = 1 and {{ high_near }} >= 2 then 'two of three near a limit'
        when near_limit = -1 and {{ low_near }} >= 2 then 'two of three near a limit'
    end
{% endmacro %}

{#- All of those rules that a point breaks, the strongest first, by what had come by then. -#}
{% macro xmr_rules_known(side_points, is_trend, high_near, low_near) %}
    nullif(
        concat_ws(
            '; ',
            case when value > upper or value < lower then 'outside the limits' end,
            case when side != 0 and {{ side_points }} >= 7 then 'seven points on one side' end,
            case when {{ is_trend }} then 'seven-point trend' end,
            case
                when
                    (near_limit = 1 and {{ high_near }} >= 2)
                    or (near_limit = -1 and {{ low_near }} >= 2)
                    then 'two of three near a limit'
            end
        ), ''
    )
{% endmacro %}

{#- A sum that is null where one of its parts is: a part with status z does not apply and counts
    as absent, every other blank makes the whole unknown. -#}
{% macro complete_sum(value, condition, status=none) %}
    case
        when
            count(
                case
                    when
                        {{ condition }}
                        and {{ value }} is null
                        {% if status %}and coalesce({{ status }}, '') != 'z'{% endif %}
                        then 1
                end
            ) = 0
            then sum(case when {{ condition }} then {{ value }} end)
    end
{% endmacro %}

{#- True of the rows that a cell with that status column applies to. Both sides of a share are summed
    over the rows that the other one applies to: a row with status z on one side is on neither. -#}
{% macro applies(status) %}coalesce({{ status }}, '') != 'z'{% endmacro %}

{#- True where a return has such rows and says of each of them that the cell does not apply. -#}
{% macro none_applies(status, condition='true') %}
    count(case when {{ condition }} then 1 end) > 0
    and count(case when {{ condition }} and {{ applies(status) }} then 1 end) = 0
{% endmacro %}

{#- True where a return says of one of its rows that one of these cells is estimated or of low
    reliability. -#}
{% macro is_marked(columns, condition='true') %}
    {%- set marks = columns | join('_status, ') ~ '_status' %}
    {{- any_true(
        condition ~ " and ('u' in (" ~ marks ~ ") or 'e' in (" ~ marks ~ "))"
    ) }}
{%- endmacro %}
