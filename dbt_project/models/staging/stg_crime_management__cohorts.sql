-- Generated from the contracts by contracts/render/: do not edit.
with source as (
    select * from {{ source('raw', 'crime_management__cohorts') }}
),

final as (
    select
        cast(submission_id as varchar) as submission_id,
        cast(source_row as integer) as source_row,
        cast(force_code as varchar) as force_code,
        cast(month as varchar) as month,
        cast(recorded_month as varchar) as recorded_month,
        cast(offence_group as varchar) as offence_group,
        cast(crimes_recorded as bigint) as crimes_recorded,
        cast(crimes_with_outcome as bigint) as crimes_with_outcome,
        cast(crimes_charged as bigint) as crimes_charged
    from source
)

select * from final
