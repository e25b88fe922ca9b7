with submissions as (
    select * from {{ ref('int_submission_periods') }}
    where return_slug = 'public_contact' and is_live
),

contacts as (
    select * from {{ ref('stg_public_contact__contacts') }}
),

totals as (
    select
        submission_id,
        sum(items_ingested) as items_ingested,
        sum(items_geolocated) as items_geolocated,
        sum(items_reviewed) as items_reviewed,
        sum(items_actioned) as items_actioned,
        sum(case when channel = 'CITIZEN_APP' then items_ingested else 0 end) as items_citizen_app,
        sum(items_false_or_malicious) as items_false,
        sum(case when items_false_or_malicious is not null then items_reviewed end)
            as items_judged,
        sum(minutes_to_display_median * items_ingested) as minutes_weighted,
        sum(case when minutes_to_display_median is not null then items_ingested end)
            as items_timed,
        max(retention_days) as retention_days,
        sum(profiles_created) as profiles_created
    from contacts
    group by submission_id
),

final as (
    select
        submissions.submission_id,
        submissions.force_code,
        submissions.period,
        submissions.period_start,
        submissions.period_end,
        -- A nil return says that nothing came in: a true zero.
        coalesce(totals.items_ingested, 0) as items_ingested,
        coalesce(totals.items_geolocated, 0) as items_geolocated,
        coalesce(totals.items_reviewed, 0) as items_reviewed,
        coalesce(totals.items_actioned, 0) as items_actioned,
        coalesce(totals.items_citizen_app, 0) as items_citizen_app,
        totals.items_false,
        totals.items_judged,
        totals.minutes_weighted,
        totals.items_timed,
        totals.retention_days,
        coalesce(totals.profiles_created, 0) as profiles_created,
        false as has_doubtful_values
    from submissions
    left join totals on submissions.submission_id = totals.submission_id
)

select * from final
