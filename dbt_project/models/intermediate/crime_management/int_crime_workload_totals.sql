with workload as (
    select * from {{ ref('stg_crime_management__workload') }}
),

-- Medians of offence groups are weighted by what was recorded in them.
final as (
    select
        submission_id,
        sum(crimes_recorded) as crimes_recorded,
        {{ complete_sum('crimes_cancelled', 'true', 'crimes_cancelled_status') }}
            as crimes_cancelled,
        sum(case when {{ applies('crimes_cancelled_status') }} then crimes_recorded end)
            as recorded_base_cancelled,
        {{ complete_sum('open_month_end', 'true', 'open_month_end_status') }} as open_month_end,
        {% for part, base in [
            ('unallocated_month_end', 'open_base_unallocated'),
            ('open_over_90d', 'open_base_90d'),
            ('open_over_365d', 'open_base_365d'),
        ] %}
        {{ complete_sum(part, applies('open_month_end_status'), part ~ '_status') }} as {{ part }},
        {{ complete_sum('open_month_end', applies(part ~ '_status'), 'open_month_end_status') }}
            as {{ base }},
        {% endfor %}
        {{ complete_sum('investigator_fte', 'true', 'investigator_fte_status') }}
            as investigator_fte,
        {{ complete_sum(
            'investigator_fte', applies('open_month_end_status'), 'investigator_fte_status'
        ) }} as investigators_base_open,
        sum(case when {{ applies('investigator_fte_status') }} then crimes_recorded end)
            as recorded_to_investigate,
        {{ complete_sum(
            'open_month_end', applies('investigator_fte_status'), 'open_month_end_status'
        ) }} as open_to_investigate,
        {{ complete_sum('days_to_allocate_median * crimes_recorded', 'crimes_recorded > 0') }}
            as days_to_allocate_weighted,
        {{ complete_sum('supervisor_reviews_due', 'true') }} as supervisor_reviews_due,
        {{ complete_sum('supervisor_reviews_overdue', 'true') }} as supervisor_reviews_overdue,
        {{ complete_sum('files_submitted_cps', 'true') }} as files_submitted_cps,
        {{ complete_sum('files_rejected_cps', 'true') }} as files_rejected_cps,
        {% for name, column in [
            ('cancelled', 'crimes_cancelled'),
            ('open', 'open_month_end'),
            ('unallocated', 'unallocated_month_end'),
            ('over_90d', 'open_over_90d'),
            ('over_365d', 'open_over_365d'),
            ('investigators', 'investigator_fte'),
        ] %}
        {{ none_applies(column ~ '_status') }} as has_no_{{ name }},
        {% endfor %}
        min(records_system) as records_system,
        {{ any_true(
            "open_month_end_status in ('u', 'e') or open_over_90d_status in ('u', 'e') "
            "or open_over_365d_status in ('u', 'e') or unallocated_month_end_status in ('u', 'e') "
            "or crimes_cancelled_status in ('u', 'e') or investigator_fte_status in ('u', 'e')"
        ) }} as has_doubtful_values
    from workload
    group by submission_id
)

select * from final
