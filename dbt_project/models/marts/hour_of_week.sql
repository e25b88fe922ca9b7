{{ made_by('force_code') }}
with duty_hours as (
    select * from {{ ref('int_duty_hours') }}
),

forces as (
    select * from {{ ref('int_forces') }}
),

areas as (
    select * from {{ ref('int_area_register') }}
),

totals as (
    select
        force_code,
        period,
        area_code,
        resource_type,
        weekday,
        hour_of_day,
        count(*) as hours,
        sum(planned_on_duty) as planned_hours,
        sum(available) as available_hours,
        sum(committed_minutes) as committed_minutes,
        sum(workload_minutes_arriving) as workload_minutes,
        sum(gap_minutes) as gap_minutes,
        sum(arrivals_grade1) as arrivals_grade1,
        sum(arrivals_grade2) as arrivals_grade2,
        sum(arrivals_other) as arrivals_other,
        sum(unresourced_grade1_2) as waiting
    from duty_hours
    group by force_code, period, area_code, resource_type, weekday, hour_of_day
),

final as (
    select
        totals.*,
        {{ var('target_utilisation') }} as target_utilisation,
        forces.short_name as force_name,
        coalesce(areas.area_name, totals.area_code) as area_name
    from totals
    inner join forces on totals.force_code = forces.force_code
    left join areas
        on totals.force_code = areas.force_code and totals.area_code = areas.area_code
)

select * from final
{{ where_changed('force_code') }}
