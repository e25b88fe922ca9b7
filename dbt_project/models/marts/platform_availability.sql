{% set outage_start = 'coalesce(impacts.master_started_at, impacts.own_started_at)' %}
with member_months as (
    select * from {{ ref('int_platform_member_months') }}
),

service_reliability as (
    select services.*
    from {{ ref('int_service_reliability') }} as services
    where
        services.agreed_service_minutes > 0
        and {{ is_of_a_member('services') }}
),

pieces as (
    select * from {{ ref('int_platform_down_pieces') }}
),

impacts as (
    select * from {{ ref('int_force_impacts') }}
    where service_outage_id is not null and is_member
),

members as (
    select
        shared_platform_id,
        month,
        in_first_90_days,
        count(distinct force_code) as members
    from member_months
    group by shared_platform_id, month, in_first_90_days
),

reported as (
    select
        shared_platform_id,
        month,
        in_first_90_days,
        count(distinct force_code) as members_reporting
    from service_reliability
    group by shared_platform_id, month, in_first_90_days
),

-- Silence is neither down time nor up time: a member that says nothing about an outage of the
-- month is in no figure of it.
answered as (
    select
        shared_platform_id,
        month,
        in_first_90_days,
        count(distinct force_code) as members_answered,
        max(agreed_service_minutes) as agreed_service_minutes,
        sum(licensed_users) as licensed_users,
        sum(licensed_users * agreed_service_minutes) as user_exposure,
        sum(user_minutes_lost) as user_minutes_lost,
        sum(user_minutes_lost_unplanned) as user_minutes_lost_unplanned,
        sum(hours_lost) as hours_lost
    from service_reliability
    where silent_outages = 0
    group by shared_platform_id, month, in_first_90_days
),

down as (
    select
        pieces.shared_platform_id,
        pieces.month,
        pieces.in_first_90_days,
        sum(pieces.minutes) as any_force_down_minutes,
        sum(
            case when pieces.forces_down = answered.members_answered then pieces.minutes else 0 end
        ) as all_forces_down_minutes
    from pieces
    inner join answered
        on
            pieces.shared_platform_id = answered.shared_platform_id
            and pieces.month = answered.month
            and pieces.in_first_90_days = answered.in_first_90_days
    group by pieces.shared_platform_id, pieces.month, pieces.in_first_90_days
),

outage_months as (
    select distinct
        impacts.service_outage_id,
        impacts.shared_platform_id,
        {{ london_month_text(outage_start) }} as month,
        coalesce(member_months.in_first_90_days, false) as in_first_90_days
    from impacts
    left join member_months
        on
            impacts.shared_platform_id = member_months.shared_platform_id
            and impacts.force_code = member_months.force_code
            and {{ london_month_text(outage_start) }}
            = member_months.month
),

outage_counts as (
    select
        shared_platform_id,
        month,
        in_first_90_days,
        count(*) as service_outages
    from outage_months
    group by shared_platform_id, month, in_first_90_days
),

spine as (
    select
        shared_platform_id,
        month,
        in_first_90_days
    from members
    union
    select
        shared_platform_id,
        month,
        in_first_90_days
    from reported
),

final as (
    select
        spine.shared_platform_id,
        spine.month,
        coalesce(members.members, 0) as members,
        coalesce(reported.members_reporting, 0) as members_reporting,
        coalesce(answered.members_answered, 0) as members_answered,
        answered.agreed_service_minutes,
        100 * (
            1 - least(
                coalesce(down.any_force_down_minutes, 0), answered.agreed_service_minutes
            ) / answered.agreed_service_minutes
        ) as any_force_down_pct,
        100 * (
            1 - least(
                coalesce(down.all_forces_down_minutes, 0), answered.agreed_service_minutes
            ) / answered.agreed_service_minutes
        ) as all_forces_down_pct,
        100 * (1 - answered.user_minutes_lost / nullif(answered.user_exposure, 0))
            as user_weighted_pct,
        100 * (1 - answered.user_minutes_lost_unplanned / nullif(answered.user_exposure, 0))
            as user_weighted_unplanned_pct,
        answered.hours_lost,
        answered.licensed_users,
        1000 * answered.hours_lost / nullif(answered.licensed_users, 0)
            as hours_lost_per_1000_users,
        coalesce(outage_counts.service_outages, 0) as service_outages,
        spine.in_first_90_days as first_90_days
    from spine
    left join members
        on
            spine.shared_platform_id = members.shared_platform_id
            and spine.month = members.month
            and spine.in_first_90_days = members.in_first_90_days
    left join reported
        on
            spine.shared_platform_id = reported.shared_platform_id
            and spine.month = reported.month
            and spine.in_first_90_days = reported.in_first_90_days
    left join answered
        on
            spine.shared_platform_id = answered.shared_platform_id
            and spine.month = answered.month
            and spine.in_first_90_days = answered.in_first_90_days
    left join down
        on
            spine.shared_platform_id = down.shared_platform_id
            and spine.month = down.month
            and spine.in_first_90_days = down.in_first_90_days
    left join outage_counts
        on
            spine.shared_platform_id = outage_counts.shared_platform_id
            and spine.month = outage_counts.month
            and spine.in_first_90_days = outage_counts.in_first_90_days
)

select * from final
