with outages as (
    select * from {{ ref('int_counted_outages') }}
),

service_months as (
    select * from {{ ref('int_service_months') }}
),

final as (
    select
        service_months.force_code,
        service_months.service_id,
        service_months.month,
        service_months.month_start,
        outages.outage_id,
        outages.planned,
        outages.attribution,
        outages.weighted_users,
        outages.started_at as outage_started_at,
        greatest(outages.started_at, service_months.exposed_from) as started_at,
        least(outages.ended_at, service_months.exposed_to) as ended_at
    from service_months
    inner join outages
        on
            service_months.force_code = outages.force_code
            and service_months.service_id = outages.service_id
            and service_months.exposed_from < outages.ended_at
            and service_months.exposed_to > outages.started_at
)

select * from final
