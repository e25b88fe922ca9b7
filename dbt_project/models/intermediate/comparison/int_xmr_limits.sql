{{ made_by('indicator') }}
with inputs as (
    select * from {{ ref('int_xmr_inputs') }}
    {{ where_changed('indicator') }}
),

moving as (
    select
        *,
        abs(value - lag(value) over (
            partition by force_code, indicator, phase order by period_end
        )) as moving_range
    from inputs
),

unscreened as (
    select
        force_code,
        indicator,
        phase,
        count(*) as points,
        avg(value) as mean,
        avg(moving_range) as mean_moving_range,
        sum(case when moving_range = 0 then 1 else 0 end) as unmoved
    from moving
    group by force_code, indicator, phase
    having count(*) >= {{ var('xmr_minimum_points') }}
),

-- Moving ranges above 3.267 times their mean are left out once, so that one jump does not widen
-- the limits that should have caught it.
screened as (
    select
        unscreened.force_code,
        unscreened.indicator,
        unscreened.phase,
        avg(moving.moving_range) as mean_moving_range
    from unscreened
    inner join moving
        on
            unscreened.force_code = moving.force_code
            and unscreened.indicator = moving.indicator
            and unscreened.phase = moving.phase
    where moving.moving_range <= 3.267 * unscreened.mean_moving_range
    group by unscreened.force_code, unscreened.indicator, unscreened.phase
),

final as (
    select
        unscreened.force_code,
        unscreened.indicator,
        unscreened.phase,
        unscreened.points,
        unscreened.mean,
        unscreened.mean_moving_range as mean_moving_range_unscreened,
        screened.mean_moving_range,
        unscreened.mean - 2.66 * unscreened.mean_moving_range as lower_unscreened,
        unscreened.mean + 2.66 * unscreened.mean_moving_range as upper_unscreened,
        unscreened.mean - 2.66 * screened.mean_moving_range as lower,
        unscreened.mean + 2.66 * screened.mean_moving_range as upper
    from unscreened
    inner join screened
        on
            unscreened.force_code = screened.force_code
            and unscreened.indicator = screened.indicator
            and unscreened.phase = screened.phase
    -- A series that never moves has no limits: what is left of it is rounding.
    where
        screened.mean_moving_range > 1e-9 * greatest(abs(unscreened.mean), 1e-9)
        -- Of a count that mostly stays as it is, screening leaves out the very events.
        and 2 * unscreened.unmoved < unscreened.points - 1
)

select * from final
{{ where_changed('indicator') }}
