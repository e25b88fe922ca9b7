-- Generated from the contracts by contracts/render/: do not edit.
with source as (
    select * from {{ source('raw', 'system_reliability__services') }}
),

final as (
    select
        cast(submission_id as varchar) as submission_id,
        cast(source_row as integer) as source_row,
        cast(month as varchar) as month,
        cast(force_code as varchar) as force_code,
        cast(service_id as varchar) as service_id,
        cast(service_category as varchar) as service_category,
        cast(shared_platform_id as varchar) as shared_platform_id,
        cast(criticality_tier as bigint) as criticality_tier,
        cast(licensed_users as bigint) as licensed_users
    from source
)

select * from final
