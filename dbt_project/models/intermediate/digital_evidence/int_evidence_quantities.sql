with submissions as (
    select * from {{ ref('int_submission_periods') }}
    where return_slug = 'digital_evidence' and is_live
),

retrievals as (
    select
        *,
        hours_to_receipt_median * received as hours_weighted,
        retrieval_channel in ('DISC_COURIER', 'DISC_OFFICER', 'USB') as is_physical
    from {{ ref('stg_digital_evidence__retrievals') }}
),

-- Rows where nothing was received have no median, and need none.
totals as (
    select
        submission_id,
        sum(requests) as requests,
        sum(received) as received,
        sum(failed_unusable) as failed_unusable,
        sum(overwritten_before_receipt) as overwritten_before_receipt,
        sum(continuity_exceptions) as continuity_exceptions,
        sum(case when retrieval_channel = 'SECURE_LINK' then received else 0 end)
            as received_secure_link,
        sum(case when retrieval_channel = 'DISC_COURIER' then received else 0 end)
            as received_courier,
        sum(case when is_physical then received else 0 end) as received_physical,
        {{ complete_sum('hours_weighted', 'received > 0') }} as hours_all,
        {{ complete_sum('hours_weighted', "received > 0 and retrieval_channel = 'SECURE_LINK'") }}
            as hours_secure_link,
        {{ complete_sum('hours_weighted', "received > 0 and retrieval_channel = 'DISC_COURIER'") }}
            as hours_courier,
        {{ any_true("hours_to_receipt_median_status in ('u', 'e')") }} as has_doubtful_values
    from retrievals
    group by submission_id
),

final as (
    select
        submissions.submission_id,
        submissions.force_code,
        submissions.period,
        submissions.period_start,
        submissions.period_end,
        coalesce(totals.requests, 0) as requests,
        coalesce(totals.received, 0) as received,
        coalesce(totals.failed_unusable, 0) as failed_unusable,
        coalesce(totals.overwritten_before_receipt, 0) as overwritten_before_receipt,
        coalesce(totals.continuity_exceptions, 0) as continuity_exceptions,
        coalesce(totals.received_secure_link, 0) as received_secure_link,
        coalesce(totals.received_courier, 0) as received_courier,
        coalesce(totals.received_physical, 0) as received_physical,
        totals.hours_all,
        totals.hours_secure_link,
        totals.hours_courier,
        coalesce(totals.has_doubtful_values, false) as has_doubtful_values
    from submissions
    left join totals on submissions.submission_id = totals.submission_id
)

select * from final
