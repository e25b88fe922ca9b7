{% set of_reference = 'partition by shared_platform_id, shared_outage_ref' %}
{% set of_outage = 'partition by shared_platform_id, shared_outage_ref, used_before' %}

with platform_outages as (
    select * from {{ ref('stg_system_reliability__platform_outages') }}
),

submissions as (
    select * from {{ ref('int_submission_periods') }}
    where return_slug = 'system_reliability' and is_live
),

told as (
    select
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
        ) as place
    from platform_outages
    inner join submissions on platform_outages.submission_id = submissions.submission_id
),

-- A later telling revises the one before where it is over the same time, or starts in the same
-- month, or is of the month after one that was still open. All else is another outage: an owner may
-- begin its references again, as forces do their numbers.
compared as (
    select
        later.*,
        case
            when
                earlier.place is null
                or (
                    earlier.started_at <= later.ended_at
                    and later.started_at <= earlier.ended_at
                )
                or {{ london_month_text('earlier.started_at') }}
                = {{ london_month_text('later.started_at') }}
                or (
                    earlier.restored_at is null
                    and {{ months_between('earlier.told_in', 'later.told_in') }} = 1
                )
                then 0
            else 1
        end as is_another
    from told as later
    left join told as earlier
        on
            later.shared_platform_id = earlier.shared_platform_id
            and later.shared_outage_ref = earlier.shared_outage_ref
            and later.place = earlier.place + 1
),

counted as (
    select
        *,
        sum(is_another) over (
            {{ of_reference }} order by place rows between unbounded preceding and current row
        ) as used_before
    from compared
),

final as (
    select
        shared_platform_id || ':' || shared_outage_ref
        || case
            when used_before > 0 then ':' || min(told_in) over ({{ of_outage }}) else ''
        end as service_outage_id,
        submission_id,
        shared_platform_id,
        shared_outage_ref,
        detected_at,
        started_at,
        restored_at,
        ended_at,
        planned,
        severity,
        impact_type,
        degradation_factor,
        root_cause_domain,
        told_in,
        received_at,
        row_number() over ({{ of_outage }} order by place asc) as revision,
        row_number() over ({{ of_outage }} order by place desc) = 1 as is_current
    from counted
)

select * from final
