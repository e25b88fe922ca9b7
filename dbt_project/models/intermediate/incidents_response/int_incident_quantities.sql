{% set clocks = ['call_answered', 'graded', 'dispatched'] %}
with submissions as (
    select * from {{ ref('int_submission_periods') }}
    where return_slug = 'incidents_response' and is_live
),

incidents as (
    select * from {{ ref('stg_incidents_response__incidents') }}
),

context as (
    select * from {{ ref('int_force_populations') }}
),

-- A force has figures by its own clock only; by the other clocks it has timed nothing.
incident_totals as (
    select
        submission_id as incidents_of,
        sum(incidents) as incidents,
        -- Where none is stated there is nothing to divide by, and nothing known: no zero.
        sum(case when incident_grade != 'NOT_STATED' then incidents end) as graded,
        sum(case when incident_category != 'NOT_STATED' then incidents end) as categorised,
        {{ all_true("incident_category in ('A0', 'C0', 'NOT_STATED')") }} as is_of_published_tables,
        sum(case when incident_grade = '1' then incidents else 0 end) as grade1,
        {{ complete_sum('attended', 'true', 'attended_status') }} as attended,
        sum(case when {{ applies('attended_status') }} then incidents end)
            as incidents_base_attended,
        {{ complete_sum(
            'attended', "incident_grade = '1' and " ~ applies('timed_status'), 'attended_status'
        ) }} as attended_grade1,
        {{ complete_sum(
            'timed', "incident_grade = '1' and " ~ applies('attended_status'), 'timed_status'
        ) }} as timed_grade1,
        sum(crimes_created) as crimes_created,
        {{ complete_sum('domestic_abuse_flagged', 'true') }} as domestic_abuse_flagged,
        sum(case when left(incident_category, 1) = 'D' then incidents else 0 end)
            as administration,
        {{ is_marked(['attended']) }} as has_marked_attended,
        {{ none_applies('attended_status') }} as has_no_attended,
        {{ none_applies('attended_status', "incident_grade = '1'") }} as grade1_has_no_attended,
        {% for grade in ['1', '2'] %}
        {{ none_applies('timed_status', "incident_grade = '" ~ grade ~ "'") }}
            as grade{{ grade }}_has_no_timed,
        {% for name, column in [
            ('target', 'within_target'),
            ('median', 'response_minutes_median'),
            ('p90', 'response_minutes_p90'),
        ] %}
        {{ none_applies(column ~ '_status', "incident_grade = '" ~ grade ~ "' and timed > 0") }}
            as grade{{ grade }}_has_no_{{ name }},
        {% endfor %}
        {% for clock in clocks %}
        {% set of = grade ~ '_' ~ clock %}
        {% set ours = "incident_grade = '" ~ grade ~ "'" %}
        {% set counted = ours ~ ' and timed > 0' %}
        {% set other_clock = "min(clock_start) != '" ~ clock.upper() ~ "'" %}
        case
            when {{ other_clock }} then 0
            else {{ complete_sum('timed', ours, 'timed_status') }}
        end as timed_grade{{ of }},
        case
            when {{ other_clock }} then 0
            else {{ complete_sum(
                'timed', ours ~ ' and ' ~ applies('within_target_status'), 'timed_status'
            ) }}
        end as timed_base_within_grade{{ of }},
        case
            when {{ other_clock }} then 0
            else {{ complete_sum('within_target', counted, 'within_target_status') }}
        end as within_grade{{ of }},
        case
            when {{ other_clock }} then 0
            else {{ complete_sum('response_minutes_median * timed', counted) }}
        end as minutes_grade{{ of }},
        case
            when {{ other_clock }} then 0
            else {{ complete_sum('response_minutes_p90 * timed', counted) }}
        end as p90_grade{{ of }},
        {% endfor %}
        {% endfor %}
        {{ any_true("timed_status in ('u', 'e') or within_target_status in ('u', 'e') "
            "or response_minutes_median_status in ('u', 'e') "
            "or response_minutes_p90_status in ('u', 'e')") }} as has_marked_values
    from incidents
    group by submission_id
),

call_totals as (
    select
        submission_id as calls_of,
        {% for name, part, channel in [
            ('calls_999_within_10s', 'calls_answered_within_10s', 'C999'),
            ('calls_999_abandoned', 'calls_abandoned', 'C999'),
            ('calls_101_abandoned', 'calls_abandoned', 'C101'),
        ] %}
        {% set of = "contact_channel = '" ~ channel ~ "'" %}
        {{ none_applies('calls_received_status', of) }} or {{ none_applies(part ~ '_status', of) }}
            as has_no_{{ name }},
        {{ is_marked(['calls_received', part], of) }} as has_marked_{{ name }},
        {% endfor %}
        sum(case when contact_channel = 'C999' then calls_received end) as calls_999,
        sum(case when contact_channel = 'C999' then calls_answered_within_10s end)
            as calls_999_within_10s,
        sum(case when contact_channel = 'C999' then calls_abandoned end) as calls_999_abandoned,
        sum(case when contact_channel = 'C101' then calls_received end) as calls_101,
        sum(case when contact_channel = 'C101' then calls_abandoned end) as calls_101_abandoned
    from {{ ref('stg_incidents_response__calls') }}
    group by submission_id
),

final as (
    select
        submissions.submission_id,
        submissions.force_code,
        submissions.period,
        submissions.period_start,
        submissions.period_end,
        context.population,
        incident_totals.*,
        call_totals.*,
        coalesce(incident_totals.has_marked_values, false)
        or coalesce(incident_totals.timed_grade1 * 5 < incident_totals.attended_grade1 * 4, false)
            as has_doubtful_values
    from submissions
    left join incident_totals on submissions.submission_id = incident_totals.incidents_of
    left join call_totals on submissions.submission_id = call_totals.calls_of
    left join context
        on
            submissions.force_code = context.force_code
            and submissions.period_end = context.period_end
)

select * from final
