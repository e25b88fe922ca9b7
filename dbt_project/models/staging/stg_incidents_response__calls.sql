-- Generated from the contracts by contracts/render/: do not edit.
with source as (
    select * from {{ source('raw', 'incidents_response__calls') }}
),

final as (
    select
        cast(submission_id as varchar) as submission_id,
        cast(source_row as integer) as source_row,
        cast(force_code as varchar) as force_code,
        cast(month as varchar) as month,
        cast(contact_channel as varchar) as contact_channel,
        cast(calls_received as bigint) as calls_received,
        cast(calls_received_status as varchar) as calls_received_status,
        cast(calls_answered_within_10s as bigint) as calls_answered_within_10s,
        cast(calls_answered_within_10s_status as varchar) as calls_answered_within_10s_status,
        cast(calls_abandoned as bigint) as calls_abandoned,
        cast(calls_abandoned_status as varchar) as calls_abandoned_status
    from source
)

select * from final
