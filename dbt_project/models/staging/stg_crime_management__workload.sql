-- Generated from the contracts by contracts/render/: do not edit.
with source as (
    select * from {{ source('raw', 'crime_management__workload') }}
),

final as (
    select
        cast(submission_id as varchar) as submission_id,
        cast(source_row as integer) as source_row,
        cast(force_code as varchar) as force_code,
        cast(month as varchar) as month,
        cast(offence_group as varchar) as offence_group,
        cast(records_system as varchar) as records_system,
        cast(crimes_recorded as bigint) as crimes_recorded,
        cast(crimes_cancelled as bigint) as crimes_cancelled,
        cast(crimes_cancelled_status as varchar) as crimes_cancelled_status,
        cast(unallocated_month_end as bigint) as unallocated_month_end,
        cast(unallocated_month_end_status as varchar) as unallocated_month_end_status,
        cast(days_to_allocate_median as decimal(7, 2)) as days_to_allocate_median,
        cast(open_month_end as bigint) as open_month_end,
        cast(open_month_end_status as varchar) as open_month_end_status,
        cast(open_over_90d as bigint) as open_over_90d,
        cast(open_over_90d_status as varchar) as open_over_90d_status,
        cast(open_over_365d as bigint) as open_over_365d,
        cast(open_over_365d_status as varchar) as open_over_365d_status,
        cast(investigator_fte as decimal(9, 2)) as investigator_fte,
        cast(investigator_fte_status as varchar) as investigator_fte_status,
        cast(supervisor_reviews_due as bigint) as supervisor_reviews_due,
        cast(supervisor_reviews_overdue as bigint) as supervisor_reviews_overdue,
        cast(files_submitted_cps as bigint) as files_submitted_cps,
        cast(files_rejected_cps as bigint) as files_rejected_cps
    from source
)

select * from final
