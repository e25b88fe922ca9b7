with service_months as (
    select * from {{ ref('int_service_months') }}
),

merged as (
    select * from {{ ref('int_outage_intervals_merged') }}
),

lost as (
    select * from {{ ref('int_user_minutes_lost') }}
),

downtime as (
    select
        force_code,
        service_id,
        month,
        {% for series in ['total', 'planned', 'unplanned', 'local', 'platform', 'disputed'] %}
        sum(case when series = '{{ series }}' then minutes end) as {{ series }}_minutes,
        {% endfor %}
        count(case when series = 'unplanned' and began_in_month then 1 end) as incidents,
        count(case when series = 'local' and began_in_month then 1 end) as local_incidents
    from merged
    group by force_code, service_id, month
),

-- No service can be down for longer than was agreed, nor for more users than are licensed; agreed
-- hours may be less than the clock's. Hours lost are the clock's.
bounded as (
    select
        service_months.*,
        {% for series in ['total', 'planned', 'unplanned', 'local', 'platform', 'disputed'] %}
        least(
            coalesce(downtime.{{ series }}_minutes, 0.0), service_months.agreed_service_minutes
        ) as {{ series }}_minutes,
        {% endfor %}
        coalesce(downtime.incidents, 0) as incidents,
        coalesce(downtime.local_incidents, 0) as local_incidents,
        coalesce(lost.user_minutes_lost, 0.0) as clock_minutes_lost,
        coalesce(lost.user_minutes_lost_unplanned, 0.0) as clock_minutes_lost_unplanned,
        coalesce(lost.user_minutes_lost_local, 0.0) as clock_minutes_lost_local,
        coalesce(lost.user_minutes_lost_platform, 0.0) as clock_minutes_lost_platform
    from service_months
    left join downtime
        on
            service_months.force_code = downtime.force_code
            and service_months.service_id = downtime.service_id
            and service_months.month = downtime.month
    left join lost
        on
            service_months.force_code = lost.force_code
            and service_months.service_id = lost.service_id
            and service_months.month = lost.month
),

rated as (
    select
        *,
        nullif(agreed_service_minutes, 0) as exposure,
        nullif(incidents, 0) as failures,
        nullif(licensed_users * agreed_service_minutes, 0) as user_exposure,
        least(
            clock_minutes_lost,
            coalesce(licensed_users * agreed_service_minutes, clock_minutes_lost)
        ) as user_minutes_lost,
        least(
            clock_minutes_lost_unplanned,
            coalesce(licensed_users * agreed_service_minutes, clock_minutes_lost_unplanned)
        ) as user_minutes_lost_unplanned
    from bounded
),

final as (
    select
        submission_id,
        force_code,
        service_id,
        service_category,
        shared_platform_id,
        month,
        agreed_service_minutes,
        licensed_users,
        total_minutes as downtime_minutes,
        planned_minutes as planned_downtime_minutes,
        unplanned_minutes as unplanned_downtime_minutes,
        local_minutes as local_downtime_minutes,
        platform_minutes as platform_downtime_minutes,
        disputed_minutes as disputed_downtime_minutes,
        100 * (exposure - total_minutes) / exposure as availability_total_pct,
        100 * (exposure - unplanned_minutes) / exposure as availability_unplanned_pct,
        100 * (1 - user_minutes_lost / user_exposure) as user_weighted_pct,
        100 * (1 - user_minutes_lost_unplanned / user_exposure) as user_weighted_unplanned_pct,
        incidents,
        local_incidents,
        unplanned_minutes / failures as mttr_minutes,
        (exposure - unplanned_minutes) / failures as mtbf_minutes,
        -- MTBF over MTBF plus MTTR; the number of failures cancels out.
        case when incidents > 0 then (exposure - unplanned_minutes) / exposure end
            as inherent_availability,
        -- Rule of three: with no failure in T, MTBF is above T / -ln(0.05) with 95% confidence.
        case when incidents = 0 then exposure / -ln(0.05) end as mtbf_lower95_minutes,
        user_minutes_lost,
        user_minutes_lost_unplanned,
        clock_minutes_lost / 60 as hours_lost,
        clock_minutes_lost_local / 60 as hours_lost_local,
        clock_minutes_lost_platform / 60 as hours_lost_platform,
        in_first_90_days,
        silent_outages
    from rated
)

select * from final
