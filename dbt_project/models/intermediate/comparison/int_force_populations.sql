with populations as (
    select * from {{ ref('int_populations') }}
),

taken_in as (
    select * from {{ ref('int_forces_taken_in') }}
),

submissions as (
    select * from {{ ref('int_submission_periods') }}
),

period_ends as (
    select distinct period_end from submissions
    where period_end is not null
),

-- The last mid-year at or before the end of the period; before the first that is held, the first.
ranked as (
    select
        populations.force_code,
        period_ends.period_end,
        populations.population_year,
        populations.population,
        row_number() over (
            partition by populations.force_code, period_ends.period_end
            order by
                case
                    when {{ mid_year('populations.population_year') }} <= period_ends.period_end
                        then 0
                    else 1
                end asc,
                case
                    when {{ mid_year('populations.population_year') }} <= period_ends.period_end
                        then -populations.population_year
                    else populations.population_year
                end asc
        ) as place
    from populations
    cross join period_ends
),

chosen as (
    select * from ranked
    where place = 1
),

-- An estimate from before a force was taken in is of fewer people than live in both.
together as (
    select
        chosen.force_code,
        chosen.period_end,
        count(*) as forces,
        count(populations.population) as known,
        sum(populations.population) as population
    from chosen
    inner join taken_in
        on
            chosen.force_code = taken_in.taken_in_by
            and taken_in.last_day < chosen.period_end
            and {{ mid_year('chosen.population_year') }} <= taken_in.last_day
    left join populations
        on
            taken_in.force_code = populations.force_code
            and chosen.population_year = populations.population_year
    group by chosen.force_code, chosen.period_end
),

final as (
    select
        chosen.force_code,
        chosen.period_end,
        chosen.population_year,
        case
            when together.forces is null then chosen.population
            when together.forces = together.known then chosen.population + together.population
        end as population
    from chosen
    left join together
        on
            chosen.force_code = together.force_code
            and chosen.period_end = together.period_end
)

select * from final
