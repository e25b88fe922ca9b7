-- Generated from the contracts by contracts/render/: do not edit.
with source as (
    select * from {{ source('raw', 'crime_management__recorded_years') }}
),

final as (
    select
        cast(submission_id as varchar) as submission_id,
        cast(source_row as integer) as source_row,
        cast(force_code as varchar) as force_code,
        cast(month as varchar) as month,
        cast(offence_group as varchar) as offence_group,
        cast(crimes_recorded_12_months as bigint) as crimes_recorded_12_months
    from source
)

select * from final
