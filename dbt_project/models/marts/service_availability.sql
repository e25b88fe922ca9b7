with service_reliability as (
    select * from {{ ref('int_service_reliability') }}
),

final as (
    select
        force_code,
        service_id,
        service_category,
        shared_platform_id,
        month,
        agreed_service_minutes,
        licensed_users,
        downtime_minutes,
        planned_downtime_minutes,
        unplanned_downtime_minutes,
        local_downtime_minutes,
        platform_downtime_minutes,
        disputed_downtime_minutes,
        availability_total_pct,
        availability_unplanned_pct,
        user_weighted_pct,
        incidents,
        local_incidents,
        mttr_minutes,
        mtbf_minutes,
        inherent_availability,
        mtbf_lower95_minutes,
        hours_lost,
        hours_lost_local,
        hours_lost_platform,
        in_first_90_days,
        silent_outages,
        submission_id
    from service_reliability
)

select * from final
