-- Generated from the contracts by contracts/render/: do not edit.
with source as (
    select * from {{ source('raw', 'facial_recognition__governance') }}
),

final as (
    select
        cast(submission_id as varchar) as submission_id,
        cast(source_row as integer) as source_row,
        cast(force_code as varchar) as force_code,
        cast(quarter as varchar) as quarter,
        cast(fr_type as varchar) as fr_type,
        cast(dpia_ref as varchar) as dpia_ref,
        cast(appropriate_policy_ref as varchar) as appropriate_policy_ref,
        cast(eia_ref as varchar) as eia_ref,
        cast(who_criteria_published as boolean) as who_criteria_published,
        cast(where_criteria_published as boolean) as where_criteria_published,
        cast(public_notice_given as boolean) as public_notice_given,
        cast(declared_compliant as boolean) as declared_compliant,
        cast(non_match_deletion_seconds as bigint) as non_match_deletion_seconds,
        cast(watchlist_deletion_hours as bigint) as watchlist_deletion_hours,
        cast(results_published_at as date) as results_published_at
    from source
)

select * from final
