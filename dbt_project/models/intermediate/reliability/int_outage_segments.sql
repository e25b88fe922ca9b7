with outages as (
    select * from {{ ref('int_counted_outages') }}
),

exposures as (
    select * from {{ ref('int_service_exposures') }}
),

final as (
    select
        exposures.force_code,
        exposures.service_id,
        exposures.month,
        {{ month_begins('exposures.month') }} as month_start,
        outages.outage_id,
        outages.planned,
        outages.attribution,
        outages.is_disputed,
        outages.weighted_users,
        outages.started_at as outage_started_at,
        greatest(outages.started_at, exposures.exposed_from) as started_at,
        least(outages.ended_at, exposures.exposed_to) as ended_at
    from exposures
    inner join outages
        on
            exposures.force_code = outages.force_code
            and exposures.service_id = outages.service_id
            and exposures.exposed_from < outages.ended_at
            and exposures.exposed_to > outages.started_at
)

select * from final
