{{ made_by('indicator') }}
with own as (
    select * from {{ ref('int_published') }}
),

reaggregated as (
    select * from {{ ref('int_reaggregated_values') }}
    where status = 'published'
),

intervals as (
    select * from {{ ref('int_intervals') }}
),

-- A merged force's series goes back to what its forces had.
published as (
    select
        force_code,
        indicator,
        period,
        period_end,
        value
    from own
    union all
    select
        reaggregated.force_code,
        reaggregated.indicator,
        reaggregated.period,
        reaggregated.period_end,
        intervals.value
    from reaggregated
    inner join intervals
        on
            reaggregated.force_code = intervals.force_code
            and reaggregated.indicator = intervals.indicator
            and reaggregated.period = intervals.period
),

breaks as (
    select * from {{ ref('int_series_breaks') }}
),

-- Figures that share most of what they count move less from one to the next than they vary.
rolling as (
    select * from {{ ref('rolling_indicators') }}
),

final as (
    select
        published.force_code,
        published.indicator,
        published.period,
        published.period_end,
        published.value,
        coalesce(breaks.phase, 0) as phase
    from published
    left join breaks
        on
            published.force_code = breaks.force_code
            and published.indicator = breaks.indicator
            and published.period = breaks.period
    left join rolling on published.indicator = rolling.indicator
    where rolling.indicator is null
)

select * from final
{{ where_changed('indicator') }}
