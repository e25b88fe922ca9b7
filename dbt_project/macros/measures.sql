{#- One select per measure over one relation of quantities. Each measure is a list of the
    indicator, its numerator, its denominator (none for a count), what a gap means and, where there
    is such a thing, what makes this one doubtful and not the others, and where the return says that
    it does not apply. -#}
{% macro tidy_measures(relation, measures) %}
    {% for measure in measures %}
    select
        force_code,
        '{{ measure[0] }}' as indicator,
        period,
        period_start,
        period_end,
        cast({{ measure[1] }} as double) as numerator,
        cast({{ measure[2] if measure[2] else 'null' }} as double) as denominator,
        submission_id,
        {% if measure | length > 5 -%}
        case when {{ measure[5] }} then {{ does_not_apply() }} else '{{ measure[3] }}' end
        {%- else -%} '{{ measure[3] }}'
        {%- endif %} as gap_reason,
        has_doubtful_values{% if measure | length > 4 %} or {{ measure[4] }}{% endif %} as has_doubtful_values
    from {{ relation }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
{% endmacro %}

{#- What is not applicable by the return's own word, and so is no gap in it. -#}
{% macro does_not_apply() %}'The return says that it does not apply to the force.'{% endmacro %}

{#- Counts of domestic abuse are published to the nearest five. One to four stay as they are, so
    that they are suppressed and not rounded into a figure. -#}
{% macro to_five(count) %}
    case
        when ({{ count }}) between 1 and 4 then {{ count }}
        else cast(round(({{ count }}) / 5.0) * 5 as bigint)
    end
{% endmacro %}

{#- Whether a month of a service is one of a member of its platform. A force that puts a service on a
    platform, and is no member of it then, is in none of the platform's figures. -#}
{% macro is_of_a_member(services) %}
    exists (
        select 1 from {{ ref('int_platform_member_months') }} as member_months
        where
            member_months.shared_platform_id = {{ services }}.shared_platform_id
            and member_months.month = {{ services }}.month
            and member_months.force_code = {{ services }}.force_code
    )
{% endmacro %}

{#- Whether a membership of a platform holds at a moment: from the first of its days to the last. -#}
{% macro is_live_at(members, moment) %}
    (
        {{ members }}.live_from is null
        or {{ day_begins(members ~ '.live_from') }} <= {{ moment }}
    )
    and (
        {{ members }}.live_to is null
        or {{ day_begins(add_days('cast(' ~ members ~ '.live_to as timestamp)', 1)) }} > {{ moment }}
    )
{% endmacro %}

{#- Whether an outage began at a time when the force that reports it was a member of the platform. -#}
{% macro was_a_member(reports) %}
    exists (
        select 1 from {{ ref('int_platform_members') }} as members
        where
            members.shared_platform_id = {{ reports }}.shared_platform_id
            and members.force_code = {{ reports }}.force_code
            and {{ is_live_at('members', reports ~ '.started_at') }}
    )
{% endmacro %}
