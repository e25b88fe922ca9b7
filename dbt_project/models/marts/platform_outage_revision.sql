with versions as (
    select * from {{ ref('int_platform_outage_versions') }}
),

compared as (
    select
        *,
        lag(started_at) over (
            partition by service_outage_id order by revision
        ) as previous_started_at,
        lag(restored_at) over (
            partition by service_outage_id order by revision
        ) as previous_restored_at,
        lag(severity) over (partition by service_outage_id order by revision) as previous_severity,
        lag(root_cause_domain) over (
            partition by service_outage_id order by revision
        ) as previous_root_cause_domain
    from versions
),

final as (
    select
        service_outage_id,
        revision,
        submission_id,
        received_at,
        started_at,
        restored_at,
        severity,
        root_cause_domain,
        previous_started_at,
        previous_restored_at,
        previous_severity,
        previous_root_cause_domain,
        revision > 1
        and (
            started_at is distinct from previous_started_at
            or restored_at is distinct from previous_restored_at
            or severity is distinct from previous_severity
            or root_cause_domain is distinct from previous_root_cause_domain
        ) as is_changed,
        is_current
    from compared
)

select * from final
