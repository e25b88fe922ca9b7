{#- Who a force was before: the forces that were merged into it, and those that were merged into
    them. -#}
with recursive forces as (
    select * from {{ ref('int_forces') }}
    where successor_force_code is not null and active_to is not null
),

ancestors as (
    select
        successor_force_code as force_code,
        force_code as ancestor_code,
        short_name as ancestor_name,
        active_from as ancestor_from,
        active_to as ancestor_to
    from forces
    union all
    select
        ancestors.force_code,
        forces.force_code as ancestor_code,
        forces.short_name as ancestor_name,
        forces.active_from as ancestor_from,
        forces.active_to as ancestor_to
    from ancestors
    inner join forces on ancestors.ancestor_code = forces.successor_force_code
),

final as (
    select * from ancestors
)

select * from final
