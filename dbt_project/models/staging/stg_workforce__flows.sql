-- Generated from the contracts by contracts/render/: do not edit.
with source as (
    select * from {{ source('raw', 'workforce__flows') }}
),

final as (
    select
        cast(submission_id as varchar) as submission_id,
        cast(source_row as integer) as source_row,
        cast(snapshot_date as date) as snapshot_date,
        cast(force_code as varchar) as force_code,
        cast(worker_type as varchar) as worker_type,
        cast(rank_code as varchar) as rank_code,
        cast(joiners_fte as decimal(9, 2)) as joiners_fte,
        cast(transfers_in_fte as decimal(9, 2)) as transfers_in_fte,
        cast(leavers_fte as decimal(9, 2)) as leavers_fte,
        cast(leavers_voluntary_fte as decimal(9, 2)) as leavers_voluntary_fte,
        cast(transfers_out_fte as decimal(9, 2)) as transfers_out_fte
    from source
)

select * from final
