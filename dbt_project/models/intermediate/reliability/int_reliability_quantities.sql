with submissions as (
    select * from {{ ref('int_submission_periods') }}
    where return_slug = 'system_reliability' and is_live
),

service_reliability as (
    select * from {{ ref('int_service_reliability') }}
),

outages as (
    select * from {{ ref('int_counted_outages') }}
),

silences as (
    select
        force_code,
        month
    from {{ ref('int_silent_months') }}
    union
    select
        force_code,
        month
    from {{ ref('int_months_left_open') }}
),

services as (
    select
        force_code,
        month,
        sum(agreed_service_minutes) as agreed_minutes,
        sum(downtime_minutes) as downtime_minutes,
        sum(unplanned_downtime_minutes) as unplanned_minutes,
        sum(local_downtime_minutes) as local_minutes,
        -- A service without its licensed users makes the weighted figures unknown.
        {{ complete_sum('licensed_users', 'true') }} as licensed_users,
        {{ complete_sum('licensed_users * agreed_service_minutes', 'true') }} as user_minutes,
        sum(user_minutes_lost) as user_minutes_lost,
        sum(hours_lost) as hours_lost,
        sum(hours_lost_local) as hours_lost_local,
        sum(hours_lost_platform) as hours_lost_platform
    from service_reliability
    group by force_code, month
),

-- What is charged to the force, each outage once: from its first start to its last end.
local_outages as (
    select
        force_code,
        counted_as,
        min(started_at) as started_at,
        max(ended_at) as ended_at,
        {{ any_true('is_open') }} as is_open
    from outages
    where not planned and attribution = 'force'
    group by force_code, counted_as
),

begun as (
    select
        force_code,
        {{ london_month_text('started_at') }} as month,
        count(*) as local_outages
    from local_outages
    group by force_code, {{ london_month_text('started_at') }}
),

restored as (
    select
        force_code,
        {{ london_month_text('ended_at') }} as month,
        count(*) as outages_restored,
        sum({{ minutes_between('started_at', 'ended_at') }}) as restore_minutes
    from local_outages
    where not is_open
    group by force_code, {{ london_month_text('ended_at') }}
),

final as (
    select
        submissions.submission_id,
        submissions.force_code,
        submissions.period,
        submissions.period_start,
        submissions.period_end,
        services.agreed_minutes,
        services.downtime_minutes,
        services.unplanned_minutes,
        services.local_minutes,
        services.licensed_users,
        services.user_minutes,
        services.user_minutes_lost,
        services.hours_lost,
        services.hours_lost_local,
        services.hours_lost_platform,
        coalesce(begun.local_outages, 0) as local_outages,
        coalesce(restored.outages_restored, 0) as outages_restored,
        coalesce(restored.restore_minutes, 0) as restore_minutes,
        -- What the force lost in an outage that it says nothing about is in no total of its month.
        silences.month is not null as has_doubtful_values
    from submissions
    left join services
        on
            submissions.force_code = services.force_code
            and submissions.period = services.month
    left join begun
        on
            submissions.force_code = begun.force_code
            and submissions.period = begun.month
    left join restored
        on
            submissions.force_code = restored.force_code
            and submissions.period = restored.month
    left join silences
        on
            submissions.force_code = silences.force_code
            and submissions.period = silences.month
)

select * from final
