with outages as (
    select * from {{ ref('stg_system_reliability__outages') }}
),

submissions as (
    select * from {{ ref('int_submission_periods') }}
    where return_slug = 'system_reliability' and is_live
),

register as (
    select * from {{ ref('int_service_register') }}
),

reported as (
    select
        outages.*,
        submissions.period as month,
        {{ month_ends('submissions.period') }} as reported_until
    from outages
    inner join submissions on outages.submission_id = submissions.submission_id
),

-- An outage that lasts over a month's end is in two returns: the later one knows more. The start is
-- part of its name: a number may be used again for another outage.
placed as (
    select
        *,
        -- Still open: counted to the end of the month that reports it, no further.
        coalesce(restored_at, greatest(reported_until, started_at)) as ended_at,
        min(month) over (partition by force_code, outage_id, started_at) as first_month,
        row_number() over (
            partition by force_code, outage_id, started_at order by month desc, source_row desc
        ) as place
    from reported
),

latest as (
    select * from placed
    where place = 1
),

-- A later return may correct the start: the same number over the same time, or on the same service
-- in the same month, or in the month after one that was still open.
corrected as (
    select distinct
        latest.force_code,
        latest.outage_id,
        latest.started_at
    from latest
    inner join latest as later
        on
            latest.force_code = later.force_code
            and latest.outage_id = later.outage_id
            and latest.month < later.first_month
            and (
                (latest.started_at <= later.ended_at and later.started_at <= latest.ended_at)
                or (
                    latest.service_id = later.service_id
                    and (
                        {{ london_month_text('latest.started_at') }}
                        = {{ london_month_text('later.started_at') }}
                        or (
                            latest.restored_at is null
                            and {{ months_between('latest.month', 'later.first_month') }} = 1
                        )
                    )
                )
            )
),

final as (
    select
        latest.submission_id,
        latest.force_code,
        latest.outage_id,
        latest.service_id,
        coalesce(in_month.shared_platform_id, in_latest.shared_platform_id) as shared_platform_id,
        nullif(latest.shared_outage_ref, 'PENDING') as shared_outage_ref,
        latest.started_at,
        latest.restored_at,
        latest.ended_at,
        latest.restored_at is null as is_open,
        latest.month as told_in,
        latest.planned,
        latest.severity,
        latest.impact_type,
        latest.degradation_factor,
        latest.users_affected,
        latest.users_method,
        latest.root_cause_domain,
        coalesce(latest.not_affected_flag, false) as is_not_affected
    from latest
    left join corrected
        on
            latest.force_code = corrected.force_code
            and latest.outage_id = corrected.outage_id
            and latest.started_at = corrected.started_at
    left join register as in_month
        on
            latest.force_code = in_month.force_code
            and latest.service_id = in_month.service_id
            and latest.month = in_month.month
    left join register as in_latest
        on
            latest.force_code = in_latest.force_code
            and latest.service_id = in_latest.service_id
            and in_latest.is_latest
    where corrected.outage_id is null
)

select * from final
