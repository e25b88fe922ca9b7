with submissions as (
    select * from {{ ref('int_submission_periods') }}
    where return_slug = 'digital_evidence' and is_live
),

retrievals as (
    select * from {{ ref('stg_digital_evidence__retrievals') }}
),

-- Rows where nothing was received have no median, and need none: they stand with a true zero, so
-- that a return of nothing else is one with nothing to divide by.
hours as (
    select
        submission_id,
        'hours_to_copy_standardised' as indicator,
        evidence_type || ' ' || retrieval_channel as stratum,
        case
            when sum(received) = 0 then 0
            else {{ complete_sum('hours_to_receipt_median * received', 'received > 0') }}
        end as observed,
        sum(received) as base,
        sum(received) > 0
        and {{ any_true("hours_to_receipt_median_status in ('u', 'e')") }} as has_doubtful_values
    from retrievals
    group by submission_id, evidence_type, retrieval_channel
),

unusable as (
    select
        submission_id,
        'evidence_unusable_standardised' as indicator,
        evidence_type as stratum,
        sum(failed_unusable) as observed,
        sum(requests) as base,
        false as has_doubtful_values
    from retrievals
    group by submission_id, evidence_type
),

strata as (
    select * from hours
    union all
    select * from unusable
),

final as (
    select
        submissions.force_code,
        strata.indicator,
        submissions.period,
        submissions.period_start,
        submissions.period_end,
        strata.stratum,
        cast(strata.observed as double) as observed,
        cast(strata.base as double) as base,
        submissions.submission_id,
        strata.has_doubtful_values
    from strata
    inner join submissions on strata.submission_id = submissions.submission_id
)

select * from final
