with members as (
    select * from {{ ref('int_platform_members') }}
),

dated as (
    {{ registered_months([]) }}
),

memberships as (
    select
        shared_platform_id,
        force_code,
        {{ add_days('cast(live_from as timestamp)', var('early_days')) }} as early_until,
        {{ day_begins('live_from') }} as starts_at,
        {{ day_begins(add_days('cast(live_to as timestamp)', 1)) }} as ends_at
    from members
),

-- A force that left a platform and came back is exposed in each membership, and not between.
in_memberships as (
    select
        dated.force_code,
        dated.service_id,
        dated.month,
        greatest(dated.month_start, coalesce(memberships.starts_at, dated.month_start))
            as exposed_from,
        least(dated.month_end, coalesce(memberships.ends_at, dated.month_end)) as exposed_to,
        coalesce(
            {{ month_start('dated.month') }} < memberships.early_until, false
        ) as in_first_90_days
    from dated
    inner join memberships
        on
            dated.shared_platform_id = memberships.shared_platform_id
            and dated.force_code = memberships.force_code
            and coalesce(memberships.starts_at, dated.month_start) < dated.month_end
            and coalesce(memberships.ends_at, dated.month_end) > dated.month_start
),

known as (
    select distinct
        shared_platform_id,
        force_code
    from memberships
),

-- Where no membership is known, the service is the force's own: the whole month.
of_their_own as (
    select
        dated.force_code,
        dated.service_id,
        dated.month,
        dated.month_start as exposed_from,
        dated.month_end as exposed_to,
        false as in_first_90_days
    from dated
    left join known
        on
            dated.shared_platform_id = known.shared_platform_id
            and dated.force_code = known.force_code
    where known.force_code is null
),

final as (
    select * from in_memberships
    union all
    select * from of_their_own
)

select * from final
