{{ made_by('indicator') }}
{% set few = var('small_expected_count') %}
with inputs as (
    select * from {{ ref('int_funnel_inputs') }}
    {{ where_changed('indicator') }}
),

-- Where few are expected of some force, logarithms make little of many: the scale is the root.
scaled as (
    select
        *,
        case
            when method != 'rate' then 'arcsine'
            when min(expected) over (partition by indicator, period) < {{ few }} then 'root'
            else 'log'
        end as scale
    from inputs
),

-- Rates: log, or square root, of observed over expected; a count of zero is taken as one half
-- where its log has to exist. Proportions: difference of arcsines of square roots.
transformed as (
    select
        *,
        case scale
            when 'log' then ln(case when observed > 0 then observed else 0.5 end / expected)
            when 'root' then sqrt(observed / expected) - 1
            else asin(sqrt(observed / denominator)) - asin(sqrt(target_share))
        end as distance,
        case scale
            when 'log' then 1 / sqrt(expected)
            when 'root' then 1 / (2 * sqrt(expected))
            else 1 / (2 * sqrt(denominator))
        end as standard_error
    from scaled
),

scored as (
    select
        *,
        distance / standard_error as z_unadjusted
    from transformed
),

bounds as (
    select
        indicator,
        period,
        {{ quantile('z_unadjusted', 0.1) }} as winsor_lower,
        {{ quantile('z_unadjusted', 0.9) }} as winsor_upper
    from scored
    group by indicator, period
),

winsorised as (
    select
        scored.*,
        bounds.winsor_lower,
        bounds.winsor_upper,
        least(
            greatest(scored.z_unadjusted, bounds.winsor_lower), bounds.winsor_upper
        ) as z_winsorised,
        1 / (scored.standard_error * scored.standard_error) as weight
    from scored
    inner join bounds
        on
            scored.indicator = bounds.indicator
            and scored.period = bounds.period
),

dispersion as (
    select
        indicator,
        period,
        count(*) as forces,
        sum(z_winsorised * z_winsorised) / count(*) as phi,
        sum(weight) as weights,
        sum(weight * weight) as squared_weights
    from winsorised
    group by indicator, period
),

between_forces as (
    select
        indicator,
        period,
        phi,
        case
            when forces < 2 then 0.0
            else greatest(
                0.0,
                (forces * phi - (forces - 1)) / (weights - squared_weights / weights)
            )
        end as tau2
    from dispersion
),

spread as (
    select
        winsorised.*,
        between_forces.phi,
        between_forces.tau2,
        sqrt(
            winsorised.standard_error * winsorised.standard_error + between_forces.tau2
        ) as adjusted_error
    from winsorised
    inner join between_forces
        on
            winsorised.indicator = between_forces.indicator
            and winsorised.period = between_forces.period
),

limits as (
    select
        *,
        distance / adjusted_error as z_adjusted,
        {% for name, z, sign in [
            ('lower_95', z_95(), -1), ('upper_95', z_95(), 1),
            ('lower_998', z_998(), -1), ('upper_998', z_998(), 1),
        ] %}
        case
            when scale = 'log' then exp({{ sign }} * {{ z }} * adjusted_error)
            when scale = 'root'
                then power(greatest(1 + {{ sign }} * {{ z }} * adjusted_error, 0.0), 2)
            else power(
                sin(
                    least(
                        greatest(
                            asin(sqrt(target_share)) + {{ sign }} * {{ z }} * adjusted_error,
                            0.0
                        ),
                        asin(1.0)
                    )
                ), 2
            ) / target_share
        end as ratio_{{ name }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from spread
),

final as (
    select
        force_code,
        indicator,
        period,
        distance,
        z_unadjusted,
        winsor_lower,
        winsor_upper,
        phi,
        tau2,
        z_adjusted,
        ratio_lower_95,
        ratio_upper_95,
        ratio_lower_998,
        ratio_upper_998,
        target_share * multiplier as target,
        target_share * multiplier * ratio_lower_95 as limit_95_lower,
        target_share * multiplier * ratio_upper_95 as limit_95_upper,
        target_share * multiplier * ratio_lower_998 as limit_998_lower,
        target_share * multiplier * ratio_upper_998 as limit_998_upper,
        case
            when z_adjusted > {{ z_998() }} then 'above 99.8%'
            when z_adjusted > {{ z_95() }} then 'above 95%'
            when z_adjusted < -{{ z_998() }} then 'below 99.8%'
            when z_adjusted < -{{ z_95() }} then 'below 95%'
            else 'within limits'
        end as position
    from limits
)

select * from final
{{ where_changed('indicator') }}
