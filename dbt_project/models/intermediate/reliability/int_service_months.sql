with service_months as (
    select * from {{ ref('stg_system_reliability__service_months') }}
),

register as (
    select * from {{ ref('int_service_register') }}
),

members as (
    select * from {{ ref('shared_platform_members') }}
),

dated as (
    select
        service_months.submission_id,
        service_months.force_code,
        service_months.service_id,
        service_months.month,
        register.service_category,
        register.shared_platform_id,
        register.criticality_tier,
        register.licensed_users,
        service_months.agreed_service_minutes as agreed_minutes_reported,
        cast({{ month_start('service_months.month') }} as timestamp) as month_start,
        cast({{ month_after('service_months.month') }} as timestamp) as month_end
    from service_months
    left join register
        on
            service_months.force_code = register.force_code
            and service_months.service_id = register.service_id
            and service_months.month = register.month
),

-- A force that is on a platform twice, with a gap, is exposed in each of its memberships.
memberships as (
    select
        dated.*,
        cast(members.live_from as timestamp) as live_from,
        greatest(
            dated.month_start, coalesce(cast(members.live_from as timestamp), dated.month_start)
        ) as exposed_from,
        least(
            dated.month_end,
            coalesce({{ add_days('cast(members.live_to as timestamp)', 1) }}, dated.month_end)
        ) as exposed_to
    from dated
    left join members
        on
            dated.shared_platform_id = members.shared_platform_id
            and dated.force_code = members.force_code
            and coalesce(cast(members.live_to as timestamp), dated.month_end) >= dated.month_start
),

numbered as (
    select
        *,
        row_number() over (
            partition by force_code, service_id, month order by live_from desc nulls last
        ) as place
    from memberships
),

final as (
    select
        submission_id,
        force_code,
        service_id,
        month,
        service_category,
        shared_platform_id,
        criticality_tier,
        licensed_users,
        month_start,
        month_end,
        exposed_from,
        exposed_to,
        agreed_minutes_reported,
        -- Before going live there is nothing to be down: exposure is the share of the month after.
        case
            when exposed_from >= exposed_to then 0.0
            else
                agreed_minutes_reported
                * {{ minutes_between('exposed_from', 'exposed_to') }}
                / {{ minutes_between('month_start', 'month_end') }}
        end as agreed_service_minutes,
        coalesce(
            live_from < month_end
            and month_start < {{ add_days('live_from', var('early_days')) }},
            false
        ) as in_first_90_days
    from numbered
    where place = 1
)

select * from final
