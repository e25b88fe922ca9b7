-- Generated from the contracts by contracts/render/: do not edit.
with source as (
    select * from {{ source('raw', 'offender_management__models') }}
),

final as (
    select
        cast(submission_id as varchar) as submission_id,
        cast(source_row as integer) as source_row,
        cast(force_code as varchar) as force_code,
        cast(quarter as varchar) as quarter,
        cast(model_id as varchar) as model_id,
        cast(model_purpose as varchar) as model_purpose,
        cast(register_ref as varchar) as register_ref,
        cast(live_from as date) as live_from,
        cast(automated_decision as boolean) as automated_decision,
        cast(fairness_review_date as date) as fairness_review_date
    from source
)

select * from final
