{#- What a figure says of itself: how final it is, and what there is to say of its returns. -#}

{#- Whether a figure of that period may still be revised, for a release of `release.day`. -#}
{% macro is_provisional(period_end) %}
    {{ final_on(period_end) }} > release.day
{% endmacro %}

{% macro data_status(period_end) %}
    case
        when {{ is_provisional(period_end) }} then 'provisional'
        when release.day is not null then 'final'
    end
{% endmacro %}

{#- One note for each figure, of `notes` (submission_id, force_code, note) about the submissions behind
    it. A return of another force, such as that of a platform's owner, is told as that. -#}
{% macro noted_figures(notes) %}
    select
        told.force_code,
        told.indicator,
        told.period,
        {{ list_text('told.note', 'told.note', ' ') }} as note
    from (
        select distinct
            lineage.force_code,
            lineage.indicator,
            lineage.period,
            {{ notes }}.note
            || coalesce(' It is the return of ' || senders.short_name || '.', '') as note
        from {{ ref('int_lineage') }} as lineage
        inner join {{ notes }} on lineage.submission_id = {{ notes }}.submission_id
        left join {{ ref('int_forces') }} as senders
            on
                {{ notes }}.force_code = senders.force_code
                and lineage.force_code != senders.force_code
    ) as told
    group by told.force_code, told.indicator, told.period
{% endmacro %}

{#- The months of each service beside the register of that month, with more columns of the two. -#}
{% macro registered_months(columns) %}
    select
        service_months.force_code,
        service_months.service_id,
        service_months.month,
        register.shared_platform_id,
        {% for column in columns -%}
        {{ column }},
        {% endfor -%}
        {{ month_begins('service_months.month') }} as month_start,
        {{ month_ends('service_months.month') }} as month_end
    from {{ ref('stg_system_reliability__service_months') }} as service_months
    left join {{ ref('int_service_register') }} as register
        on
            service_months.force_code = register.force_code
            and service_months.service_id = register.service_id
            and service_months.month = register.month
{% endmacro %}

{#- Of each live submission the version of its return that was signed off last before it. What was
signed off has been published, or might have been. -#}
{% macro replaced_versions(submissions) %}
    select
        ranked.submission_id,
        ranked.force_code,
        ranked.period,
        ranked.version,
        ranked.revision_reason,
        ranked.before_version,
        ranked.before_day
    from (
        select
            live.submission_id,
            live.force_code,
            live.period,
            live.version,
            live.revision_reason,
            earlier.version as before_version,
            cast(cast(earlier.signed_off_at as date) as varchar) as before_day,
            row_number() over (
                partition by live.submission_id
                order by earlier.signed_off_at desc, earlier.version desc
            ) as place
        from {{ submissions }} as live
        inner join {{ submissions }} as earlier
            on
                live.return_slug = earlier.return_slug
                and live.force_code = earlier.force_code
                and live.period = earlier.period
                and live.submission_id != earlier.submission_id
        where live.is_live and earlier.signed_off_at is not null
    ) as ranked
    where ranked.place = 1
{% endmacro %}
