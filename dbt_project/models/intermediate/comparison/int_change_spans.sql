{{ made_by('indicator') }}
with spine as (
    select * from {{ ref('int_force_indicator_periods') }}
    {{ where_changed('indicator') }}
),

periods as (
    select distinct
        indicator,
        period,
        period_end
    from spine
),

stepped as (
    select
        indicator,
        period,
        lag(period) over (partition by indicator order by period_end) as earlier_period
    from periods
),

years as (
    select
        later.indicator,
        later.period,
        earlier.period as earlier_period
    from periods as later
    inner join periods as earlier
        on
            later.indicator = earlier.indicator
            and {{ month_text(add_months('later.period_end', -12)) }}
            = {{ month_text('earlier.period_end') }}
),

final as (
    select
        'previous period' as span,
        indicator,
        period,
        earlier_period
    from stepped
    where earlier_period is not null
    union all
    select
        'year earlier' as span,
        indicator,
        period,
        earlier_period
    from years
)

select * from final
{{ where_changed('indicator') }}
