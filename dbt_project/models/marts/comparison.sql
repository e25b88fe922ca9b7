{{ made_by('indicator') }}
{#- With itself nothing is compared. -#}
{% set is_alone = "v.status = 'published' and regions.forces = 1" %}
{% set is_only_one = "v.status = 'published' and all_forces.forces = 1" %}
{% set is_only_one_ex_london %}
    v.status = 'published' and all_forces.forces_ex_london = 1 and forces.region != 'London'
{% endset %}
with indicator_values as (
    select * from {{ ref('int_indicator_values') }}
    {{ where_changed('indicator') }}
),

indicators as (
    select * from {{ ref('indicators') }}
),

forces as (
    select * from {{ ref('int_forces') }}
),

intervals as (
    select * from {{ ref('int_intervals') }}
    {{ where_changed('indicator') }}
),

all_forces as (
    select * from {{ ref('int_comparators__all') }}
    {{ where_changed('indicator') }}
),

regions as (
    select * from {{ ref('int_comparators__region') }}
    {{ where_changed('indicator') }}
),

peers as (
    select * from {{ ref('int_comparators__peers') }}
    {{ where_changed('indicator') }}
),

coverage as (
    select * from {{ ref('int_indicator_coverage') }}
    {{ where_changed('indicator') }}
),

funnels as (
    select * from {{ ref('int_funnel') }}
    {{ where_changed('indicator') }}
),

xmr as (
    select * from {{ ref('int_xmr') }}
    {{ where_changed('indicator') }}
),

breaks as (
    select * from {{ ref('int_series_breaks') }}
    {{ where_changed('indicator') }}
),

notes as (
    select * from {{ ref('int_figure_notes') }}
    {{ where_changed('indicator') }}
),

final as (
    select
        v.force_code,
        forces.short_name as force_name,
        forces.region,
        v.indicator,
        v.period,
        v.period_start,
        v.period_end,
        v.numerator,
        v.denominator,
        intervals.value,
        intervals.lower,
        intervals.upper,
        intervals.lower_998,
        intervals.upper_998,
        v.status,
        v.status_reason,
        case when not ({{ is_alone }}) then regions.region_weighted end as region_weighted,
        case when not ({{ is_alone }}) then regions.region_simple end as region_simple,
        {% for name in ['all_weighted', 'all_simple'] %}
        case when not ({{ is_only_one }}) then all_forces.{{ name }} end as {{ name }},
        {% endfor %}
        {% for name in ['all_ex_london_weighted', 'all_ex_london_simple'] %}
        case when not ({{ is_only_one_ex_london }}) then all_forces.{{ name }} end as {{ name }},
        {% endfor %}
        peers.peer_weighted,
        peers.peer_simple,
        peers.peer_basis,
        {% for name in ['median', 'lower_quartile', 'upper_quartile'] %}
        case when not ({{ is_only_one }}) then all_forces.{{ name }} end as {{ name }},
        {% endfor %}
        -- Every scale exaggerates small counts: a rate is only out of limits where the target lies
        -- outside the exact interval of its count as well.
        case
            when funnels.position is null then null
            when
                indicators.method = 'rate'
                and funnels.target between intervals.lower and intervals.upper
                then 'within limits'
            when
                indicators.method = 'rate'
                and funnels.target between intervals.lower_998 and intervals.upper_998
                then replace(funnels.position, '99.8%', '95%')
            else funnels.position
        end as position,
        funnels.target,
        funnels.limit_95_lower,
        funnels.limit_95_upper,
        funnels.limit_998_lower,
        funnels.limit_998_upper,
        funnels.z_adjusted,
        funnels.phi,
        funnels.tau2,
        xmr.xmr_mean,
        xmr.xmr_lower,
        xmr.xmr_upper,
        xmr.xmr_signal,
        xmr.xmr_known,
        xmr.xmr_known_rules,
        xmr.xmr_phase,
        breaks.series_break,
        coverage.coverage_n,
        coverage.coverage_of,
        coverage.excluded_forces,
        case
            when {{ is_only_one }} then {{ no_other_force("'England and Wales'") }}
            else coverage.all_label
        end as all_label,
        case
            when {{ is_only_one_ex_london }}
                then {{ no_other_force("'England and Wales without London'") }}
            else coverage.all_ex_london_label
        end as all_ex_london_label,
        case
            when {{ is_alone }} then {{ no_other_force('forces.region') }}
            else regions.region_label
        end as region_label,
        peers.peer_label,
        notes.denominator_year,
        notes.denominator_note,
        notes.rounding_base,
        notes.data_status,
        notes.final_on,
        notes.marks,
        notes.caveats,
        v.demonstration
    from indicator_values as v
    inner join indicators on v.indicator = indicators.indicator
    inner join forces on v.force_code = forces.force_code
    left join intervals
        on
            v.force_code = intervals.force_code
            and v.indicator = intervals.indicator
            and v.period = intervals.period
    left join all_forces on v.indicator = all_forces.indicator and v.period = all_forces.period
    left join regions
        on
            v.indicator = regions.indicator
            and v.period = regions.period
            and forces.region = regions.region
    left join peers
        on
            v.force_code = peers.force_code
            and v.indicator = peers.indicator
            and v.period = peers.period
    left join coverage on v.indicator = coverage.indicator and v.period = coverage.period
    left join funnels
        on
            v.force_code = funnels.force_code
            and v.indicator = funnels.indicator
            and v.period = funnels.period
    left join xmr
        on
            v.force_code = xmr.force_code
            and v.indicator = xmr.indicator
            and v.period = xmr.period
    left join breaks
        on
            v.force_code = breaks.force_code
            and v.indicator = breaks.indicator
            and v.period = breaks.period
    left join notes
        on
            v.force_code = notes.force_code
            and v.indicator = notes.indicator
            and v.period = notes.period
)

select * from final
{{ where_changed('indicator') }}
