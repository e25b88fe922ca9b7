with submissions as (
    select * from {{ ref('int_submission_periods') }}
    where return_slug = 'collisions' and is_live
),

collisions as (
    select * from {{ ref('stg_collisions__collisions') }}
),

taken_in as (
    select * from {{ ref('int_forces_taken_in') }}
),

-- Traffic does not come and go, nor does what a model expects: what a force's other months within a
-- year hold is known to be there, whether or not there was a collision.
known as (
    select distinct
        submissions.submission_id,
        collisions.area_code,
        collisions.road_class,
        collisions.severity,
        collisions.traffic_million_vehicle_miles is not null as has_traffic,
        collisions.predicted_collisions is not null as has_prediction
    from submissions
    inner join submissions as months
        on
            submissions.force_code = months.force_code
            and abs({{ months_passed('months.period_end', 'submissions.period_end') }}) < 12
    inner join collisions on months.submission_id = collisions.submission_id
    -- The roads of a force that it took in are not known to be there before.
    left join taken_in
        on
            submissions.force_code = taken_in.taken_in_by
            and (submissions.period_end <= taken_in.last_day)
            != (months.period_end <= taken_in.last_day)
    where taken_in.force_code is null
),

roads as (
    select distinct
        submission_id,
        area_code,
        road_class
    from collisions
),

severities as (
    select distinct
        submission_id,
        area_code,
        road_class,
        severity
    from collisions
),

final as (
    select
        submissions.submission_id,
        {{ any_true('known.has_traffic and roads.submission_id is null') }} as lacks_traffic,
        {{ any_true('known.has_prediction and severities.submission_id is null') }}
            as lacks_predictions
    from submissions
    left join known on submissions.submission_id = known.submission_id
    left join roads
        on
            known.submission_id = roads.submission_id
            and known.area_code = roads.area_code
            and known.road_class = roads.road_class
    left join severities
        on
            known.submission_id = severities.submission_id
            and known.area_code = severities.area_code
            and known.road_class = severities.road_class
            and known.severity = severities.severity
    group by submissions.submission_id
)

select * from final
