with merged as (
    select * from {{ ref('int_outage_intervals_merged') }}
    where series = 'total'
),

service_months as (
    select services.*
    from {{ ref('int_service_months') }} as services
    where
        services.agreed_service_minutes > 0
        -- How many forces were down is asked of the members that answered.
        and services.silent_outages = 0
        and {{ is_of_a_member('services') }}
),

down as (
    select
        service_months.shared_platform_id,
        service_months.month,
        service_months.in_first_90_days,
        service_months.force_code,
        merged.started_at,
        merged.ended_at
    from service_months
    inner join merged
        on
            service_months.force_code = merged.force_code
            and service_months.service_id = merged.service_id
            and service_months.month = merged.month
),

bounds as (
    select
        shared_platform_id,
        month,
        in_first_90_days,
        started_at as bound
    from down
    union
    select
        shared_platform_id,
        month,
        in_first_90_days,
        ended_at as bound
    from down
),

pieces as (
    select
        shared_platform_id,
        month,
        in_first_90_days,
        bound as piece_start,
        lead(bound) over (
            partition by shared_platform_id, month, in_first_90_days order by bound
        ) as piece_end
    from bounds
),

final as (
    select
        pieces.shared_platform_id,
        pieces.month,
        pieces.in_first_90_days,
        pieces.piece_start,
        pieces.piece_end,
        {{ minutes_between('pieces.piece_start', 'pieces.piece_end') }} as minutes,
        count(distinct down.force_code) as forces_down
    from pieces
    inner join down
        on
            pieces.shared_platform_id = down.shared_platform_id
            and pieces.month = down.month
            and pieces.in_first_90_days = down.in_first_90_days
            and pieces.piece_start >= down.started_at
            and pieces.piece_start < down.ended_at
    where pieces.piece_end is not null
    group by
        pieces.shared_platform_id,
        pieces.month,
        pieces.in_first_90_days,
        pieces.piece_start,
        pieces.piece_end
)

select * from final
