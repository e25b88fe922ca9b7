{{ made_by('indicator') }}
{% set series = 'partition by force_code, indicator, phase' %}

with inputs as (
    select * from {{ ref('int_xmr_inputs') }}
    {{ where_changed('indicator') }}
),

limits as (
    select * from {{ ref('int_xmr_limits') }}
    {{ where_changed('indicator') }}
),

points as (
    select
        inputs.*,
        limits.mean,
        limits.lower,
        limits.upper,
        sign(inputs.value - limits.mean) as side,
        sign(inputs.value - lag(inputs.value) over (
            partition by inputs.force_code, inputs.indicator, inputs.phase
            order by inputs.period_end
        )) as direction,
        case
            when inputs.value > limits.mean + (limits.upper - limits.mean) * 2 / 3 then 1
            when inputs.value < limits.mean - (limits.mean - limits.lower) * 2 / 3 then -1
            else 0
        end as near_limit,
        row_number() over (
            partition by inputs.force_code, inputs.indicator, inputs.phase
            order by inputs.period_end
        ) as place
    from inputs
    inner join limits
        on
            inputs.force_code = limits.force_code
            and inputs.indicator = limits.indicator
            and inputs.phase = limits.phase
),

-- Points of one run share the difference between their place in the series and in their side.
runs as (
    select
        *,
        place - row_number() over (
            partition by force_code, indicator, phase, side order by place
        ) as side_run,
        place - row_number() over (
            partition by force_code, indicator, phase, direction order by place
        ) as direction_run,
        sum(case when near_limit = 1 then 1 else 0 end) over (
            {{ series }} order by place rows between 2 preceding and current row
        ) as high_in_three,
        sum(case when near_limit = -1 then 1 else 0 end) over (
            {{ series }} order by place rows between 2 preceding and current row
        ) as low_in_three
    from points
),

lengths as (
    select
        *,
        count(*) over (
            partition by force_code, indicator, phase, side, side_run
        ) as side_length,
        count(*) over (
            partition by force_code, indicator, phase, direction, direction_run
        ) as direction_length,
        max(high_in_three) over (
            {{ series }} order by place rows between current row and 2 following
        ) as high_near,
        max(low_in_three) over (
            {{ series }} order by place rows between current row and 2 following
        ) as low_near
    from runs
),

-- Six steps in one direction join seven points, the first of which has a step of its own before.
trends as (
    select
        *,
        coalesce(direction != 0 and direction_length >= 6, false) as in_trend
    from lengths
),

flagged as (
    select
        *,
        in_trend or coalesce(
            lead(in_trend) over ({{ series }} order by place), false
        ) as is_trend
    from trends
),

final as (
    select
        force_code,
        indicator,
        period,
        phase as xmr_phase,
        mean as xmr_mean,
        lower as xmr_lower,
        upper as xmr_upper,
        case
            when value > upper or value < lower then 'outside the limits'
            when side != 0 and side_length >= 7 then 'seven points on one side'
            when is_trend then 'seven-point trend'
            when near_limit = 1 and high_near >= 2 then 'two of three near a limit'
            when near_limit = -1 and low_near >= 2 then 'two of three near a limit'
        end as xmr_signal
    from flagged
)

select * from final
{{ where_changed('indicator') }}
