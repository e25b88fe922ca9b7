-- Generated from the contracts by contracts/render/: do not edit.
with source as (
    select * from {{ source('raw', 'rule_outcomes') }}
),

final as (
    select
        cast(submission_id as varchar) as submission_id,
        cast(rule_id as varchar) as rule_id,
        cast(severity as varchar) as severity,
        cast(dimension as varchar) as dimension,
        cast(assessed as bigint) as assessed,
        cast(failed as bigint) as failed,
        cast(not_assessed as bigint) as not_assessed
    from source
)

select * from final
