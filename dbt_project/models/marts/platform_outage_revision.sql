with versions as (
    select * from {{ ref('int_platform_outage_versions') }}
),

submissions as (
    select * from {{ ref('stg_submissions') }}
),

-- What a return told in a version that was signed off before is in no table of this release.
replaced as (
    {{ replaced_versions('submissions') }}
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
        compared.service_outage_id,
        compared.revision,
        compared.submission_id,
        compared.received_at,
        replaced.before_version as replaced_version,
        compared.started_at,
        compared.restored_at,
        compared.severity,
        compared.root_cause_domain,
        compared.previous_started_at,
        compared.previous_restored_at,
        compared.previous_severity,
        compared.previous_root_cause_domain,
        compared.revision > 1
        and (
            compared.started_at is distinct from compared.previous_started_at
            or compared.restored_at is distinct from compared.previous_restored_at
            or compared.severity is distinct from compared.previous_severity
            or compared.root_cause_domain is distinct from compared.previous_root_cause_domain
        ) as is_changed,
        compared.is_current
    from compared
    left join replaced on compared.submission_id = replaced.submission_id
)

select * from final
