with masters as (
    select * from {{ ref('int_platform_masters') }}
),

matches as (
    select * from {{ ref('int_outage_matches') }}
    where match_basis = 'proposed'
),

reports as (
    select * from {{ ref('int_outages') }}
),

owned as (
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
        root_cause_domain,
        false as is_proposed,
        revision,
        submission_id
    from masters
),

-- Until its owner confirms it: from the first start to the last end, and the gravest severity.
proposed as (
    select
        matches.service_outage_id,
        reports.shared_platform_id,
        cast(null as varchar) as shared_outage_ref,
        min(reports.started_at) as started_at,
        case
            when not {{ any_true('reports.is_open') }} then max(reports.restored_at)
        end as restored_at,
        max(reports.ended_at) as ended_at,
        max(reports.told_in) as told_in,
        {{ all_true('reports.planned') }} as planned,
        min(reports.severity) as severity,
        case
            when count(distinct reports.root_cause_domain) = 1 then min(reports.root_cause_domain)
            else 'UNKNOWN'
        end as root_cause_domain,
        true as is_proposed,
        1 as revision,
        cast(null as varchar) as submission_id
    from matches
    inner join reports
        on
            matches.force_code = reports.force_code
            and matches.outage_id = reports.outage_id
            and matches.started_at = reports.started_at
    group by matches.service_outage_id, reports.shared_platform_id
),

final as (
    select * from owned
    union all
    select * from proposed
)

select * from final
