{#- A changeover that the returns show themselves; one that is registered is not told twice. -#}
with quantities as (
    select * from {{ ref('int_crime_quantities') }}
    where records_system is not null
),

registered as (
    select * from {{ ref('series_breaks') }}
    where return_slug = 'crime_management'
),

more as (
    {{ more_series_breaks() }}
),

known as (
    select
        force_code,
        break_date
    from registered
    union all
    select
        force_code,
        break_date
    from more
    where return_slug = 'crime_management'
),

stepped as (
    select
        force_code,
        period_start,
        period_end,
        records_system,
        lag(records_system) over (partition by force_code order by period_end) as before,
        lag(period_end) over (partition by force_code order by period_end) as last_before
    from quantities
),

final as (
    select
        stepped.force_code,
        stepped.period_start as break_date,
        'Records system changed from ' || stepped.before || ' to ' || stepped.records_system
            as label
    from stepped
    where
        stepped.before != stepped.records_system
        and not exists (
            select 1
            from known
            where
                coalesce(known.force_code, stepped.force_code) = stepped.force_code
                and known.break_date > stepped.last_before
                and known.break_date <= stepped.period_end
        )
)

select * from final
