with forces as (
    select * from {{ ref('int_forces') }}
),

official as (
    {{ official_peer_groups() }}
),

region_groups as (
    select
        forces.force_code,
        peers.force_code as peer_force_code,
        'region' as group_name,
        forces.region as group_version,
        'Home Office regions' as source,
        cast(null as date) as valid_from,
        cast(null as date) as valid_to
    from forces
    inner join forces as peers on forces.region = peers.region
),

all_forces as (
    select
        forces.force_code,
        peers.force_code as peer_force_code,
        'all forces' as group_name,
        'England and Wales' as group_version,
        'Force list' as source,
        cast(null as date) as valid_from,
        cast(null as date) as valid_to
    from forces
    cross join forces as peers
),

-- The official table leaves the force itself out; the comparator takes it in.
official_groups as (
    select
        force_code,
        peer_force_code,
        'official most similar group' as group_name,
        group_version,
        source,
        valid_from,
        valid_to
    from official
    union
    select
        force_code,
        force_code as peer_force_code,
        'official most similar group' as group_name,
        group_version,
        source,
        valid_from,
        valid_to
    from official
),

final as (
    select * from region_groups
    union all
    select * from all_forces
    union all
    select * from official_groups
)

select * from final
