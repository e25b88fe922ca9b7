{{ made_by('indicator') }}
with own as (
    select * from {{ ref('int_indicator_values') }}
    where status = 'published'
),

reaggregated as (
    select * from {{ ref('int_reaggregated_values') }}
    where status = 'published'
),

indicator_values as (
    select
        force_code,
        indicator,
        period,
        method,
        multiplier,
        numerator,
        denominator
    from own
    union all
    select
        force_code,
        indicator,
        period,
        method,
        multiplier,
        numerator,
        denominator
    from reaggregated
),

direct as (
    select * from {{ ref('int_direct_limits') }}
),

direct_indicators as (
    select distinct indicator from direct
),

exact_limits as (
    select * from {{ ref('poisson_exact_limits') }}
),

exact as (
    select
        observed,
        max(case when confidence_level_pct = '95' then lower end) as lower_95,
        max(case when confidence_level_pct = '95' then upper end) as upper_95,
        max(case when confidence_level_pct = '99.8' then lower end) as lower_998,
        max(case when confidence_level_pct = '99.8' then upper end) as upper_998
    from exact_limits
    group by observed
),

counted as (
    select
        indicator_values.*,
        direct.events,
        direct.scale,
        coalesce(direct.events, indicator_values.numerator) as counted,
        direct_indicators.indicator is not null as is_direct
    from indicator_values
    left join direct
        on
            indicator_values.force_code = direct.force_code
            and indicator_values.indicator = direct.indicator
            and indicator_values.period = direct.period
    left join direct_indicators on indicator_values.indicator = direct_indicators.indicator
),

count_limits as (
    select
        counted.*,
        {{ poisson_limits('counted', 'exact.lower_95', 'exact.upper_95', z_95(), '_95') }},
        {{ poisson_limits('counted', 'exact.lower_998', 'exact.upper_998', z_998(), '_998') }}
    from counted
    left join exact on counted.counted = exact.observed
),

share_limits as (
    select
        *,
        {{ wilson_lower('numerator', 'denominator', z_95()) }} as share_lower_95,
        {{ wilson_upper('numerator', 'denominator', z_95()) }} as share_upper_95,
        {{ wilson_lower('numerator', 'denominator', z_998()) }} as share_lower_998,
        {{ wilson_upper('numerator', 'denominator', z_998()) }} as share_upper_998
    from count_limits
    where method = 'proportion' and numerator between 0 and denominator
),

rates as (
    select
        force_code,
        indicator,
        period,
        numerator / denominator * multiplier as value,
        {{ rate_limit('count_lower_95') }} as lower,
        {{ rate_limit('count_upper_95') }} as upper,
        {{ rate_limit('count_lower_998') }} as lower_998,
        {{ rate_limit('count_upper_998') }} as upper_998
    from count_limits
    where method = 'rate'
),

shares as (
    select
        force_code,
        indicator,
        period,
        numerator / denominator * multiplier as value,
        share_lower_95 * multiplier as lower,
        share_upper_95 * multiplier as upper,
        share_lower_998 * multiplier as lower_998,
        share_upper_998 * multiplier as upper_998
    from share_limits
),

-- Counts, ratios and means of decisions or of dependent hours have no chance interval.
others as (
    select
        force_code,
        indicator,
        period,
        case when method = 'count' then numerator else numerator / denominator end
        * multiplier as value,
        cast(null as double) as lower,
        cast(null as double) as upper,
        cast(null as double) as lower_998,
        cast(null as double) as upper_998
    from count_limits
    where
        method in ('count', 'ratio', 'mean')
        or (method = 'proportion' and not numerator between 0 and denominator)
),

final as (
    select * from rates
    union all
    select * from shares
    union all
    select * from others
)

select * from final
{{ where_changed('indicator') }}
