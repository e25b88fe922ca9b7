with submissions as (
    select * from {{ ref('int_submission_periods') }}
    where return_slug = 'offender_management' and is_live
),

caseload as (
    select
        *,
        risk_band != 'UNSCORED' as is_scored,
        visits_due is not null and visits_overdue is not null as has_visits
    from {{ ref('stg_offender_management__caseload') }}
),

bands as (
    select
        submission_id,
        sum(observed) as observed,
        sum(expected) as expected,
        -- Unknown where no two bands have enough people to be compared.
        case
            when {{ any_true('is_judged') }}
                then sum(case when is_out_of_order then 1 else 0 end)
        end as bands_out_of_order
    from {{ ref('int_offender_bands') }}
    group by submission_id
),

models as (
    select
        submission_id,
        min(fairness_review_date) as oldest_review
    from {{ ref('stg_offender_management__models') }}
    group by submission_id
),

totals as (
    select
        submission_id,
        sum(nominals) as nominals,
        sum(actively_managed) as actively_managed,
        sum(offender_manager_fte) as offender_manager_fte,
        sum(case when has_visits then visits_due end) as visits_due,
        sum(case when has_visits then visits_overdue end) as visits_overdue,
        sum(case when is_scored then nominals else 0 end) as nominals_scored,
        sum(case when is_scored then scores_older_than_90d else 0 end) as scores_stale,
        sum(human_overrides) as human_overrides,
        {{ none_applies('scored_12m_ago_status', 'is_scored') }}
        or {{ none_applies('mean_predicted_probability_status', 'is_scored') }}
        or {{ none_applies('observed_reoffended_12m_status', 'is_scored') }} as has_no_predictions,
        {{ is_marked([
            'observed_reoffended_12m', 'mean_predicted_probability', 'scored_12m_ago'
        ]) }} as has_doubtful_values
    from caseload
    group by submission_id
),

final as (
    select
        submissions.submission_id,
        submissions.force_code,
        submissions.period,
        submissions.period_start,
        submissions.period_end,
        totals.nominals,
        totals.actively_managed,
        totals.offender_manager_fte,
        totals.visits_due,
        totals.visits_overdue,
        totals.nominals_scored,
        totals.scores_stale,
        totals.human_overrides,
        totals.has_no_predictions,
        bands.observed as reoffended,
        bands.expected as reoffending_expected,
        bands.bands_out_of_order,
        case
            when models.oldest_review is not null
                then greatest(
                    0, {{ months_passed('models.oldest_review', 'submissions.period_end') }}
                )
        end as months_since_review,
        coalesce(totals.has_doubtful_values, false) as has_doubtful_values
    from submissions
    left join totals on submissions.submission_id = totals.submission_id
    left join bands on submissions.submission_id = bands.submission_id
    left join models on submissions.submission_id = models.submission_id
)

select * from final
