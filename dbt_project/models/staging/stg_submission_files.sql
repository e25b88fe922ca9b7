-- Generated from the contracts by contracts/render/: do not edit.
with source as (
    select * from {{ source('raw', 'submission_files') }}
),

final as (
    select
        cast(submission_id as varchar) as submission_id,
        cast(file_name as varchar) as file_name,
        cast(sha256 as varchar) as sha256,
        cast(size_bytes as bigint) as size_bytes
    from source
)

select * from final
