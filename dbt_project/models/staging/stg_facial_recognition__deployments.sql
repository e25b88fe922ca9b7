-- Generated from the contracts by contracts/render/: do not edit.
with source as (
    select * from {{ source('raw', 'facial_recognition__deployments') }}
),

final as (
    select
        cast(submission_id as varchar) as submission_id,
        cast(source_row as integer) as source_row,
        cast(force_code as varchar) as force_code,
        cast(deployment_id as varchar) as deployment_id,
        cast(fr_type as varchar) as fr_type,
        cast(started_at as timestamp) as started_at,
        cast(ended_at as timestamp) as ended_at,
        cast(area_gss as varchar) as area_gss,
        cast(area_gss_status as varchar) as area_gss_status,
        cast(purpose_code as varchar) as purpose_code,
        cast(purpose_code_status as varchar) as purpose_code_status,
        cast(authorising_rank as varchar) as authorising_rank,
        cast(authorising_rank_status as varchar) as authorising_rank_status,
        cast(watchlist_size as bigint) as watchlist_size,
        cast(watchlist_size_status as varchar) as watchlist_size_status,
        cast(watchlist_category as varchar) as watchlist_category,
        cast(watchlist_category_status as varchar) as watchlist_category_status,
        cast(match_threshold as decimal(4, 3)) as match_threshold,
        cast(match_threshold_status as varchar) as match_threshold_status,
        cast(algorithm_version as varchar) as algorithm_version,
        cast(algorithm_version_status as varchar) as algorithm_version_status,
        cast(faces_scanned as bigint) as faces_scanned,
        cast(alerts as bigint) as alerts,
        cast(alerts_true as bigint) as alerts_true,
        cast(alerts_false as bigint) as alerts_false,
        cast(alerts_undetermined as bigint) as alerts_undetermined,
        cast(false_alerts_stopped as bigint) as false_alerts_stopped,
        cast(false_alerts_stopped_status as varchar) as false_alerts_stopped_status,
        cast(arrests as bigint) as arrests,
        cast(arrests_unrelated_flag as boolean) as arrests_unrelated_flag
    from source
)

select * from final
