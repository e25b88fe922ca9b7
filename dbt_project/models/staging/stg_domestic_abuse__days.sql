-- Generated from the contracts by contracts/render/: do not edit.
with source as (
    select * from {{ source('raw', 'domestic_abuse__days') }}
),

final as (
    select
        cast(submission_id as varchar) as submission_id,
        cast(source_row as integer) as source_row,
        cast(force_code as varchar) as force_code,
        cast(local_date as date) as local_date,
        cast(date_basis as varchar) as date_basis,
        cast(day_window as varchar) as day_window,
        cast(da_incidents as bigint) as da_incidents,
        cast(da_crimes as bigint) as da_crimes,
        cast(da_female_victim as bigint) as da_female_victim,
        cast(da_intimate_partner as bigint) as da_intimate_partner,
        cast(da_intimate_partner_status as varchar) as da_intimate_partner_status,
        cast(da_alcohol_flag as bigint) as da_alcohol_flag,
        cast(da_alcohol_flag_status as varchar) as da_alcohol_flag_status,
        cast(da_grade1 as bigint) as da_grade1,
        cast(da_grade1_status as varchar) as da_grade1_status,
        cast(da_violence_with_injury as bigint) as da_violence_with_injury,
        cast(da_violence_with_injury_status as varchar) as da_violence_with_injury_status,
        cast(recorded_within_24h as bigint) as recorded_within_24h,
        cast(recorded_within_24h_status as varchar) as recorded_within_24h_status
    from source
)

select * from final
