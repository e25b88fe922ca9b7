with service_outages as (
    select * from {{ ref('int_service_outages') }}
),

members as (
    select * from {{ ref('int_platform_members') }}
),

final as (
    select distinct
        service_outages.service_outage_id,
        members.force_code
    from service_outages
    inner join members
        on
            service_outages.shared_platform_id = members.shared_platform_id
            and (
                members.live_from is null
                or {{ day_begins('members.live_from') }} <= service_outages.started_at
            )
            and (
                members.live_to is null
                or {{ day_begins(add_days('cast(members.live_to as timestamp)', 1)) }}
                > service_outages.started_at
            )
)

select * from final
