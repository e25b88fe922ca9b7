-- Generated from the contracts by contracts/render/: do not edit.
with source as (
    select * from {{ source('raw', 'body_worn_video__cameras') }}
),

final as (
    select
        cast(submission_id as varchar) as submission_id,
        cast(source_row as integer) as source_row,
        cast(force_code as varchar) as force_code,
        cast(month as varchar) as month,
        cast(officers_issued as bigint) as officers_issued,
        cast(cameras_in_service as bigint) as cameras_in_service,
        cast(retention_days_policy as bigint) as retention_days_policy,
        cast(last_weed_run as date) as last_weed_run
    from source
)

select * from final
