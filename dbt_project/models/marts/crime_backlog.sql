with quantities as (
    select * from {{ ref('int_crime_quantities') }}
),

forces as (
    select * from {{ ref('int_forces') }}
),

stepped as (
    select
        *,
        lag(open_month_end) over (partition by force_code order by period_end) as last_stock,
        lag(period_end) over (partition by force_code order by period_end) as last_end
    from quantities
),

-- A stock is only carried over from the month before: after a lost month there is none to carry.
carried as (
    select
        *,
        case when last_end = {{ add_days('period_start', -1) }} then last_stock end as open_before
    from stepped
),

final as (
    select
        carried.force_code,
        forces.short_name as force_name,
        carried.period,
        carried.period_start,
        carried.period_end,
        carried.open_before,
        carried.crimes_recorded,
        carried.crimes_cancelled,
        carried.outcomes_assigned,
        carried.open_before + carried.crimes_recorded - carried.crimes_cancelled
        - carried.outcomes_assigned as open_expected,
        carried.open_month_end,
        carried.open_month_end - (
            carried.open_before + carried.crimes_recorded - carried.crimes_cancelled
            - carried.outcomes_assigned
        ) as unexplained,
        carried.records_system
    from carried
    inner join forces on carried.force_code = forces.force_code
)

select * from final
