-- Generated from the contracts by contracts/render/: do not edit.
with source as (
    select * from {{ source('raw', 'availability_demand__areas') }}
),

final as (
    select
        cast(submission_id as varchar) as submission_id,
        cast(source_row as integer) as source_row,
        cast(force_code as varchar) as force_code,
        cast(area_code as varchar) as area_code,
        cast(valid_from as date) as valid_from,
        cast(valid_to as date) as valid_to,
        cast(area_name as varchar) as area_name,
        cast(area_level as varchar) as area_level,
        cast(middle_east_km as bigint) as middle_east_km,
        cast(middle_north_km as bigint) as middle_north_km,
        cast(population as bigint) as population
    from source
)

select * from final
