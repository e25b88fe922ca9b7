with members as (
    select * from {{ ref('shared_platform_members') }}
),

forces as (
    select * from {{ ref('int_forces') }}
),

-- A force that was merged into another is a member of nothing any more, whatever the list says.
final as (
    select
        members.shared_platform_id,
        members.force_code,
        members.live_from,
        case
            when members.live_to is null or members.live_to > forces.active_to
                then coalesce(forces.active_to, members.live_to)
            else members.live_to
        end as live_to,
        members.live_from_precision,
        members.confidence,
        members.source
    from members
    left join forces on members.force_code = forces.force_code
)

select * from final
