-- Generated from the contracts by contracts/render/: do not edit.
with source as (
    select * from {{ source('raw', 'availability_demand__hours') }}
),

final as (
    select
        cast(submission_id as varchar) as submission_id,
        cast(source_row as integer) as source_row,
        cast(force_code as varchar) as force_code,
        cast(area_code as varchar) as area_code,
        cast(hour_start as timestamp) as hour_start,
        cast(local_date as date) as local_date,
        cast(resource_type as varchar) as resource_type,
        cast(planned_on_duty as decimal(7, 2)) as planned_on_duty,
        cast(actual_on_duty as decimal(7, 2)) as actual_on_duty,
        cast(abstracted as decimal(7, 2)) as abstracted,
        cast(available as decimal(7, 2)) as available,
        cast(committed_minutes as decimal(9, 1)) as committed_minutes,
        cast(arrivals_grade1 as bigint) as arrivals_grade1,
        cast(arrivals_grade2 as bigint) as arrivals_grade2,
        cast(arrivals_other as bigint) as arrivals_other,
        cast(workload_minutes_arriving as decimal(9, 1)) as workload_minutes_arriving,
        cast(unresourced_grade1_2 as bigint) as unresourced_grade1_2,
        cast(objective_code as varchar) as objective_code,
        cast(objective_minutes as decimal(9, 1)) as objective_minutes
    from source
)

select * from final
