-- Generated from the contracts by contracts/render/: do not edit.
with source as (
    select * from {{ source('raw', 'public_contact__contacts') }}
),

final as (
    select
        cast(submission_id as varchar) as submission_id,
        cast(source_row as integer) as source_row,
        cast(force_code as varchar) as force_code,
        cast(month as varchar) as month,
        cast(channel as varchar) as channel,
        cast(items_ingested as bigint) as items_ingested,
        cast(items_geolocated as bigint) as items_geolocated,
        cast(items_reviewed as bigint) as items_reviewed,
        cast(items_actioned as bigint) as items_actioned,
        cast(items_false_or_malicious as bigint) as items_false_or_malicious,
        cast(minutes_to_display_median as decimal(8, 2)) as minutes_to_display_median,
        cast(retention_days as bigint) as retention_days,
        cast(dpia_ref as varchar) as dpia_ref,
        cast(lawful_basis_code as varchar) as lawful_basis_code,
        cast(profiles_created as bigint) as profiles_created,
        cast(authority_code as varchar) as authority_code
    from source
)

select * from final
