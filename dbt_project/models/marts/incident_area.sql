with submissions as (
    select * from {{ ref('int_submission_periods') }}
    where return_slug = 'incidents_response' and is_live
),

incidents as (
    select * from {{ ref('stg_incidents_response__incidents') }}
),

forces as (
    select * from {{ ref('int_forces') }}
),

areas as (
    select * from {{ ref('int_area_register') }}
),

totals as (
    select
        submissions.force_code,
        submissions.period,
        submissions.period_end,
        incidents.area_code,
        sum(incidents.incidents) as incidents,
        sum(case when incidents.incident_grade = '1' then incidents.incidents else 0 end)
            as grade1,
        sum(incidents.crimes_created) as crimes_created,
        {{ complete_sum('incidents.domestic_abuse_flagged', 'true') }} as domestic_abuse_flagged
    from incidents
    inner join submissions on incidents.submission_id = submissions.submission_id
    group by
        submissions.force_code, submissions.period, submissions.period_end, incidents.area_code
),

-- One to four flagged incidents are not shown, nor the smallest other area where the force's total
-- would give them away: where only one is hidden, or all that are hidden come to less than five.
ranked as (
    select
        *,
        coalesce(domestic_abuse_flagged between 1 and 4, false) as is_small,
        sum(case when domestic_abuse_flagged between 1 and 4 then 1 else 0 end)
            over (partition by force_code, period) as small_areas,
        sum(case when domestic_abuse_flagged between 1 and 4 then domestic_abuse_flagged else 0 end)
            over (partition by force_code, period) as small_total,
        row_number() over (
            partition by force_code, period
            order by
                case
                    when domestic_abuse_flagged >= 5 then 0
                    when domestic_abuse_flagged = 0 then 1
                    else 2
                end asc,
                domestic_abuse_flagged asc,
                area_code asc
        ) as place
    from totals
),

hidden as (
    select
        *,
        is_small or (place = 1 and (small_areas = 1 or small_total between 1 and 4))
            as is_hidden
    from ranked
),

final as (
    select
        totals.force_code,
        forces.short_name as force_name,
        totals.period,
        totals.period_end,
        totals.area_code,
        coalesce(areas.area_name, totals.area_code) as area_name,
        areas.middle_east_km,
        areas.middle_north_km,
        areas.population,
        totals.incidents,
        totals.grade1,
        totals.crimes_created,
        case when not totals.is_hidden then totals.domestic_abuse_flagged end
            as domestic_abuse_flagged,
        case
            when totals.is_hidden then 'suppressed'
            when totals.domestic_abuse_flagged is null then 'missing'
            else 'published'
        end as domestic_abuse_status,
        1000 * cast(totals.incidents as double) / nullif(areas.population, 0) as incidents_per_1000
    from hidden as totals
    inner join forces on totals.force_code = forces.force_code
    left join areas
        on totals.force_code = areas.force_code and totals.area_code = areas.area_code
)

select * from final
