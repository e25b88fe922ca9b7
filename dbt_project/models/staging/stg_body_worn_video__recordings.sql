-- Generated from the contracts by contracts/render/: do not edit.
with source as (
    select * from {{ source('raw', 'body_worn_video__recordings') }}
),

final as (
    select
        cast(submission_id as varchar) as submission_id,
        cast(source_row as integer) as source_row,
        cast(force_code as varchar) as force_code,
        cast(month as varchar) as month,
        cast(recording_circumstance as varchar) as recording_circumstance,
        cast(mandated as boolean) as mandated,
        cast(encounters as bigint) as encounters,
        cast(encounters_with_bwv as bigint) as encounters_with_bwv,
        cast(clips as bigint) as clips,
        cast(hours_recorded as decimal(12, 2)) as hours_recorded,
        cast(clips_evidential as bigint) as clips_evidential,
        cast(clips_non_evidential as bigint) as clips_non_evidential,
        cast(clips_uncategorised as bigint) as clips_uncategorised,
        cast(clips_deleted_on_time as bigint) as clips_deleted_on_time,
        cast(clips_over_retention as bigint) as clips_over_retention,
        cast(clips_deleted_early as bigint) as clips_deleted_early,
        cast(evidential_review_overdue as bigint) as evidential_review_overdue,
        cast(dip_sample_size as bigint) as dip_sample_size,
        cast(dip_sample_compliant as bigint) as dip_sample_compliant
    from source
)

select * from final
