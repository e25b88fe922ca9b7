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

-- A merged force has the people of its forces, as long as it has no estimate of its own.
merged as (
    select
        ancestors.force_code,
        parts.population_year,
        sum(parts.population) as population,
        'Sum of the merged forces' as source
    from ancestors
    inner join own as parts on ancestors.ancestor_code = parts.force_code
    left join own
        on
            ancestors.force_code = own.force_code
            and parts.population_year = own.population_year
    where own.force_code is null
    group by ancestors.force_code, parts.population_year
),

final as (
    select * from own
    union all
    select * from merged
)

select * from final
