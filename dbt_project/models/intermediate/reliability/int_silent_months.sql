with impacts as (
    select * from {{ ref('int_force_impacts') }}
    where state = 'NOT_REPORTED'
),

service_outages as (
    select * from {{ ref('int_service_outages') }}
),

member_months as (
    select * from {{ ref('int_platform_member_months') }}
),

-- Every month that the platform's outage touches: what the member lost in it is known in none. One
-- that its owner left open may touch every later month, until the owner says that it was restored.
final as (
    select
        impacts.shared_platform_id,
        impacts.force_code,
        member_months.month,
        count(distinct impacts.service_outage_id) as silent_outages
    from impacts
    inner join service_outages on impacts.service_outage_id = service_outages.service_outage_id
    inner join member_months
        on
            impacts.shared_platform_id = member_months.shared_platform_id
            and impacts.force_code = member_months.force_code
            and (
                service_outages.restored_at is null
                or {{ month_begins('member_months.month') }} < service_outages.restored_at
            )
            and {{ month_ends('member_months.month') }} > service_outages.started_at
    group by impacts.shared_platform_id, impacts.force_code, member_months.month
)

select * from final
