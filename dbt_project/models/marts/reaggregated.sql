{{ made_by('indicator') }}
with reaggregated as (
    select * from {{ ref('int_reaggregated_values') }}
),

intervals as (
    select * from {{ ref('int_intervals') }}
),

forces as (
    select * from {{ ref('int_forces') }}
),

xmr as (
    select * from {{ ref('int_xmr') }}
),

breaks as (
    select * from {{ ref('int_series_breaks') }}
),

revisions as (
    select * from {{ ref('int_revisions') }}
),

release as (
    select cast(as_of as date) as day from {{ ref('stg_release') }}
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
        v.status,
        v.status_reason,
        xmr.xmr_mean,
        xmr.xmr_lower,
        xmr.xmr_upper,
        xmr.xmr_signal,
        xmr.xmr_known,
        xmr.xmr_known_rules,
        xmr.xmr_phase,
        breaks.series_break,
        v.summed_forces,
        {{ data_status('v.period_end') }} as data_status,
        {{ final_on('v.period_end') }} as final_on,
        nullif(
            concat_ws(
                ' ',
                case when revisions.note is not null then '[r]' end,
                case when {{ is_provisional('v.period_end') }} then '[p]' end
            ), ''
        ) as marks,
        v.demonstration
    from reaggregated as v
    inner join forces on v.force_code = forces.force_code
    left join release on true
    left join intervals
        on
            v.force_code = intervals.force_code
            and v.indicator = intervals.indicator
            and v.period = intervals.period
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
    left join revisions
        on
            v.force_code = revisions.force_code
            and v.indicator = revisions.indicator
            and v.period = revisions.period
)

select * from final
{{ where_changed('indicator') }}
