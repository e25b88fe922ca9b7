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

-- What a force had alone is not what it and another that it took in had.
begun_anew as (
    select distinct
        stepped.force_code,
        stepped.period
    from stepped
    inner join {{ ref('int_forces_taken_in') }} as taken_in
        on
            stepped.force_code = taken_in.taken_in_by
            and stepped.last_end <= taken_in.last_day
            and stepped.period_end > taken_in.last_day
),

-- A stock is only carried over from the month before: after a lost month there is none to carry.
carried as (
    select
        stepped.*,
        case
            when
                stepped.last_end = {{ add_days('stepped.period_start', -1) }}
                and begun_anew.force_code is null
                then stepped.last_stock
        end as open_before
    from stepped
    left join begun_anew
        on
            stepped.force_code = begun_anew.force_code
            and stepped.period = begun_anew.period
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
