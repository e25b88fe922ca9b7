with versions as (
    select * from {{ ref('int_platform_outage_versions') }}
),

final as (
    select
        service_outage_id,
        shared_platform_id,
        shared_outage_ref,
        started_at,
        restored_at,
        ended_at,
        told_in,
        planned,
        severity,
        degradation_factor,
        root_cause_domain,
        submission_id,
        revision
    from versions
    where is_current
)

select * from final
