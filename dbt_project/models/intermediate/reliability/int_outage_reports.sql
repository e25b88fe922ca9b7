{% set tolerance = var('match_tolerance_minutes') %}

with reports as (
    select * from {{ ref('int_outages') }}
    where shared_platform_id is not null
),

matches as (
    select * from {{ ref('int_outage_matches') }}
),

service_outages as (
    select * from {{ ref('int_service_outages') }}
),

reported as (
    select
        matches.service_outage_id,
        matches.match_basis,
        reports.force_code,
        reports.shared_platform_id,
        reports.outage_id,
        reports.service_id,
        reports.submission_id,
        reports.started_at as own_started_at,
        reports.restored_at as own_restored_at,
        reports.ended_at as own_ended_at,
        reports.severity as own_severity,
        reports.users_affected,
        reports.users_method,
        reports.degradation_factor,
        reports.root_cause_domain as own_cause_domain,
        reports.is_not_affected,
        service_outages.started_at as master_started_at,
        service_outages.restored_at as master_restored_at,
        service_outages.ended_at as master_ended_at,
        service_outages.severity as master_severity,
        service_outages.root_cause_domain as master_cause_domain,
        coalesce(service_outages.is_proposed, false) as is_proposed
    from reports
    left join matches
        on
            reports.force_code = matches.force_code
            and reports.outage_id = matches.outage_id
            and reports.started_at = matches.started_at
    left join service_outages on matches.service_outage_id = service_outages.service_outage_id
),

differences as (
    select
        *,
        {{ minutes_between('master_started_at', 'own_started_at') }} as start_difference_minutes,
        {{ minutes_between('master_restored_at', 'own_restored_at') }}
            as restore_difference_minutes
    from reported
),

stated as (
    select
        *,
        case
            when is_not_affected then 'NOT_AFFECTED'
            when service_outage_id is null then 'LOCAL_ONLY'
            when is_proposed then 'PROPOSED'
            when
                abs(start_difference_minutes) > {{ tolerance }}
                or abs(coalesce(restore_difference_minutes, 0)) > {{ tolerance }}
                -- Still down for one of them, as long as it has told, when over for the other.
                or (
                    own_restored_at is null
                    and {{ minutes_between('master_restored_at', 'own_ended_at') }}
                    > {{ tolerance }}
                )
                or (
                    master_restored_at is null
                    and {{ minutes_between('own_restored_at', 'master_ended_at') }}
                    > {{ tolerance }}
                )
                then 'TIMING_DIFFERENCE'
            when own_severity != master_severity then 'SEVERITY_DIFFERENCE'
            else 'MATCHED'
        end as state
    from differences
),

-- The report that covers most of an outage is the force's word on it.
ranked as (
    select
        *,
        row_number() over (
            partition by service_outage_id, force_code
            order by
                is_not_affected asc,
                {{ minutes_between(
                    'greatest(own_started_at, master_started_at)',
                    'least(own_ended_at, master_ended_at)'
                ) }} desc,
                own_started_at asc,
                outage_id asc
        ) = 1 as is_primary
    from stated
)

select * from ranked
