with submissions as (
    select * from {{ ref('int_submission_periods') }}
    where return_slug = 'incidents_response' and is_live
),

incidents as (
    select * from {{ ref('stg_incidents_response__incidents') }}
),

areas as (
    select
        submissions.force_code,
        submissions.period,
        incidents.area_code,
        {{ complete_sum('incidents.domestic_abuse_flagged', 'true') }} as domestic_abuse_flagged
    from incidents
    inner join submissions on incidents.submission_id = submissions.submission_id
    group by submissions.force_code, submissions.period, incidents.area_code
),

ordered as (
    select
        *,
        {{ is_small('domestic_abuse_flagged') }} as is_small,
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
    from areas
),

-- Where the small ones could be told from the force's total, the smallest other area goes too.
told as (
    select
        force_code,
        period
    from ordered
    group by force_code, period
    having {{ is_told('is_small', ['domestic_abuse_flagged']) }}
),

marked as (
    select
        ordered.force_code,
        ordered.period,
        ordered.area_code,
        ordered.domestic_abuse_flagged,
        ordered.is_small or (told.force_code is not null and ordered.place = 1) as is_hidden
    from ordered
    left join told
        on
            ordered.force_code = told.force_code
            and ordered.period = told.period
),

-- And where no other area is left to go, the total.
telling as (
    select
        force_code,
        period
    from marked
    group by force_code, period
    having {{ is_told('is_hidden', ['domestic_abuse_flagged']) }}
),

final as (
    select
        marked.*,
        telling.force_code is not null as is_told_by_total
    from marked
    left join telling
        on
            marked.force_code = telling.force_code
            and marked.period = telling.period
)

select * from final
