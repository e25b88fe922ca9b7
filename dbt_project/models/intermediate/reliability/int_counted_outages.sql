with outages as (
    select * from {{ ref('int_outages') }}
    where not is_not_affected
),

impacts as (
    select * from {{ ref('int_force_impacts') }}
    where outage_id is not null
),

final as (
    select
        outages.force_code,
        outages.outage_id,
        outages.service_id,
        impacts.service_outage_id,
        -- One platform outage is one, however many reports it has; a number may be used again.
        coalesce(
            impacts.service_outage_id,
            outages.outage_id || ' ' || {{ timestamp_text('outages.started_at') }}
        ) as counted_as,
        coalesce(impacts.counted_started_at, outages.started_at) as started_at,
        coalesce(impacts.counted_restored_at, outages.ended_at) as ended_at,
        -- Whose interval counts says whether it is over: the other record may know nothing of it.
        case
            when impacts.interval_basis = 'master' then impacts.master_restored_at is null
            else outages.is_open
        end as is_open,
        outages.planned,
        -- A system that nobody shares has nobody else to charge.
        coalesce(impacts.attribution, 'force') as attribution,
        coalesce(impacts.is_disputed, false) as is_disputed,
        outages.users_affected * cast(outages.degradation_factor as double) as weighted_users
    from outages
    left join impacts
        on
            outages.force_code = impacts.force_code
            and outages.outage_id = impacts.outage_id
            and outages.started_at = impacts.own_started_at
)

select * from final
