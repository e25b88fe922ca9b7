with populations as (
    select * from {{ ref('int_listed_populations') }}
),

every_year as (
    select * from {{ ref('int_abuse_years') }}
),

forces as (
    select * from {{ ref('int_forces') }}
),

-- The twelve months that end with the last that any force sent.
latest as (
    select max(period_end) as period_end from every_year
),

years as (
    select every_year.*
    from every_year
    inner join latest on every_year.period_end = latest.period_end
),

final as (
    select
        forces.force_code,
        forces.short_name as force_name,
        forces.comparability_flags,
        populations.areas,
        populations.listed_period,
        populations.population_16plus,
        100000 * cast(populations.cashpoints as double) / populations.population_16plus
            as cashpoints_per_100k,
        100000 * cast(populations.licensed_premises as double) / populations.population_16plus
            as licensed_premises_per_100k,
        1000 * cast(years.crimes as double) / populations.population_16plus
            as da_crimes_per_1000_16plus,
        coalesce(years.months, 0) as months,
        coalesce(years.status, 'missing') as status,
        case
            when years.status = 'suppressed' then {{ suppressed_reason() }}
            when coalesce(years.status, 'missing') = 'missing'
                then 'Not all of the last twelve months were sent.'
        end as status_reason,
        populations.submission_id
    from populations
    inner join latest on populations.period_end = latest.period_end
    inner join forces on populations.force_code = forces.force_code
    left join years on populations.force_code = years.force_code
)

select * from final
