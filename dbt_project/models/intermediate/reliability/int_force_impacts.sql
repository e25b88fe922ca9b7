with reports as (
    select * from {{ ref('int_outage_reports') }}
),

service_outages as (
    select * from {{ ref('int_service_outages') }}
),

members as (
    select * from {{ ref('int_service_outage_members') }}
),

causes as (
    select * from {{ ref('cause_attributions') }}
),

submissions as (
    select * from {{ ref('int_submission_periods') }}
    where return_slug = 'system_reliability' and is_live
),

-- The force's own interval where monitoring proves it, else the owner's. What has no owner's
-- record, or is a second report on one master, can only stand on its own interval.
based as (
    select
        *,
        case
            when state = 'NOT_AFFECTED' then null
            when state in ('LOCAL_ONLY', 'PROPOSED') or not is_primary then 'own'
            when users_method = 'MEASURED' then 'own'
            else 'master'
        end as interval_basis
    from reports
),

counted as (
    select
        *,
        case interval_basis
            when 'own' then own_started_at when 'master' then master_started_at
        end as counted_started_at,
        case interval_basis
            when 'own' then own_ended_at when 'master' then master_ended_at
        end as counted_restored_at
    from based
),

-- Each further report of the same force adds only the time that those before it do not cover.
placed as (
    select
        *,
        row_number() over (
            partition by service_outage_id, force_code
            order by
                case when is_primary then 0 else 1 end asc,
                counted_started_at asc,
                outage_id asc
        ) as report_place
    from counted
    where service_outage_id is not null and counted_started_at is not null
),

bounds as (
    select
        service_outage_id,
        force_code,
        counted_started_at as bound
    from placed
    union
    select
        service_outage_id,
        force_code,
        counted_restored_at as bound
    from placed
),

pieces as (
    select
        service_outage_id,
        force_code,
        bound as piece_start,
        lead(bound) over (partition by service_outage_id, force_code order by bound) as piece_end
    from bounds
),

covered as (
    select
        pieces.service_outage_id,
        pieces.force_code,
        {{ minutes_between('pieces.piece_start', 'pieces.piece_end') }} as minutes,
        min(placed.report_place) as report_place
    from pieces
    inner join placed
        on
            pieces.service_outage_id = placed.service_outage_id
            and pieces.force_code = placed.force_code
            and pieces.piece_start >= placed.counted_started_at
            and pieces.piece_start < placed.counted_restored_at
    where pieces.piece_end is not null
    group by
        pieces.service_outage_id,
        pieces.force_code,
        pieces.piece_start,
        pieces.piece_end
),

added as (
    select
        service_outage_id,
        force_code,
        report_place,
        sum(minutes) as minutes
    from covered
    group by service_outage_id, force_code, report_place
),

measured as (
    select
        counted.*,
        case
            when counted.counted_started_at is null then 0.0
            when counted.service_outage_id is null
                then {{ minutes_between(
                    'counted.counted_started_at', 'counted.counted_restored_at'
                ) }}
            else coalesce(added.minutes, 0.0)
        end as minutes_counted
    from counted
    left join placed
        on
            counted.service_outage_id = placed.service_outage_id
            and counted.force_code = placed.force_code
            and counted.outage_id = placed.outage_id
            and counted.own_started_at = placed.own_started_at
    left join added
        on
            placed.service_outage_id = added.service_outage_id
            and placed.force_code = added.force_code
            and placed.report_place = added.report_place
),

attributed as (
    select
        measured.*,
        case
            when measured.state = 'NOT_AFFECTED' then null
            when measured.state = 'LOCAL_ONLY' then 'force'
            when own_causes.attribution_of_platform_event = 'force' then 'force'
            else master_causes.attribution_of_platform_event
        end as attribution,
        -- The force blames the platform and the platform's owner has no such outage.
        measured.state = 'LOCAL_ONLY'
        and own_causes.attribution_of_local_report = 'platform' as is_disputed
    from measured
    left join causes as own_causes on measured.own_cause_domain = own_causes.root_cause_domain
    left join causes as master_causes
        on measured.master_cause_domain = master_causes.root_cause_domain
),

-- Silence is a state of its own; it is neither an impact nor the absence of one.
silent as (
    select
        service_outages.service_outage_id,
        members.force_code,
        service_outages.shared_platform_id,
        service_outages.started_at as master_started_at,
        service_outages.restored_at as master_restored_at,
        service_outages.severity as master_severity,
        submissions.submission_id
    from service_outages
    inner join members on service_outages.service_outage_id = members.service_outage_id
    left join reports
        on
            members.service_outage_id = reports.service_outage_id
            and members.force_code = reports.force_code
    left join submissions
        on
            members.force_code = submissions.force_code
            and {{ london_month_text('service_outages.started_at') }} = submissions.period
    where reports.outage_id is null and not service_outages.is_proposed
),

final as (
    select
        attributed.service_outage_id,
        attributed.shared_platform_id,
        attributed.force_code,
        -- A local report is on no platform outage: there is no membership to speak of.
        case
            when attributed.service_outage_id is not null then members.force_code is not null
        end as is_member,
        attributed.state,
        attributed.match_basis,
        attributed.is_primary or attributed.service_outage_id is null as is_primary,
        attributed.outage_id,
        attributed.service_id,
        attributed.own_started_at,
        attributed.own_restored_at,
        attributed.master_started_at,
        attributed.master_restored_at,
        attributed.start_difference_minutes,
        attributed.restore_difference_minutes,
        attributed.own_severity,
        attributed.master_severity,
        attributed.own_cause_domain,
        attributed.interval_basis,
        attributed.counted_started_at,
        attributed.counted_restored_at,
        case when attributed.is_not_affected then 0 else attributed.users_affected end
            as users_affected,
        attributed.degradation_factor,
        attributed.minutes_counted,
        case
            when attributed.is_not_affected then 0.0
            else
                attributed.users_affected * attributed.minutes_counted
                * cast(attributed.degradation_factor as double) / 60
        end as hours_lost,
        attributed.attribution,
        attributed.is_disputed,
        attributed.submission_id,
        true as force_returned
    from attributed
    left join members
        on
            attributed.service_outage_id = members.service_outage_id
            and attributed.force_code = members.force_code
    union all
    select
        silent.service_outage_id,
        silent.shared_platform_id,
        silent.force_code,
        true as is_member,
        'NOT_REPORTED' as state,
        null as match_basis,
        true as is_primary,
        null as outage_id,
        null as service_id,
        null as own_started_at,
        null as own_restored_at,
        silent.master_started_at,
        silent.master_restored_at,
        null as start_difference_minutes,
        null as restore_difference_minutes,
        null as own_severity,
        silent.master_severity,
        null as own_cause_domain,
        null as interval_basis,
        null as counted_started_at,
        null as counted_restored_at,
        null as users_affected,
        null as degradation_factor,
        null as minutes_counted,
        null as hours_lost,
        null as attribution,
        false as is_disputed,
        silent.submission_id,
        silent.submission_id is not null as force_returned
    from silent
)

select * from final
