with context as (
    select * from {{ ref('force_context') }}
),

loaded as (
    {{ loaded_populations() }}
),

ancestors as (
    select * from {{ ref('int_force_ancestors') }}
),

-- What an installation has loaded stands before what is shipped for the same year.
own as (
    select
        force_code,
        population_year,
        population,
        source
    from loaded
    union all
    select
        context.force_code,
        context.population_year,
        context.population_mid2020 as population,
        context.source
    from context
    left join loaded
        on
            context.force_code = loaded.force_code
            and context.population_year = loaded.population_year
    where loaded.force_code is null
),

-- Of the forces before a merged one, those that none was merged into.
first_forces as (
    select
        ancestors.force_code,
        ancestors.ancestor_code
    from ancestors
    left join ancestors as before on ancestors.ancestor_code = before.force_code
    where before.force_code is null
),

whole as (
    select
        force_code,
        count(*) as forces
    from first_forces
    group by force_code
),

-- Which of the forces before it has an estimate of a year, and of how many first ones it is.
parts as (
    select
        ancestors.force_code,
        ancestors.ancestor_code,
        own.population_year,
        own.population,
        coalesce(whole.forces, 1) as forces
    from ancestors
    inner join own on ancestors.ancestor_code = own.force_code
    left join whole on ancestors.ancestor_code = whole.force_code
),

-- One that was merged on the way has the people of those before it: they are not counted again.
counted_later as (
    select distinct
        parts.force_code,
        parts.population_year,
        ancestors.ancestor_code
    from parts
    inner join ancestors on parts.ancestor_code = ancestors.force_code
),

-- A merged force has the people of its forces, as long as it has no estimate of its own. Where one
-- of them has none, a sum would be of fewer people than live there: there is none of that year.
merged as (
    select
        parts.force_code,
        parts.population_year,
        sum(parts.population) as population,
        'Sum of the merged forces' as source
    from parts
    inner join whole on parts.force_code = whole.force_code
    left join counted_later
        on
            parts.force_code = counted_later.force_code
            and parts.population_year = counted_later.population_year
            and parts.ancestor_code = counted_later.ancestor_code
    left join own
        on
            parts.force_code = own.force_code
            and parts.population_year = own.population_year
    where own.force_code is null and counted_later.ancestor_code is null
    group by parts.force_code, parts.population_year
    having sum(parts.forces) = max(whole.forces)
),

final as (
    select * from own
    union all
    select * from merged
)

select * from final
