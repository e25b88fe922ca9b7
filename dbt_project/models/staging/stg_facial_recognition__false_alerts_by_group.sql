-- Generated from the contracts by contracts/render/: do not edit.
with source as (
    select * from {{ source('raw', 'facial_recognition__false_alerts_by_group') }}
),

final as (
    select
        cast(submission_id as varchar) as submission_id,
        cast(source_row as integer) as source_row,
        cast(force_code as varchar) as force_code,
        cast(month as varchar) as month,
        cast(demographic_group as varchar) as demographic_group,
        cast(alerts_false as bigint) as alerts_false
    from source
)

select * from final
