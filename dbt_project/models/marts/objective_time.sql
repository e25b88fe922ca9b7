{{ made_by('force_code') }}
with duty_hours as (
    select * from {{ ref('int_duty_hours') }}
    where objective_code is not null
),

areas as (
    select * from {{ ref('int_area_register') }}
),

totals as (
    select
        force_code,
        period,
        area_code,
        objective_code,
        count(*) as hours_planned,
        sum(objective_minutes) as objective_minutes,
        -- Of the hours whose time on it is known: it is their share.
        sum(case when objective_minutes is not null then available end) * 60 as available_minutes,
        sum(gap_minutes) as gap_minutes
    from duty_hours
    group by force_code, period, area_code, objective_code
),

final as (
    select
        totals.*,
        coalesce(areas.area_name, totals.area_code) as area_name
    from totals
    left join areas
        on totals.force_code = areas.force_code and totals.area_code = areas.area_code
)

select * from final
{{ where_changed('force_code') }}
