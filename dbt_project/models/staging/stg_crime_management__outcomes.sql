-- Generated from the contracts by contracts/render/: do not edit.
with source as (
    select * from {{ source('raw', 'crime_management__outcomes') }}
),

final as (
    select
        cast(submission_id as varchar) as submission_id,
        cast(source_row as integer) as source_row,
        cast(force_code as varchar) as force_code,
        cast(month as varchar) as month,
        cast(offence_group as varchar) as offence_group,
        cast(outcome_code as varchar) as outcome_code,
        cast(outcomes_assigned as bigint) as outcomes_assigned,
        cast(outcome_days_median as decimal(8, 2)) as outcome_days_median,
        cast(outcome_days_median_status as varchar) as outcome_days_median_status
    from source
)

select * from final
