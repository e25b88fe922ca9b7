with segments as (
    select * from {{ ref('int_outage_segments') }}
),

bounds as (
    select
        force_code,
        service_id,
        month,
        started_at as bound
    from segments
    union
    select
        force_code,
        service_id,
        month,
        ended_at as bound
    from segments
),

pieces as (
    select
        force_code,
        service_id,
        month,
        bound as piece_start,
        lead(bound) over (partition by force_code, service_id, month order by bound) as piece_end
    from bounds
),

-- Where outages overlap, a user is lost once: the larger of the two losses counts.
losses as (
    select
        pieces.force_code,
        pieces.service_id,
        pieces.month,
        {{ minutes_between('pieces.piece_start', 'pieces.piece_end') }} as minutes,
        max(segments.weighted_users) as users_total,
        max(case when not segments.planned then segments.weighted_users end) as users_unplanned,
        max(case when segments.attribution != 'platform' then segments.weighted_users end)
            as users_local,
        max(case when segments.attribution = 'platform' then segments.weighted_users end)
            as users_platform
    from pieces
    inner join segments
        on
            pieces.force_code = segments.force_code
            and pieces.service_id = segments.service_id
            and pieces.month = segments.month
            and pieces.piece_start >= segments.started_at
            and pieces.piece_start < segments.ended_at
    where pieces.piece_end is not null
    group by
        pieces.force_code,
        pieces.service_id,
        pieces.month,
        pieces.piece_start,
        pieces.piece_end
),

final as (
    select
        force_code,
        service_id,
        month,
        sum(minutes * users_total) as user_minutes_lost,
        coalesce(sum(minutes * users_unplanned), 0.0) as user_minutes_lost_unplanned,
        coalesce(sum(minutes * users_local), 0.0) as user_minutes_lost_local,
        coalesce(sum(minutes * users_platform), 0.0) as user_minutes_lost_platform
    from losses
    group by force_code, service_id, month
)

select * from final
