with deployments as (
    select * from {{ ref('stg_facial_recognition__deployments') }}
    -- Retrospective searches scan no faces in the street.
    where fr_type in ('LFR', 'OIFR')
),

final as (
    select
        submission_id,
        count(*) as deployments,
        sum(faces_scanned) as faces_scanned,
        sum(alerts) as alerts,
        sum(alerts_false) as alerts_false,
        sum(arrests) as arrests,
        {{ complete_sum('watchlist_size', 'true', 'watchlist_size_status') }} as watchlist_images,
        sum(case when {{ applies('watchlist_size_status') }} then arrests end)
            as arrests_base_watchlist,
        {{ none_applies('watchlist_size_status') }} as has_no_watchlist,
        {{ any_true("watchlist_size_status in ('u', 'e')") }} as has_doubtful_values
    from deployments
    group by submission_id
)

select * from final
