with submissions as (
    select * from {{ ref('int_submission_periods') }}
    where return_slug = 'mobile_devices' and is_live
),

devices as (
    select
        *,
        transactions_total is not null and transactions_on_mobile is not null as has_transactions
    from {{ ref('stg_mobile_devices__devices') }}
),

totals as (
    select
        submission_id,
        sum(eligible_users) as eligible_users,
        sum(users_issued) as users_issued,
        sum(devices_total) as devices_total,
        sum(devices_active_30d) as devices_active,
        sum(os_in_support) as devices_in_support,
        sum(devices_lost_stolen) as devices_lost,
        sum(case when has_transactions then transactions_total end) as transactions,
        sum(case when has_transactions then transactions_on_mobile end) as transactions_on_mobile,
        -- A person counts in the mean as often as a kind of device with a measured time is issued.
        sum(minutes_out_of_station_per_shift * users_issued) as minutes_weighted,
        sum(case when minutes_out_of_station_per_shift is not null then users_issued end)
            as users_timed,
        {{ any_true("time_method in ('ESTIMATE', 'ESTIMATED')") }} as has_doubtful_values
    from devices
    group by submission_id
),

final as (
    select
        submissions.submission_id,
        submissions.force_code,
        submissions.period,
        submissions.period_start,
        submissions.period_end,
        totals.eligible_users,
        totals.users_issued,
        totals.devices_total,
        totals.devices_active,
        totals.devices_in_support,
        totals.devices_lost,
        totals.transactions,
        totals.transactions_on_mobile,
        totals.minutes_weighted,
        totals.users_timed,
        coalesce(totals.has_doubtful_values, false) as has_doubtful_values
    from submissions
    left join totals on submissions.submission_id = totals.submission_id
)

select * from final
