-- Generated from the contracts by contracts/render/: do not edit.
with source as (
    select * from {{ source('raw', 'system_reliability__platform_outages') }}
),

final as (
    select
        cast(submission_id as varchar) as submission_id,
        cast(source_row as integer) as source_row,
        cast(force_code as varchar) as force_code,
        cast(shared_platform_id as varchar) as shared_platform_id,
        cast(shared_outage_ref as varchar) as shared_outage_ref,
        cast(detected_at as timestamp) as detected_at,
        cast(started_at as timestamp) as started_at,
        cast(restored_at as timestamp) as restored_at,
        cast(planned as boolean) as planned,
        cast(severity as varchar) as severity,
        cast(impact_type as varchar) as impact_type,
        cast(degradation_factor as decimal(3, 2)) as degradation_factor,
        cast(root_cause_domain as varchar) as root_cause_domain
    from source
)

select * from final
