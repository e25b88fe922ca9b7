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

members as (
    select
        periods.force_code,
        periods.indicator,
        periods.period,
        peer_groups.group_name,
        peer_groups.peer_force_code
    from periods
    inner join peer_groups
        on
            periods.force_code = peer_groups.force_code
            and coalesce(peer_groups.valid_from, periods.period_end) <= periods.period_end
            and coalesce(peer_groups.valid_to, periods.period_end) >= periods.period_end
),

-- The region stands in only where no official group is loaded for the force at that time.
basis as (
    select
        force_code,
        indicator,
        period,
        max(case when group_name != 'region' then 1 else 0 end) as has_official
    from members
    group by force_code, indicator, period
),

chosen as (
    select members.*
    from members
    inner join basis
        on
            members.force_code = basis.force_code
            and members.indicator = basis.indicator
            and members.period = basis.period
    where (basis.has_official = 1) = (members.group_name != 'region')
),

compared as (
    select
        chosen.force_code,
        chosen.indicator,
        chosen.period,
        max(chosen.group_name) as peer_basis,
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

final as (
    select
        force_code,
        indicator,
        period,
        peer_basis,
        peer_weighted,
        peer_simple,
        {{ excluding("'Peer group'", 'excluded_names') }} as peer_label
    from compared
)

select * from final
{{ where_changed('indicator') }}
