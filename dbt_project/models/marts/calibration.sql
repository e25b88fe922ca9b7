with bands as (
    select * from {{ ref('int_calibration_bands') }}
),

submissions as (
    select * from {{ ref('int_submission_periods') }}
    where is_live
),

forces as (
    select * from {{ ref('int_forces') }}
),

exact as (
    select
        observed,
        max(case when confidence_level_pct = '95' then lower end) as lower_95,
        max(case when confidence_level_pct = '95' then upper end) as upper_95
    from {{ ref('poisson_exact_limits') }}
    group by observed
),

band_labels as (
    select
        code,
        label
    from {{ ref('code_lists') }}
    where codelist in ('risk_band', 'risk_band_5')
),

-- Of people, a share by Wilson; of events, a count by Byar, or exactly where there are few.
limits as (
    select
        bands.*,
        {{ poisson_limits('bands.observed', 'exact.lower_95', 'exact.upper_95', z_95(), '') }},
        {{ wilson_lower('bands.observed', 'bands.people', z_95()) }} as share_lower,
        {{ wilson_upper('bands.observed', 'bands.people', z_95()) }} as share_upper
    from bands
    left join exact on bands.observed = exact.observed
),

valued as (
    select
        *,
        case when people is null then expected else 100 * expected / people end as predicted_value,
        case when people is null then observed else 100 * observed / people end as observed_value,
        case when people is null then count_lower else 100 * share_lower end as lower,
        case when people is null then count_upper else 100 * share_upper end as upper,
        case when expected > 0 then observed / expected end as ratio
    from limits
),

final as (
    select
        submissions.force_code,
        forces.short_name as force_name,
        submissions.return_slug,
        valued.indicator,
        submissions.period,
        submissions.period_end,
        valued.cohort,
        valued.band,
        band_labels.label as band_label,
        valued.band_order,
        case when valued.people is null then 'collisions' else '% reoffended' end as unit,
        case when not valued.is_hidden then valued.observed end as observed,
        case when not valued.is_hidden then valued.expected end as expected,
        case when not valued.is_hidden then valued.people end as people,
        case when not valued.is_hidden then valued.predicted_value end as predicted_value,
        case when not valued.is_hidden then valued.observed_value end as observed_value,
        case when not valued.is_hidden then valued.lower end as lower,
        case when not valued.is_hidden then valued.upper end as upper,
        case when not valued.is_hidden then valued.ratio end as ratio,
        valued.months,
        case when valued.is_hidden then 'suppressed' else 'published' end as status,
        case when valued.is_hidden then {{ suppressed_reason() }} end as status_reason,
        submissions.submission_id,
        submissions.demonstration
    from valued
    inner join submissions on valued.submission_id = submissions.submission_id
    inner join forces on submissions.force_code = forces.force_code
    left join band_labels on valued.band = band_labels.code
)

select * from final
