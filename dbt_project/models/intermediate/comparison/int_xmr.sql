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
        row_number() over (
            partition by force_code, indicator, phase, side, side_run order by place
        ) as side_so_far,
        row_number() over (
            partition by force_code, indicator, phase, direction, direction_run order by place
        ) as direction_so_far,
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
        coalesce(direction != 0 and direction_length >= 6, false) as in_trend,
        coalesce(direction != 0 and direction_so_far >= 6, false) as ends_trend
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
        {{ xmr_rule('side_length', 'is_trend', 'high_near', 'low_near') }} as xmr_signal,
        -- What was complete at this point, whatever came after: the last of a run make it known.
        {{ xmr_rule('side_so_far', 'ends_trend', 'high_in_three', 'low_in_three') }} as xmr_known,
        {{ xmr_rules_known('side_so_far', 'ends_trend', 'high_in_three', 'low_in_three') }}
            as xmr_known_rules
    from flagged
)

select * from final
{{ where_changed('indicator') }}
