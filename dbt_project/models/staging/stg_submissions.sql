-- Generated from the contracts by contracts/render/: do not edit.
with source as (
    select * from {{ source('raw', 'submissions') }}
),

final as (
    select
        cast(submission_id as varchar) as submission_id,
        cast(return_slug as varchar) as return_slug,
        cast(contract_version as varchar) as contract_version,
        cast(force_code as varchar) as force_code,
        cast(period as varchar) as period,
        cast(version as integer) as version,
        cast(submission_type as varchar) as submission_type,
        cast(revision_reason as varchar) as revision_reason,
        cast(state as varchar) as state,
        cast(received_at as timestamp) as received_at,
        cast(signed_off_at as timestamp) as signed_off_at,
        cast(due_at as timestamp) as due_at,
        cast(is_late as boolean) as is_late,
        cast(is_live as boolean) as is_live,
        cast(is_nil as boolean) as is_nil,
        cast(demonstration as boolean) as demonstration,
        cast(recheck as varchar) as recheck,
        cast(recheck_version as varchar) as recheck_version,
        cast(recheck_rules as varchar) as recheck_rules
    from source
)

select * from final
