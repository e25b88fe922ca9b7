{#- What dbt's adapter for Spark does not know: words, seeds and texts of Spark itself. -#}

{#- The models say varchar, which Spark only has with a length. -#}
{% macro in_spark_words(sql) %}
    {{ return(modules.re.sub('(?i)\\bas varchar\\b', 'as string', sql)) }}
{% endmacro %}

{% macro spark_text(value) %}
    {{ return("'" ~ value | replace('\\', '\\\\') | replace("'", "\\'") ~ "'") }}
{% endmacro %}

{% macro spark__create_table_as(temporary, relation, compiled_code, language='sql') %}
    {{ return(
        dbt.spark__create_table_as(temporary, relation, in_spark_words(compiled_code), language)
    ) }}
{% endmacro %}

{% macro spark__create_view_as(relation, sql) %}
    {{ return(dbt.spark__create_view_as(relation, in_spark_words(sql))) }}
{% endmacro %}

{#- The adapter writes values between quotes as they are, and calls types what the seed calls them. -#}
{% macro spark__create_csv_table(model, agate_table) %}
    {% set columns = [] %}
    {% for name in agate_table.column_names %}
        {% do columns.append(name ~ ' ' ~ spark_seed_type(model, name)) %}
    {% endfor %}
    {% set sql %}create table {{ this.render() }} ({{ columns | join(', ') }}) using parquet{% endset %}
    {% call statement('_') %}{{ sql }}{% endcall %}
    {{ return(sql) }}
{% endmacro %}

{% macro spark__load_csv_rows(model, agate_table) %}
    {% set types = [] %}
    {% for name in agate_table.column_names %}
        {% do types.append(spark_seed_type(model, name)) %}
    {% endfor %}
    {% set rows = [] %}
    {% for row in agate_table.rows %}
        {% set cells = [] %}
        {% for value in row %}
            {% do cells.append(
                'cast(' ~ ('null' if value is none else spark_text(value | string))
                ~ ' as ' ~ types[loop.index0] ~ ')'
            ) %}
        {% endfor %}
        {% do rows.append('(' ~ cells | join(', ') ~ ')') %}
    {% endfor %}
    {% set sql %}insert into {{ this.render() }} values {{ rows | join(', ') }}{% endset %}
    {% do adapter.add_query(sql, abridge_sql_log=True) %}
    {{ return(sql) }}
{% endmacro %}

{% macro spark_seed_type(model, column) %}
    {% set kind = model.config.get('column_types', {}).get(column, 'varchar') %}
    {{ return('string' if kind == 'varchar' else kind) }}
{% endmacro %}
