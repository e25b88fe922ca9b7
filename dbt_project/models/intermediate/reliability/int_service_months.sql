with exposures as (
    select * from {{ ref('int_service_exposures') }}
),

silences as (
    select * from {{ ref('int_silent_months') }}
),

left_open as (
    select * from {{ ref('int_months_left_open') }}
),

dated as (
    {{ registered_months([
        'service_months.submission_id',
        'register.service_category',
        'register.criticality_tier',
        'register.licensed_users',
        'service_months.agreed_service_minutes as agreed_minutes_reported',
    ]) }}
),

exposed as (
    select
        force_code,
        service_id,
        month,
        sum({{ minutes_between('exposed_from', 'exposed_to') }}) as minutes,
        {{ any_true('in_first_90_days') }} as in_first_90_days
    from exposures
    group by force_code, service_id, month
),

final as (
    select
        dated.submission_id,
        dated.force_code,
        dated.service_id,
        dated.month,
        dated.service_category,
        dated.shared_platform_id,
        dated.criticality_tier,
        dated.licensed_users,
        dated.month_start,
        dated.month_end,
        dated.agreed_minutes_reported,
        -- Outside its memberships there is nothing to be down: exposure is the share of the month
        -- inside them.
        dated.agreed_minutes_reported * coalesce(exposed.minutes, 0.0)
        / {{ minutes_between('dated.month_start', 'dated.month_end') }} as agreed_service_minutes,
        coalesce(exposed.in_first_90_days, false) as in_first_90_days,
        coalesce(silences.silent_outages, 0) + coalesce(left_open.open_outages, 0)
            as silent_outages
    from dated
    left join exposed
        on
            dated.force_code = exposed.force_code
            and dated.service_id = exposed.service_id
            and dated.month = exposed.month
    left join silences
        on
            dated.shared_platform_id = silences.shared_platform_id
            and dated.force_code = silences.force_code
            and dated.month = silences.month
    left join left_open
        on
            dated.force_code = left_open.force_code
            and dated.service_id = left_open.service_id
            and dated.month = left_open.month
)

select * from final
