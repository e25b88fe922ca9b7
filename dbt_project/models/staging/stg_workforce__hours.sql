-- Generated from the contracts by contracts/render/: do not edit.
with source as (
    select * from {{ source('raw', 'workforce__hours') }}
),

final as (
    select
        cast(submission_id as varchar) as submission_id,
        cast(source_row as integer) as source_row,
        cast(snapshot_date as date) as snapshot_date,
        cast(force_code as varchar) as force_code,
        cast(worker_type as varchar) as worker_type,
        cast(contracted_hours as decimal(12, 1)) as contracted_hours,
        cast(sickness_hours as decimal(12, 1)) as sickness_hours,
        cast(overtime_hours as decimal(12, 1)) as overtime_hours,
        cast(overtime_cost as decimal(14, 2)) as overtime_cost
    from source
)

select * from final
