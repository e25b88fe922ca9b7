{#- Tables that an installation may hold and that are not ours to ship. -#}

{#- Rows of the CSV that a variable names, its columns as text, or none where it names nothing. -#}
{% macro rows_held(variable, columns) %}
    {% set path = var(variable, '') %}
    {% if path %}
    {{ rows_of_csv(path) }}
    {% else %}
    (
        select
            {% for column in columns %}
            cast(null as varchar) as {{ column }}{{ ',' if not loop.last }}
            {% endfor %}
        where false
    ) as none_held
    {% endif %}
{% endmacro %}

{#- Official peer groups. -#}
{% macro official_peer_groups() %}
    select
        force_code,
        peer_force_code,
        group_version,
        source,
        try_cast(valid_from as date) as valid_from,
        try_cast(valid_to as date) as valid_to
    from {{ rows_held(
        'official_peer_groups_csv',
        ['force_code', 'peer_force_code', 'group_version', 'source', 'valid_from', 'valid_to']
    ) }}
{% endmacro %}

{#- Mid-year populations. -#}
{% macro loaded_populations() %}
    select
        force_code,
        cast(population_year as integer) as population_year,
        cast(population as integer) as population,
        source
    from {{ rows_held(
        'populations_csv', ['force_code', 'population_year', 'population', 'source']
    ) }}
{% endmacro %}

{#- Breaks of series beside those of the register. -#}
{% macro more_series_breaks() %}
    select
        force_code,
        return_slug,
        indicator as indicators,
        cast(break_date as date) as break_date,
        label,
        cast(null as varchar) as comparability_flag,
        'day' as date_precision,
        source
    from {{ rows_held(
        'more_series_breaks_csv',
        ['force_code', 'return_slug', 'indicator', 'break_date', 'label', 'source']
    ) }}
{% endmacro %}

{#- Domestic abuse crimes as published elsewhere. -#}
{% macro published_domestic_abuse() %}
    select
        force_code,
        quarter,
        cast(da_crimes as bigint) as da_crimes,
        source
    from {{ rows_held(
        'published_domestic_abuse_csv', ['force_code', 'quarter', 'da_crimes', 'source']
    ) }}
{% endmacro %}

{#- The Department for Transport's provisional collisions. -#}
{% macro official_collisions() %}
    select
        force_code,
        month,
        try_cast(collisions as bigint) as collisions,
        source
    from {{ rows_held(
        'official_collisions_csv', ['force_code', 'month', 'collisions', 'source']
    ) }}
{% endmacro %}
