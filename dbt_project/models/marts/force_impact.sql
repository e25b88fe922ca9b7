with impacts as (
    select * from {{ ref('int_force_impacts') }}
),

final as (
    select
        service_outage_id,
        shared_platform_id,
        force_code,
        state,
        outage_id,
        service_id,
        own_started_at,
        own_restored_at,
        master_started_at,
        master_restored_at,
        start_difference_minutes,
        restore_difference_minutes,
        own_severity,
        master_severity,
        own_cause_domain,
        interval_basis,
        counted_started_at,
        counted_restored_at,
        users_affected,
        degradation_factor,
        minutes_counted,
        hours_lost,
        attribution,
        is_disputed,
        is_member,
        is_primary,
        match_basis,
        force_returned,
        submission_id
    from impacts
)

select * from final
