with submissions as (
    select * from {{ ref('int_submission_periods') }}
    where return_slug = 'facial_recognition' and is_live
),

deployments as (
    select * from {{ ref('int_fr_deployment_totals') }}
),

governance as (
    select * from {{ ref('int_fr_governance_totals') }}
),

final as (
    select
        submissions.submission_id,
        submissions.force_code,
        submissions.period,
        submissions.period_start,
        submissions.period_end,
        -- A return without a deployment, and a nil return, say that there was none: a true zero.
        coalesce(deployments.deployments, 0) as deployments,
        coalesce(deployments.faces_scanned, 0) as faces_scanned,
        coalesce(deployments.alerts, 0) as alerts,
        coalesce(deployments.alerts_false, 0) as alerts_false,
        coalesce(deployments.arrests, 0) as arrests,
        case
            when deployments.submission_id is null then 0 else deployments.watchlist_images
        end as watchlist_images,
        case
            when deployments.submission_id is null then 0 else deployments.arrests_base_watchlist
        end as arrests_base_watchlist,
        coalesce(deployments.has_no_watchlist, false) as has_no_watchlist,
        governance.checks_met,
        governance.checks_made,
        coalesce(deployments.has_doubtful_values, false) as has_doubtful_values
    from submissions
    left join deployments on submissions.submission_id = deployments.submission_id
    left join governance
        on
            submissions.force_code = governance.force_code
            and {{ quarter_text('submissions.period_end') }} = governance.quarter
)

select * from final
