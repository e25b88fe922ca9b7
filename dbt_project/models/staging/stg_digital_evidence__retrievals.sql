-- Generated from the contracts by contracts/render/: do not edit.
with source as (
    select * from {{ source('raw', 'digital_evidence__retrievals') }}
),

final as (
    select
        cast(submission_id as varchar) as submission_id,
        cast(source_row as integer) as source_row,
        cast(force_code as varchar) as force_code,
        cast(month as varchar) as month,
        cast(evidence_type as varchar) as evidence_type,
        cast(retrieval_channel as varchar) as retrieval_channel,
        cast(source_sector as varchar) as source_sector,
        cast(requests as bigint) as requests,
        cast(received as bigint) as received,
        cast(hours_to_receipt_median as decimal(9, 2)) as hours_to_receipt_median,
        cast(hours_to_receipt_median_status as varchar) as hours_to_receipt_median_status,
        cast(hours_to_receipt_p90 as decimal(9, 2)) as hours_to_receipt_p90,
        cast(hours_to_receipt_p90_status as varchar) as hours_to_receipt_p90_status,
        cast(failed_unusable as bigint) as failed_unusable,
        cast(overwritten_before_receipt as bigint) as overwritten_before_receipt,
        cast(officer_trips_saved_est as bigint) as officer_trips_saved_est,
        cast(trips_method as varchar) as trips_method,
        cast(volume_gb as decimal(12, 2)) as volume_gb,
        cast(shared_with_cps as bigint) as shared_with_cps,
        cast(continuity_exceptions as bigint) as continuity_exceptions,
        cast(items_past_retention as bigint) as items_past_retention
    from source
)

select * from final
