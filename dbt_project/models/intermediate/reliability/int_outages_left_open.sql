with outages as (
    select * from {{ ref('int_outages') }}
    where not is_not_affected
),

impacts as (
    select * from {{ ref('int_force_impacts') }}
    where outage_id is not null
),

service_outages as (
    select * from {{ ref('int_service_outages') }}
),

exposures as (
    select * from {{ ref('int_service_exposures') }}
),

submissions as (
    select * from {{ ref('int_submission_periods') }}
    where return_slug = 'system_reliability' and is_live
),

-- The record whose interval counts says that it is not restored; the other one may know better.
counted as (
    select
        outages.force_code,
        outages.service_id,
        outages.shared_platform_id,
        outages.outage_id,
        outages.started_at,
        impacts.service_outage_id,
        case
            when impacts.interval_basis = 'master' then service_outages.told_in
            else outages.told_in
        end as told_in,
        case
            when impacts.interval_basis = 'master' then service_outages.restored_at
            else outages.restored_at
        end as counted_restored_at,
        case
            when impacts.interval_basis = 'master' then outages.restored_at
            else service_outages.restored_at
        end as otherwise_restored_at
    from outages
    left join impacts
        on
            outages.force_code = impacts.force_code
            and outages.outage_id = impacts.outage_id
            and outages.started_at = impacts.own_started_at
    left join service_outages on impacts.service_outage_id = service_outages.service_outage_id
),

-- Every later month of the force's returns, until one says that it was restored or tells it again.
final as (
    select distinct
        counted.force_code,
        counted.service_id,
        exposures.month,
        counted.shared_platform_id,
        counted.outage_id,
        counted.started_at,
        counted.service_outage_id,
        counted.told_in,
        submissions.submission_id
    from counted
    inner join exposures
        on
            counted.force_code = exposures.force_code
            and counted.service_id = exposures.service_id
            and counted.told_in < exposures.month
    inner join submissions
        on
            exposures.force_code = submissions.force_code
            and exposures.month = submissions.period
    where
        counted.counted_restored_at is null
        and (
            counted.otherwise_restored_at is null
            or counted.otherwise_restored_at > {{ month_begins('exposures.month') }}
        )
)

select * from final
