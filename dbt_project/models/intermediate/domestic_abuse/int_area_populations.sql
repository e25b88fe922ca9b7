with submissions as (
    select * from {{ ref('int_submission_periods') }}
    where return_slug = 'context_drivers' and is_live
),

places as (
    select * from {{ ref('stg_context_drivers__place') }}
),

-- The newest submission that lists the areas at all is the one that holds.
newest as (
    select
        submissions.submission_id,
        row_number() over (order by submissions.period_end desc) as place
    from submissions
    where submissions.submission_id in (select places.submission_id from places)
),

final as (
    select
        places.force_code,
        places.submission_id,
        count(*) as areas,
        sum(places.population_16plus) as population_16plus,
        sum(places.population_16plus_female) as population_16plus_female,
        {{ complete_sum('places.cashpoints', 'true') }} as cashpoints,
        {{ complete_sum('places.licensed_premises', 'true') }} as licensed_premises
    from places
    inner join newest
        on places.submission_id = newest.submission_id and newest.place = 1
    group by places.force_code, places.submission_id
)

select * from final
