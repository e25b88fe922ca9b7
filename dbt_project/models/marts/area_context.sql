with populations as (
    select * from {{ ref('int_area_populations') }}
),

quantities as (
    select * from {{ ref('int_abuse_quantities') }}
),

forces as (
    select * from {{ ref('int_forces') }}
),

latest as (
    select max(period_end) as period_end from quantities
),

-- A year is twelve months that were all sent; a force with fewer has no rate.
years as (
    select
        quantities.force_code,
        count(*) as months,
        sum(quantities.crimes) as crimes
    from quantities
    inner join latest
        on quantities.period_end > {{ add_months('latest.period_end', -12) }}
    group by quantities.force_code
),

final as (
    select
        forces.force_code,
        forces.short_name as force_name,
        forces.comparability_flags,
        populations.areas,
        populations.population_16plus,
        100000 * cast(populations.cashpoints as double) / populations.population_16plus
            as cashpoints_per_100k,
        100000 * cast(populations.licensed_premises as double) / populations.population_16plus
            as licensed_premises_per_100k,
        case
            when years.months = 12 and years.crimes >= 5
                then 1000 * cast(years.crimes as double) / populations.population_16plus
        end as da_crimes_per_1000_16plus,
        coalesce(years.months, 0) as months,
        populations.submission_id
    from populations
    inner join forces on populations.force_code = forces.force_code
    left join years on populations.force_code = years.force_code
)

select * from final
