-- Generated from the contracts by contracts/render/: do not edit.
with source as (
    select * from {{ source('raw', 'workforce__functions') }}
),

final as (
    select
        cast(submission_id as varchar) as submission_id,
        cast(source_row as integer) as source_row,
        cast(snapshot_date as date) as snapshot_date,
        cast(force_code as varchar) as force_code,
        cast(worker_type as varchar) as worker_type,
        cast(rank_code as varchar) as rank_code,
        cast(function_code as varchar) as function_code,
        cast(headcount as bigint) as headcount,
        cast(fte as decimal(9, 2)) as fte,
        cast(fte_status as varchar) as fte_status,
        cast(establishment_fte as decimal(9, 2)) as establishment_fte,
        cast(establishment_fte_status as varchar) as establishment_fte_status,
        cast(on_probation_headcount as bigint) as on_probation_headcount,
        cast(restricted_duty_fte as decimal(9, 2)) as restricted_duty_fte,
        cast(long_term_absent_fte as decimal(9, 2)) as long_term_absent_fte,
        cast(net_revenue_expenditure as decimal(16, 2)) as net_revenue_expenditure,
        cast(outsourced_service_flag as boolean) as outsourced_service_flag
    from source
)

select * from final
