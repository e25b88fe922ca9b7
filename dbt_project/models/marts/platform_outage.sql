with service_outages as (
    select * from {{ ref('int_service_outages') }}
),

causes as (
    select * from {{ ref('cause_attributions') }}
),

member_list as (
    select * from {{ ref('int_service_outage_members') }}
),

impacts as (
    select * from {{ ref('int_force_impacts') }}
    where service_outage_id is not null
),

members as (
    select
        service_outage_id,
        count(*) as members
    from member_list
    group by service_outage_id
),

-- A force counts once, by its first report, however many rows it sent.
reported as (
    select
        service_outage_id,
        count(
            case
                when state in ('MATCHED', 'TIMING_DIFFERENCE', 'SEVERITY_DIFFERENCE', 'PROPOSED')
                    then 1
            end
        ) as matched,
        count(case when state in ('MATCHED', 'PROPOSED') then 1 end) as agreeing,
        count(case when state = 'TIMING_DIFFERENCE' then 1 end) as timing_differences,
        count(case when state = 'SEVERITY_DIFFERENCE' then 1 end) as severity_differences,
        count(case when state = 'NOT_AFFECTED' then 1 end) as not_affected,
        count(case when state = 'NOT_REPORTED' then 1 end) as not_reported
    from impacts
    where is_primary and is_member
    group by service_outage_id
),

-- Before, between and after its memberships the platform is not a force's to lose.
losses as (
    select
        service_outage_id,
        sum(case when is_primary then users_affected end) as users_affected,
        sum(hours_lost) as hours_lost
    from impacts
    where is_member
    group by service_outage_id
),

final as (
    select
        service_outages.service_outage_id,
        service_outages.shared_platform_id,
        service_outages.shared_outage_ref,
        service_outages.started_at,
        service_outages.restored_at,
        service_outages.severity,
        service_outages.planned,
        service_outages.root_cause_domain,
        causes.attribution_of_platform_event as attribution,
        service_outages.is_proposed,
        coalesce(members.members, 0) as members,
        coalesce(reported.matched, 0) as matched,
        coalesce(reported.agreeing, 0) as agreeing,
        coalesce(reported.timing_differences, 0) as timing_differences,
        coalesce(reported.severity_differences, 0) as severity_differences,
        coalesce(reported.not_affected, 0) as not_affected,
        -- Nobody was asked about an outage that is only proposed: its silent members are counted
        -- here, and have no row of their own.
        case
            when service_outages.is_proposed
                then coalesce(members.members, 0) - coalesce(reported.matched, 0)
            else coalesce(reported.not_reported, 0)
        end as not_reported,
        100 * cast(coalesce(reported.matched, 0) + coalesce(reported.not_affected, 0) as double)
        / nullif(members.members, 0) as coverage_pct,
        100 * cast(coalesce(reported.agreeing, 0) + coalesce(reported.not_affected, 0) as double)
        / nullif(members.members, 0) as agreement_pct,
        losses.users_affected,
        losses.hours_lost,
        service_outages.revision,
        service_outages.submission_id
    from service_outages
    left join causes on service_outages.root_cause_domain = causes.root_cause_domain
    left join members on service_outages.service_outage_id = members.service_outage_id
    left join reported on service_outages.service_outage_id = reported.service_outage_id
    left join losses on service_outages.service_outage_id = losses.service_outage_id
)

select * from final
