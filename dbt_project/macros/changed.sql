{#- What a build makes again that starts from the last release: the rows of what changed since. The
    builder names it in the variable `changed`, by key; a whole build has none, and takes everything. -#}

{#- The values of a key (submission_id, indicator) whose rows are to be made again; none in a whole
    build. -#}
{% macro changed_values(key) %}
    {% set changed = var('changed', none) %}
    {{ return(none if changed is none else changed[key]) }}
{% endmacro %}

{#- What changed is little: threads of the engine's own would wait for each other longer than they
    save, while dbt runs two models at a time. -#}
{% macro one_thread_each() %}
    {%- if target.type == 'duckdb' and var('changed', none) is not none -%}
        set threads = 1
    {%- endif -%}
{% endmacro %}

{#- True of the rows whose key changed. -#}
{% macro is_among_changed(key, values) %}
    {%- if values -%}
        {{ key }} in (
            {%- for value in values %}'{{ value | replace("'", "''") }}'{% if not loop.last %}, {% endif %}{% endfor -%}
        )
    {%- else -%}
        false
    {%- endif -%}
{% endmacro %}

{#- A model whose rows belong to a key: where the last release's table stands, only the rows of
    what changed are made again. Everything that such a row is made from must belong to the same
    key, or be the same in every release. -#}
{% macro made_by(key) %}
    {{ config(
        materialized='incremental' if (target | default({})).type == 'duckdb' else 'table',
        unique_key=key,
    ) }}
{% endmacro %}

{#- The end of such a model, and of what it reads. -#}
{% macro where_changed(key) %}
    {#- In a unit test there is no table of before. -#}
    {%- if this and is_incremental() -%}
        {%- set values = changed_values(key) -%}
        {%- if values is not none %}where {{ is_among_changed(key, values) }}{% endif -%}
    {%- endif -%}
{% endmacro %}

{#- True of the rows to be made again. -#}
{% macro is_changed(key) %}
    {% set values = changed_values(key) %}
    {% if values is none %}
        {{ exceptions.raise_compiler_error('Nothing says what changed: start from an empty file.') }}
    {% endif %}
    {{ return(is_among_changed(key, values)) }}
{% endmacro %}

{#- A test looks at the rows that were made again; the others passed it in the release that they
    come from. -#}
{% macro default__get_where_subquery(relation) %}
    {% set conditions = [config.get('where', '')] if config.get('where', '') else [] %}
    {% if execute %}
        {% set key = key_of(relation) %}
        {% set values = changed_values(key) if key else none %}
        {% if values is not none %}
            {% do conditions.append(is_among_changed(key, values)) %}
        {% endif %}
    {% endif %}
    {% if conditions %}
        {{ return('(select * from ' ~ relation ~ ' where ' ~ conditions | join(' and ') ~ ') as tested') }}
    {% endif %}
    {{ return(relation) }}
{% endmacro %}

{#- The key that a model's rows belong to, or nothing. -#}
{% macro key_of(relation) %}
    {% for node in graph.nodes.values() %}
        {% if
            node.resource_type == 'model' and node.config.unique_key and node.schema == relation.schema
            and node.alias == relation.identifier
        %}
            {{ return(node.config.unique_key) }}
        {% endif %}
    {% endfor %}
    {{ return(none) }}
{% endmacro %}
