{% set not_fatal = "severity in ('2', '3')" %}
{% set adjustable = not_fatal ~ ' and ' ~ applies('adjusted_status') %}
with submissions as (
    select * from {{ ref('int_submission_periods') }}
    where return_slug = 'collisions' and is_live
),

collisions as (
    select
        *,
        casualties_serious_adjusted as adjusted,
        casualties_serious_adjusted_status as adjusted_status
    from {{ ref('stg_collisions__collisions') }}
),

gaps as (
    select * from {{ ref('int_collision_gaps') }}
),

-- Traffic is of a road class and area, and stands on each of their rows of severity.
traffic_cells as (
    select
        submission_id,
        area_code,
        road_class,
        sum(collisions) as collisions,
        max(traffic_million_vehicle_miles) as million_vehicle_miles,
        {{ complete_sum('adjusted', 'true', 'adjusted_status') }} as serious_adjusted,
        -- Where nothing but what is not asked for stands in a cell, its sum is nothing.
        {{ all_true("adjusted is not null or coalesce(adjusted_status, '') = 'z'") }} as is_adjusted
    from collisions
    group by submission_id, area_code, road_class
),

traffic as (
    select
        submission_id,
        sum(case when million_vehicle_miles is not null then collisions end)
            as collisions_with_traffic,
        sum(million_vehicle_miles) as million_vehicle_miles,
        case
            when {{ all_true('million_vehicle_miles is null or is_adjusted') }}
                then sum(case when million_vehicle_miles is not null then serious_adjusted end)
        end as serious_with_traffic
    from traffic_cells
    group by submission_id
),

totals as (
    select
        submission_id,
        sum(collisions) as collisions,
        sum(case when severity = '1' then collisions else 0 end) as collisions_fatal,
        sum(case when predicted_collisions is not null then collisions end)
            as collisions_with_prediction,
        sum(predicted_collisions) as predicted_collisions,
        sum(case when {{ adjustable }} then casualties else 0 end) as casualties_not_fatal,
        {{ complete_sum('adjusted', not_fatal, 'adjusted_status') }}
            as casualties_serious_adjusted,
        sum(case when attended_by_police is not null then collisions end)
            as collisions_with_attendance,
        sum(attended_by_police) as collisions_attended,
        {{ all_true('injury_based_reporting') }} as is_injury_based,
        {{ none_applies('predicted_collisions_status') }} as has_no_predictions,
        {{ none_applies('traffic_million_vehicle_miles_status') }} as has_no_traffic,
        {{ none_applies('casualties_serious_adjusted_status', not_fatal) }} as has_no_adjusted,
        {{ is_marked(['casualties_serious_adjusted']) }} as has_marked_adjusted,
        {{ is_marked(['traffic_million_vehicle_miles']) }} as has_marked_traffic,
        {{ any_true("predicted_collisions_status in ('u', 'e')") }} as has_doubtful_values
    from collisions
    group by submission_id
),

final as (
    select
        submissions.submission_id,
        submissions.force_code,
        submissions.period,
        submissions.period_start,
        submissions.period_end,
        totals.collisions,
        totals.collisions_fatal,
        totals.collisions_with_prediction,
        totals.predicted_collisions,
        totals.casualties_not_fatal,
        totals.casualties_serious_adjusted,
        totals.collisions_with_attendance,
        totals.collisions_attended,
        totals.is_injury_based,
        totals.has_no_predictions,
        totals.has_no_traffic,
        totals.has_no_adjusted,
        coalesce(totals.has_marked_adjusted, false) as has_marked_adjusted,
        coalesce(totals.has_marked_traffic, false) as has_marked_traffic,
        traffic.collisions_with_traffic,
        traffic.serious_with_traffic,
        traffic.million_vehicle_miles,
        coalesce(gaps.lacks_traffic, false) as lacks_traffic,
        coalesce(gaps.lacks_predictions, false) as lacks_predictions,
        coalesce(totals.has_doubtful_values, false) as has_doubtful_values
    from submissions
    left join totals on submissions.submission_id = totals.submission_id
    left join traffic on submissions.submission_id = traffic.submission_id
    left join gaps on submissions.submission_id = gaps.submission_id
)

select * from final
