with forces as (
    select * from {{ ref('int_forces') }}
),

-- A merged force that has a code of its own begins with it. One that was there before its forces
-- ended goes on under its old code, and is another force from the day after.
final as (
    select
        forces.force_code,
        forces.short_name,
        whole.force_code as taken_in_by,
        forces.active_to as last_day,
        cast({{ add_days('forces.active_to', 1) }} as date) as first_day_together
    from forces
    inner join forces as whole on forces.successor_force_code = whole.force_code
    where
        forces.active_to is not null
        and coalesce(whole.active_from, forces.active_to) <= forces.active_to
)

select * from final
