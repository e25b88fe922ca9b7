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

flagged as (
    select * from {{ ref('int_flagged_areas') }}
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
        sum(incidents.crimes_created) as crimes_created
    from incidents
    inner join submissions on incidents.submission_id = submissions.submission_id
    group by
        submissions.force_code, submissions.period, submissions.period_end, incidents.area_code
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
        case when not flagged.is_hidden then flagged.domestic_abuse_flagged end
            as domestic_abuse_flagged,
        case
            when flagged.is_hidden then 'suppressed'
            when flagged.domestic_abuse_flagged is null then 'missing'
            else 'published'
        end as domestic_abuse_status,
        1000 * cast(totals.incidents as double) / nullif(areas.population, 0) as incidents_per_1000
    from totals
    inner join forces on totals.force_code = forces.force_code
    inner join flagged
        on
            totals.force_code = flagged.force_code
            and totals.period = flagged.period
            and totals.area_code = flagged.area_code
    left join areas
        on totals.force_code = areas.force_code and totals.area_code = areas.area_code
)

select * from final
