-- Generated from the contracts by contracts/render/: do not edit.
with source as (
    select * from {{ source('raw', 'workforce__stock') }}
),

final as (
    select
        cast(submission_id as varchar) as submission_id,
        cast(source_row as integer) as source_row,
        cast(snapshot_date as date) as snapshot_date,
        cast(force_code as varchar) as force_code,
        cast(sex as varchar) as sex,
        cast(rank_code as varchar) as rank_code,
        cast(worker_type as varchar) as worker_type,
        cast(headcount as bigint) as headcount,
        cast(headcount_status as varchar) as headcount_status,
        cast(fte as decimal(9, 2)) as fte,
        cast(fte_status as varchar) as fte_status
    from source
)

select * from final
