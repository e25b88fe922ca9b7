-- Generated from the contracts by contracts/render/: do not edit.
with source as (
    select * from {{ source('raw', 'incidents_response__incidents') }}
),

final as (
    select
        cast(submission_id as varchar) as submission_id,
        cast(source_row as integer) as source_row,
        cast(force_code as varchar) as force_code,
        cast(month as varchar) as month,
        cast(area_code as varchar) as area_code,
        cast(contact_channel as varchar) as contact_channel,
        cast(incident_grade as varchar) as incident_grade,
        cast(incident_category as varchar) as incident_category,
        cast(local_grade_label as varchar) as local_grade_label,
        cast(incidents as bigint) as incidents,
        cast(attended as bigint) as attended,
        cast(attended_status as varchar) as attended_status,
        cast(timed as bigint) as timed,
        cast(timed_status as varchar) as timed_status,
        cast(clock_start as varchar) as clock_start,
        cast(target_minutes as bigint) as target_minutes,
        cast(target_minutes_status as varchar) as target_minutes_status,
        cast(within_target as bigint) as within_target,
        cast(within_target_status as varchar) as within_target_status,
        cast(response_minutes_median as decimal(8, 2)) as response_minutes_median,
        cast(response_minutes_median_status as varchar) as response_minutes_median_status,
        cast(response_minutes_p90 as decimal(8, 2)) as response_minutes_p90,
        cast(response_minutes_p90_status as varchar) as response_minutes_p90_status,
        cast(crimes_created as bigint) as crimes_created,
        cast(deployments as bigint) as deployments,
        cast(domestic_abuse_flagged as bigint) as domestic_abuse_flagged
    from source
)

select * from final
