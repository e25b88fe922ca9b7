with segments as (
    select * from {{ ref('int_outage_segments') }}
),

-- One outage is in up to four series: all, planned or not, who is charged with it, and disputed.
series as (
    select
        *,
        'total' as series
    from segments
    union all
    select
        *,
        case when planned then 'planned' else 'unplanned' end as series
    from segments
    union all
    select
        *,
        case when attribution = 'platform' then 'platform' else 'local' end as series
    from segments
    union all
    select
        *,
        'disputed' as series
    from segments
    where is_disputed
),

flagged as (
    select
        *,
        case
            when
                started_at <= max(ended_at) over (
                    partition by force_code, service_id, month, series
                    order by started_at, ended_at, outage_id
                    rows between unbounded preceding and 1 preceding
                )
                then 0
            else 1
        end as is_first
    from series
),

islands as (
    select
        *,
        sum(is_first) over (
            partition by force_code, service_id, month, series
            order by started_at, ended_at, outage_id
            rows between unbounded preceding and current row
        ) as island
    from flagged
),

final as (
    select
        force_code,
        service_id,
        month,
        series,
        min(started_at) as started_at,
        max(ended_at) as ended_at,
        {{ minutes_between('min(started_at)', 'max(ended_at)') }} as minutes,
        count(*) as outages,
        min(outage_started_at) >= min(month_start) as began_in_month
    from islands
    group by force_code, service_id, month, series, island
)

select * from final
