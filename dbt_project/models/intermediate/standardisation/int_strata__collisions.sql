with submissions as (
    select * from {{ ref('int_submission_periods') }}
    where return_slug = 'collisions' and is_live
),

collisions as (
    select * from {{ ref('stg_collisions__collisions') }}
),

gaps as (
    select * from {{ ref('int_collision_gaps') }}
),

-- Traffic is of a road class and area, and stands on each of their rows of severity.
cells as (
    select
        submission_id,
        area_code,
        road_class,
        case when max(traffic_million_vehicle_miles) > 0 then sum(collisions) else 0 end
            as collisions_with_miles,
        max(traffic_million_vehicle_miles) as million_vehicle_miles,
        {{ is_marked(['traffic_million_vehicle_miles']) }} as has_marked_traffic
    from collisions
    group by submission_id, area_code, road_class
),

-- Motorways alone have too few collisions in a month to weight them.
kinds as (
    select
        *,
        case
            when road_class in ('1', '2', '3') then 'motorway and A'
            when road_class in ('4', '5') then 'B and C'
            else 'unclassified'
        end as kind
    from cells
    where million_vehicle_miles is not null
),

final as (
    select
        submissions.force_code,
        'collisions_per_100m_miles_standardised' as indicator,
        submissions.period,
        submissions.period_start,
        submissions.period_end,
        kinds.kind as stratum,
        cast(sum(kinds.collisions_with_miles) as double) as observed,
        cast(sum(kinds.million_vehicle_miles) as double) as base,
        submissions.submission_id,
        {{ any_true('gaps.lacks_traffic or kinds.has_marked_traffic') }} as has_doubtful_values
    from kinds
    inner join submissions on kinds.submission_id = submissions.submission_id
    inner join gaps on kinds.submission_id = gaps.submission_id
    group by
        submissions.force_code,
        submissions.period,
        submissions.period_start,
        submissions.period_end,
        kinds.kind,
        submissions.submission_id
)

select * from final
