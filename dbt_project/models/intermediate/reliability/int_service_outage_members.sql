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
            and {{ is_live_at('members', 'service_outages.started_at') }}
)

select * from final
