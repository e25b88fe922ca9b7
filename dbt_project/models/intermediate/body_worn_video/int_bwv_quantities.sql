with submissions as (
    select * from {{ ref('int_submission_periods') }}
    where return_slug = 'body_worn_video' and is_live
),

recordings as (
    select * from {{ ref('stg_body_worn_video__recordings') }}
),

cameras as (
    select * from {{ ref('stg_body_worn_video__cameras') }}
),

totals as (
    select
        submission_id,
        {{ complete_sum('encounters', 'mandated') }} as encounters_mandated,
        {{ complete_sum('encounters_with_bwv', 'mandated') }} as recorded_mandated,
        {{ complete_sum('encounters', "recording_circumstance = 'STOP_SEARCH'") }}
            as encounters_stop_search,
        {{ complete_sum('encounters_with_bwv', "recording_circumstance = 'STOP_SEARCH'") }}
            as recorded_stop_search,
        {{ complete_sum('encounters', "recording_circumstance = 'DOMESTIC_ABUSE'") }}
            as encounters_domestic_abuse,
        {{ complete_sum('encounters_with_bwv', "recording_circumstance = 'DOMESTIC_ABUSE'") }}
            as recorded_domestic_abuse,
        {{ complete_sum('encounters', "recording_circumstance = 'USE_OF_FORCE'") }}
            as encounters_use_of_force,
        {{ complete_sum('encounters_with_bwv', "recording_circumstance = 'USE_OF_FORCE'") }}
            as recorded_use_of_force,
        {{ complete_sum('encounters', "recording_circumstance = 'VEHICLE_STOP'") }}
            as encounters_vehicle_stop,
        {{ complete_sum('encounters_with_bwv', "recording_circumstance = 'VEHICLE_STOP'") }}
            as recorded_vehicle_stop,
        sum(clips) as clips,
        sum(clips_evidential) as clips_evidential,
        sum(clips_non_evidential) as clips_non_evidential,
        sum(clips_uncategorised) as clips_uncategorised,
        sum(clips_over_retention) as clips_over_retention,
        sum(clips_deleted_early) as clips_deleted_early,
        -- What was to be deleted: what was, in time or early, and what was not.
        sum(clips_deleted_on_time + clips_deleted_early + clips_over_retention) as clips_due,
        sum(hours_recorded) as hours_recorded,
        sum(case when dip_sample_compliant is not null then dip_sample_size end) as sampled,
        sum(case when dip_sample_size is not null then dip_sample_compliant end)
            as sampled_compliant
    from recordings
    group by submission_id
),

final as (
    select
        submissions.submission_id,
        submissions.force_code,
        submissions.period,
        submissions.period_start,
        submissions.period_end,
        totals.encounters_mandated,
        totals.recorded_mandated,
        totals.encounters_stop_search,
        totals.recorded_stop_search,
        totals.encounters_domestic_abuse,
        totals.recorded_domestic_abuse,
        totals.encounters_use_of_force,
        totals.recorded_use_of_force,
        totals.encounters_vehicle_stop,
        totals.recorded_vehicle_stop,
        totals.clips,
        totals.clips_evidential,
        totals.clips_non_evidential,
        totals.clips_uncategorised,
        totals.clips_over_retention,
        totals.clips_deleted_early,
        totals.clips_due,
        totals.hours_recorded,
        totals.sampled,
        totals.sampled_compliant,
        cameras.cameras_in_service,
        cameras.officers_issued,
        -- A run after the end of the month is no days old.
        case
            when cameras.last_weed_run is not null
                then greatest(
                    0, {{ days_between('cameras.last_weed_run', 'submissions.period_end') }}
                )
        end as days_since_weeding,
        false as has_doubtful_values
    from submissions
    left join totals on submissions.submission_id = totals.submission_id
    left join cameras on submissions.submission_id = cameras.submission_id
)

select * from final
