with platform_outages as (
    select * from {{ ref('stg_system_reliability__platform_outages') }}
),

submissions as (
    select * from {{ ref('int_submission_periods') }}
    where return_slug = 'system_reliability' and is_live
),

final as (
    select
        platform_outages.shared_platform_id || ':' || platform_outages.shared_outage_ref
            as service_outage_id,
        platform_outages.submission_id,
        platform_outages.shared_platform_id,
        platform_outages.shared_outage_ref,
        platform_outages.detected_at,
        platform_outages.started_at,
        platform_outages.restored_at,
        coalesce(
            platform_outages.restored_at,
            greatest({{ month_ends('submissions.period') }}, platform_outages.started_at)
        ) as ended_at,
        platform_outages.planned,
        platform_outages.severity,
        platform_outages.impact_type,
        platform_outages.degradation_factor,
        platform_outages.root_cause_domain,
        submissions.period as told_in,
        submissions.received_at,
        row_number() over (
            partition by platform_outages.shared_platform_id, platform_outages.shared_outage_ref
            order by
                submissions.period asc,
                submissions.received_at asc,
                submissions.submission_id asc
        ) as revision,
        row_number() over (
            partition by platform_outages.shared_platform_id, platform_outages.shared_outage_ref
            order by
                submissions.period desc,
                submissions.received_at desc,
                submissions.submission_id desc
        ) = 1 as is_current
    from platform_outages
    inner join submissions on platform_outages.submission_id = submissions.submission_id
)

select * from final
