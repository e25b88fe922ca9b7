-- Generated from the contracts by contracts/render/: do not edit.
with source as (
    select * from {{ source('raw', 'collisions__collisions') }}
),

final as (
    select
        cast(submission_id as varchar) as submission_id,
        cast(source_row as integer) as source_row,
        cast(force_code as varchar) as force_code,
        cast(month as varchar) as month,
        cast(area_code as varchar) as area_code,
        cast(road_class as varchar) as road_class,
        cast(severity as varchar) as severity,
        cast(collisions as bigint) as collisions,
        cast(casualties as bigint) as casualties,
        cast(injury_based_reporting as boolean) as injury_based_reporting,
        cast(casualties_serious_adjusted as decimal(9, 2)) as casualties_serious_adjusted,
        cast(casualties_serious_adjusted_status as varchar) as casualties_serious_adjusted_status,
        cast(traffic_million_vehicle_miles as decimal(10, 2)) as traffic_million_vehicle_miles,
        cast(traffic_million_vehicle_miles_status as varchar)
            as traffic_million_vehicle_miles_status,
        cast(predicted_collisions as decimal(9, 3)) as predicted_collisions,
        cast(predicted_collisions_status as varchar) as predicted_collisions_status,
        cast(model_id as varchar) as model_id,
        cast(risk_band as varchar) as risk_band,
        cast(patrol_minutes as decimal(10, 1)) as patrol_minutes,
        cast(attended_by_police as bigint) as attended_by_police
    from source
)

select * from final
