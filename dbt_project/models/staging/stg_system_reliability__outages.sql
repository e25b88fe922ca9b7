-- Generated from the contracts by contracts/render/: do not edit.
with source as (
    select * from {{ source('raw', 'system_reliability__outages') }}
),

final as (
    select
        cast(submission_id as varchar) as submission_id,
        cast(source_row as integer) as source_row,
        cast(force_code as varchar) as force_code,
        cast(outage_id as varchar) as outage_id,
        cast(service_id as varchar) as service_id,
        cast(shared_outage_ref as varchar) as shared_outage_ref,
        cast(detected_at as timestamp) as detected_at,
        cast(started_at as timestamp) as started_at,
        cast(restored_at as timestamp) as restored_at,
        cast(planned as boolean) as planned,
        cast(severity as varchar) as severity,
        cast(impact_type as varchar) as impact_type,
        cast(degradation_factor as decimal(3, 2)) as degradation_factor,
        cast(users_affected as bigint) as users_affected,
        cast(users_method as varchar) as users_method,
        cast(root_cause_domain as varchar) as root_cause_domain,
        cast(workaround as varchar) as workaround,
        cast(custody_affected as boolean) as custody_affected,
        cast(records_backlogged as bigint) as records_backlogged,
        cast(not_affected_flag as boolean) as not_affected_flag
    from source
)

select * from final
