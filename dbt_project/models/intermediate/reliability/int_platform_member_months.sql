with members as (
    select * from {{ ref('int_platform_members') }}
),

submissions as (
    select * from {{ ref('int_submission_periods') }}
    where return_slug = 'system_reliability' and is_live
),

months as (
    select distinct
        period as month,
        cast({{ month_start('period') }} as timestamp) as month_start,
        cast({{ month_after('period') }} as timestamp) as month_end
    from submissions
),

final as (
    select distinct
        members.shared_platform_id,
        months.month,
        members.force_code,
        coalesce(
            months.month_start
            < {{ add_days('cast(members.live_from as timestamp)', var('early_days')) }},
            false
        ) as in_first_90_days
    from members
    inner join months
        on
            (
                members.live_from is null
                or cast(members.live_from as timestamp) < months.month_end
            )
            and (
                members.live_to is null
                or cast(members.live_to as timestamp) >= months.month_start
            )
)

select * from final
