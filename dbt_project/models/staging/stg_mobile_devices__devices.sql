-- Generated from the contracts by contracts/render/: do not edit.
with source as (
    select * from {{ source('raw', 'mobile_devices__devices') }}
),

final as (
    select
        cast(submission_id as varchar) as submission_id,
        cast(source_row as integer) as source_row,
        cast(force_code as varchar) as force_code,
        cast(quarter as varchar) as quarter,
        cast(device_type as varchar) as device_type,
        cast(role_group as varchar) as role_group,
        cast(eligible_users as bigint) as eligible_users,
        cast(users_issued as bigint) as users_issued,
        cast(devices_active_30d as bigint) as devices_active_30d,
        cast(devices_total as bigint) as devices_total,
        cast(os_in_support as bigint) as os_in_support,
        cast(devices_lost_stolen as bigint) as devices_lost_stolen,
        cast(transactions_total as bigint) as transactions_total,
        cast(transactions_on_mobile as bigint) as transactions_on_mobile,
        cast(minutes_out_of_station_per_shift as decimal(6, 1)) as minutes_out_of_station_per_shift,
        cast(time_method as varchar) as time_method,
        cast(app_crash_rate as decimal(6, 3)) as app_crash_rate
    from source
)

select * from final
