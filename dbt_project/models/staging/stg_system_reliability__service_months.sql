-- Generated from the contracts by contracts/render/: do not edit.
with source as (
    select * from {{ source('raw', 'system_reliability__service_months') }}
),

final as (
    select
        cast(submission_id as varchar) as submission_id,
        cast(source_row as integer) as source_row,
        cast(force_code as varchar) as force_code,
        cast(service_id as varchar) as service_id,
        cast(month as varchar) as month,
        cast(agreed_service_minutes as bigint) as agreed_service_minutes,
        cast(support_tickets as bigint) as support_tickets
    from source
)

select * from final
