with submissions as (
    select * from {{ ref('int_submission_periods') }}
    where return_slug = 'context_drivers' and is_live
),

places as (
    select * from {{ ref('stg_context_drivers__place') }}
),

final as (
    select
        places.force_code,
        places.submission_id,
        submissions.period as listed_period,
        submissions.period_end as listed_on,
        count(*) as areas,
        sum(places.population_16plus) as population_16plus,
        sum(places.population_16plus_female) as population_16plus_female,
        {{ complete_sum('places.cashpoints', 'true') }} as cashpoints,
        {{ complete_sum('places.licensed_premises', 'true') }} as licensed_premises
    from places
    inner join submissions on places.submission_id = submissions.submission_id
    group by
        places.force_code, places.submission_id, submissions.period, submissions.period_end
)

select * from final
