with forces as (
    select * from {{ ref('forces') }}
),

tiles as (
    select * from {{ ref('force_tiles') }}
),

final as (
    select
        forces.force_code,
        forces.official_name,
        forces.short_name,
        forces.region,
        forces.country,
        forces.welsh_name,
        forces.gss_code,
        forces.comparability_flags,
        forces.comparability_note,
        forces.active_from,
        forces.active_to,
        forces.successor_force_code,
        tiles.tile_x,
        tiles.tile_y
    from forces
    left join tiles on forces.force_code = tiles.force_code
)

select * from final
