{#- Everything that DuckDB and Spark say differently. What has one body is understood by both. -#}

{% macro quantile(value, p) %}
    {%- if target.type == 'spark' -%} percentile({{ value }}, {{ p }})
    {%- else -%} quantile_cont({{ value }}, {{ p }})
    {%- endif -%}
{% endmacro %}
{% macro median_of(value) %}
    {%- if target.type == 'spark' -%} percentile({{ value }}, 0.5)
    {%- else -%} quantile_cont({{ value }}, 0.5)
    {%- endif -%}
{% endmacro %}
{% macro any_true(value) %}coalesce(bool_or({{ value }}), false){% endmacro %}
{% macro all_true(value) %}coalesce(bool_and({{ value }}), false){% endmacro %}

{% macro list_text(value, order_by, separator='; ') %}
    {% if target.type == 'spark' %}
        listagg({{ value }}, '{{ separator }}') within group (order by {{ order_by }})
    {% else %}
        string_agg({{ value }}, '{{ separator }}' order by {{ order_by }})
        filter (where {{ value }} is not null)
    {% endif %}
{% endmacro %}

{#- Minutes from one timestamp to another, to the microsecond, as a double. -#}
{% macro minutes_between(a, b) %}
    {% if target.type == 'spark' %}
        ((unix_micros(cast({{ b }} as timestamp_ltz)) - unix_micros(cast({{ a }} as timestamp_ltz)))
        / 60000000D)
    {% else %}
        ((epoch_us({{ b }}) - epoch_us({{ a }})) / 60000000.0)
    {% endif %}
{% endmacro %}

{% macro add_minutes(t, n) %}
    {%- if target.type == 'spark' -%} ({{ t }} + make_dt_interval(0, 0, {{ n }}))
    {%- else -%} ({{ t }} + to_minutes({{ n }}))
    {%- endif -%}
{% endmacro %}
{% macro add_days(t, n) %}
    {%- if target.type == 'spark' -%} ({{ t }} + make_dt_interval({{ n }}))
    {%- else -%} ({{ t }} + to_days({{ n }}))
    {%- endif -%}
{% endmacro %}
{% macro add_months(d, n) %}
    {%- if target.type == 'spark' -%} add_months({{ d }}, {{ n }})
    {%- else -%} cast({{ d }} + to_months({{ n }}) as date)
    {%- endif -%}
{% endmacro %}
{% macro timestamp_text(t) %}
    {%- if target.type == 'spark' -%} date_format({{ t }}, "yyyyMMdd'T'HHmm'Z'")
    {%- else -%} strftime({{ t }}, '%Y%m%dT%H%MZ')
    {%- endif -%}
{% endmacro %}
{% macro month_text(t) %}
    {%- if target.type == 'spark' -%} date_format({{ t }}, 'yyyy-MM')
    {%- else -%} strftime({{ t }}, '%Y-%m')
    {%- endif -%}
{% endmacro %}
{% macro quarter_text(d) %}
    cast(year({{ d }}) as varchar) || '-Q' || cast(quarter({{ d }}) as varchar)
{% endmacro %}

{#- First day of a month written 2024-03. -#}
{% macro month_start(month) %}cast({{ month }} || '-01' as date){% endmacro %}
{% macro month_after(month) %}{{ add_months(month_start(month), 1) }}{% endmacro %}

{#- 30 June of a year: the day that a mid-year estimate is about. -#}
{% macro mid_year(year) %}make_date({{ year }}, 6, 30){% endmacro %}

{#- Ends of months passed from one day to another, and days. -#}
{% macro months_passed(a, b) %}
    cast(12 * (year({{ b }}) - year({{ a }})) + month({{ b }}) - month({{ a }}) as bigint)
{% endmacro %}
{#- True of the end of a month that is one of the twelve up to another. By the calendar's months: a
    year before 28 February may be the day before a leap day, which is no thirteenth month's. -#}
{% macro in_year_to(month_end, last_end) %}
    {{ months_passed(month_end, last_end) }} between 0 and 11
{% endmacro %}
{% macro days_between(a, b) %}
    {%- if target.type == 'spark' -%} cast(datediff({{ b }}, {{ a }}) as bigint)
    {%- else -%} date_diff('day', {{ a }}, {{ b }})
    {%- endif -%}
{% endmacro %}

{#- Whole months from one month written 2024-03 to another. -#}
{% macro months_between(a, b) %}
    {{ months_passed(month_start(a), month_start(b)) }}
{% endmacro %}

{#- A timestamp by another clock; both are without a zone. -#}
{% macro by_clock(t, of, to) %}
    {%- if target.type == 'spark' -%} convert_timezone('{{ of }}', '{{ to }}', {{ t }})
    {%- else -%} timezone('{{ to }}', timezone('{{ of }}', {{ t }}))
    {%- endif -%}
{% endmacro %}
{#- Of a timestamp in UTC, by the clock in London: the hour of the day, 0 to 23, and the month. -#}
{% macro london_hour(t) %}
    cast(hour({{ by_clock(t, 'UTC', 'Europe/London') }}) as integer)
{% endmacro %}
{% macro london_month_text(t) %}{{ month_text(by_clock(t, 'UTC', 'Europe/London')) }}{% endmacro %}
{#- When a day, and a month written 2024-03, begins in London, in UTC. -#}
{% macro day_begins(d) %}
    {{ by_clock('cast(' ~ d ~ ' as timestamp)', 'Europe/London', 'UTC') }}
{% endmacro %}
{% macro month_begins(month) %}{{ day_begins(month_start(month)) }}{% endmacro %}
{% macro month_ends(month) %}{{ day_begins(month_after(month)) }}{% endmacro %}
{#- Monday is 1. -#}
{% macro iso_weekday(d) %}
    {%- if target.type == 'spark' -%} cast(weekday({{ d }}) + 1 as integer)
    {%- else -%} cast(isodow({{ d }}) as integer)
    {%- endif -%}
{% endmacro %}
{#- First day of a quarter written 2024-Q1. -#}
{% macro quarter_start(quarter) %}
    try_cast(
        substr({{ quarter }}, 1, 4) || '-'
        || lpad(cast(try_cast(substr({{ quarter }}, 7, 1) as integer) * 3 - 2 as varchar), 2, '0')
        || '-01' as date
    )
{% endmacro %}

{#- First and last day of a period as written, by the grain of its return. -#}
{% macro period_start(period, grain) %}
    case {{ grain }}
        when 'quarter_end' then cast(date_trunc('quarter', try_cast({{ period }} as date)) as date)
        when 'month' then try_cast({{ period }} || '-01' as date)
        when 'quarter' then {{ quarter_start(period) }}
    end
{% endmacro %}

{% macro period_end(period, grain) %}
    case {{ grain }}
        when 'quarter_end' then try_cast({{ period }} as date)
        when 'month' then last_day(try_cast({{ period }} || '-01' as date))
        when 'quarter' then last_day({{ add_months(quarter_start(period), 2) }})
    end
{% endmacro %}

{#- The last end of a quarter at or before a day. -#}
{% macro quarter_end_by(day) %}
    cast({{ add_days("date_trunc('quarter', " ~ add_days(day, 1) ~ ')', -1) }} as date)
{% endmacro %}

{#- The day from which a figure is final: the first of the second quarter after that of its period. -#}
{% macro final_on(period_end) %}
    {{ add_months("cast(date_trunc('quarter', " ~ period_end ~ ") as date)", 6) }}
{% endmacro %}

{#- True where a text of codes joined by semicolons holds the code. -#}
{% macro holds_code(codes, code) %}
    contains(';' || coalesce({{ codes }}, '') || ';', ';' || {{ code }} || ';')
{% endmacro %}

{#- Always true, in a step that several later ones read. Spark works such a step out anew for each
    of them, steps before it too, unless chance is in it; DuckDB never does. -#}
{% macro worked_out_once() %}
    {%- if target.type == 'spark' -%} rand() >= 0
    {%- else -%} true
    {%- endif -%}
{% endmacro %}

{#- Rows of a CSV with a header, every column a text. Spark reads it as a view of its session. -#}
{% macro rows_of_csv(path) %}
    {% if target.type == 'spark' %}
        {% set name = 'csv_' ~ local_md5(path) %}
        {% if execute %}
            {% do run_query(
                'create or replace temporary view ' ~ name ~ ' using csv options (path '
                ~ spark_text(path) ~ ", header 'true', escape '\"')"
            ) %}
        {% endif %}
        {{ name }}
    {% else %}
        read_csv('{{ path | replace("'", "''") }}', header = true, all_varchar = true)
    {% endif %}
{% endmacro %}

{#- Unit tests compare doubles to ten significant digits: a sum may differ in its last bit. -#}
{% macro rounded_for_unit_test(columns, relation) %}
    {% for column in columns %}
        case
            when try_cast({{ column }} as double) is null or typeof({{ column }}) != 'DOUBLE'
                then cast({{ column }} as varchar)
            when abs(try_cast({{ column }} as double)) < 1e-12 then '0'
            else format('{:.9e}', try_cast({{ column }} as double))
        end as {{ column }}{% if not loop.last %},{% endif %}
    {% endfor %}
{% endmacro %}

{% macro duckdb__get_unit_test_sql(main_sql, expected_fixture_sql, expected_column_names) %}
    with actual_rows as (
        {{ main_sql }}
    ),

    expected_rows as (
        {{ expected_fixture_sql | replace('dbt_internal_unit_test_actual', 'actual_rows') }}
    )

    select
        {{ rounded_for_unit_test(expected_column_names, 'actual_rows') }},
        'actual' as "actual_or_expected"
    from actual_rows
    union all
    select
        {{ rounded_for_unit_test(expected_column_names, 'expected_rows') }},
        'expected' as "actual_or_expected"
    from expected_rows
{% endmacro %}
