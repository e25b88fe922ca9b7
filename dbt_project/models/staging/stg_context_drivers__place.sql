-- Generated from the contracts by contracts/render/: do not edit.
with source as (
    select * from {{ source('raw', 'context_drivers__place') }}
),

final as (
    select
        cast(submission_id as varchar) as submission_id,
        cast(source_row as integer) as source_row,
        cast(area_gss as varchar) as area_gss,
        cast(force_code as varchar) as force_code,
        cast(cashpoints as bigint) as cashpoints,
        cast(cashpoints_status as varchar) as cashpoints_status,
        cast(licensed_premises as bigint) as licensed_premises,
        cast(licensed_premises_status as varchar) as licensed_premises_status,
        cast(population_16plus as bigint) as population_16plus,
        cast(population_16plus_female as bigint) as population_16plus_female
    from source
)

select * from final
