{#- How a model becomes a table of a release, in one statement. dbt's own way makes it beside the one
    that stands and swaps the two, so that nobody reads half of it: here nobody reads, the file is out
    of sight until all of it is done, and thrown away where a model fails. -#}

{% materialization table, adapter='duckdb' %}
    {% set made = this.incorporate(type='table') %}
    {% call statement('main') %}
        create or replace table {{ made }} as ({{ compiled_code }})
    {% endcall %}
    {% do adapter.commit() %}
    {{ return({'relations': [made]}) }}
{% endmaterialization %}

{% materialization view, adapter='duckdb' %}
    {% set made = this.incorporate(type='view') %}
    {% call statement('main') %}
        create or replace view {{ made }} as ({{ compiled_code }})
    {% endcall %}
    {% do adapter.commit() %}
    {{ return({'relations': [made]}) }}
{% endmaterialization %}

{#- A model whose rows belong to a key: the rows of what changed in the place of those that the last
    release held of it. It never reads itself, so what is taken out first is not missed. -#}
{% materialization incremental, adapter='duckdb' %}
    {% set made = this.incorporate(type='table') %}
    {% call statement('main') %}
        {% if is_incremental() %}
            delete from {{ made }} where {{ is_changed(config.get('unique_key')) }};
            insert into {{ made }} ({{ compiled_code }})
        {% else %}
            create or replace table {{ made }} as ({{ compiled_code }})
        {% endif %}
    {% endcall %}
    {% do adapter.commit() %}
    {{ return({'relations': [made]}) }}
{% endmaterialization %}
