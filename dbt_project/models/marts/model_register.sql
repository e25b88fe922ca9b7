with models as (
    select * from {{ ref('stg_offender_management__models') }}
),

submissions as (
    select * from {{ ref('int_submission_periods') }}
    where return_slug = 'offender_management' and is_live
),

forces as (
    select * from {{ ref('int_forces') }}
),

purposes as (
    select
        code,
        label
    from {{ ref('code_lists') }}
    where codelist = 'model_purpose'
),

final as (
    select
        submissions.force_code,
        forces.short_name as force_name,
        submissions.period,
        submissions.period_end,
        models.model_id,
        purposes.label as purpose,
        models.register_ref,
        models.live_from,
        models.automated_decision,
        models.fairness_review_date,
        greatest(
            0, {{ months_passed('models.fairness_review_date', 'submissions.period_end') }}
        )
            as months_since_review,
        models.fairness_review_date >= {{ add_months('submissions.period_end', -12) }}
            as is_reviewed_in_year,
        models.submission_id,
        submissions.demonstration
    from models
    inner join submissions on models.submission_id = submissions.submission_id
    inner join forces on submissions.force_code = forces.force_code
    left join purposes on models.model_purpose = purposes.code
)

select * from final
