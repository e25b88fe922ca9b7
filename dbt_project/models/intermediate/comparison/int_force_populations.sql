with populations as (
    select * from {{ ref('int_populations') }}
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

final as (
    select
        force_code,
        period_end,
        population_year,
        population
    from ranked
    where place = 1
)

select * from final
