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
        {{ complete_sum('unallocated_month_end', 'true', 'unallocated_month_end_status') }}
            as unallocated_month_end,
        {{ complete_sum('open_month_end', 'true', 'open_month_end_status') }} as open_month_end,
        {{ complete_sum('open_over_90d', 'true', 'open_over_90d_status') }} as open_over_90d,
        {{ complete_sum('open_over_365d', 'true', 'open_over_365d_status') }} as open_over_365d,
        {{ complete_sum('investigator_fte', 'true', 'investigator_fte_status') }}
            as investigator_fte,
        {{ complete_sum('days_to_allocate_median * crimes_recorded', 'crimes_recorded > 0') }}
            as days_to_allocate_weighted,
        {{ complete_sum('supervisor_reviews_due', 'true') }} as supervisor_reviews_due,
        {{ complete_sum('supervisor_reviews_overdue', 'true') }} as supervisor_reviews_overdue,
        {{ complete_sum('files_submitted_cps', 'true') }} as files_submitted_cps,
        {{ complete_sum('files_rejected_cps', 'true') }} as files_rejected_cps,
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
