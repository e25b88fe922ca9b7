{{ made_by('indicator') }}
with published as (
    select * from {{ ref('int_published') }}
    {{ where_changed('indicator') }}
),

forces as (
    select * from {{ ref('int_forces') }}
),

peer_groups as (
    select * from {{ ref('int_peer_groups') }}
    where group_name in ('region', 'official most similar group')
),

periods as (
    select distinct
        force_code,
        indicator,
        period,
        period_end
    from {{ ref('int_force_indicator_periods') }}
    {{ where_changed('indicator') }}
),

-- A group is of a force and a day, whatever is compared.
days as (
    select distinct
        force_code,
        period_end
    from periods
),

-- Of a region are the forces that there are on the day. An official group is of those it names.
members as (
    select
        days.force_code,
        days.period_end,
        peer_groups.group_name,
        peer_groups.peer_force_code
    from days
    inner join peer_groups
        on
            days.force_code = peer_groups.force_code
            and coalesce(peer_groups.valid_from, days.period_end) <= days.period_end
            and coalesce(peer_groups.valid_to, days.period_end) >= days.period_end
    inner join forces on peer_groups.peer_force_code = forces.force_code
    where
        peer_groups.group_name != 'region'
        or days.period_end between
        coalesce(forces.active_from, days.period_end)
        and coalesce(forces.active_to, days.period_end)
),

-- The region stands in only where no official group is loaded for the force at that time.
basis as (
    select
        force_code,
        period_end,
        max(case when group_name != 'region' then 1 else 0 end) as has_official
    from members
    group by force_code, period_end
),

peers as (
    select members.*
    from members
    inner join basis
        on
            members.force_code = basis.force_code
            and members.period_end = basis.period_end
    where (basis.has_official = 1) = (members.group_name != 'region')
),

chosen as (
    select
        periods.force_code,
        periods.indicator,
        periods.period,
        peers.group_name,
        peers.peer_force_code
    from periods
    inner join peers
        on
            periods.force_code = peers.force_code
            and periods.period_end = peers.period_end
),

compared as (
    select
        chosen.force_code,
        chosen.indicator,
        chosen.period,
        max(chosen.group_name) as peer_basis,
        max(case when chosen.group_name = 'region' then forces.region else 'the peer group' end)
            as peers_of,
        count(
            case when chosen.peer_force_code != chosen.force_code then published.force_code end
        ) as others,
        max(
            case when published.method != 'count' then published.multiplier end
        ) * sum(published.numerator) / nullif(sum(published.denominator), 0) as peer_weighted,
        avg(published.value) as peer_simple,
        {{ list_text(
            'case when published.force_code is null then forces.short_name end',
            'forces.short_name',
            ', '
        ) }} as excluded_names
    from chosen
    inner join forces on chosen.peer_force_code = forces.force_code
    left join published
        on
            chosen.peer_force_code = published.force_code
            and chosen.indicator = published.indicator
            and chosen.period = published.period
    group by chosen.force_code, chosen.indicator, chosen.period
),

-- With itself nothing is compared: where no other of the group has a figure, it has none.
final as (
    select
        force_code,
        indicator,
        period,
        peer_basis,
        case when others > 0 then peer_weighted end as peer_weighted,
        case when others > 0 then peer_simple end as peer_simple,
        case
            when others > 0 then {{ excluding("'Peer group'", 'excluded_names') }}
            else {{ no_other_force('peers_of') }}
        end as peer_label
    from compared
)

select * from final
{{ where_changed('indicator') }}
