{{ made_by('indicator') }}
with force_changes as (
    select * from {{ ref('int_force_changes') }}
    {{ where_changed('indicator') }}
),

forces as (
    select * from {{ ref('int_forces') }}
),

spine as (
    select * from {{ ref('int_force_indicator_periods') }}
    {{ where_changed('indicator') }}
),

spans as (
    select * from {{ ref('int_change_spans') }}
    {{ where_changed('indicator') }}
),

-- Every force that is expected at the later end, in each area that it belongs to.
expected as (
    select
        spans.span,
        spans.indicator,
        spans.period,
        spans.earlier_period,
        spine.force_code,
        forces.short_name,
        areas.area_kind,
        case when areas.area_kind = 'region' then forces.region else 'England and Wales' end
            as area
    from spans
    inner join spine
        on
            spans.indicator = spine.indicator
            and spans.period = spine.period
    inner join forces on spine.force_code = forces.force_code
    cross join (
        select 'all' as area_kind
        union all
        select 'region' as area_kind
    ) as areas
),

final as (
    select
        expected.area_kind,
        expected.area,
        expected.indicator,
        expected.period,
        expected.earlier_period,
        expected.span,
        max(force_changes.method) as method,
        max(force_changes.multiplier) as multiplier,
        sum(force_changes.earlier_numerator) as earlier_numerator,
        sum(force_changes.earlier_denominator) as earlier_denominator,
        avg(force_changes.earlier_value) as earlier_simple,
        sum(force_changes.numerator) as numerator,
        sum(force_changes.denominator) as denominator,
        avg(force_changes.value) as simple,
        count(force_changes.force_code) as forces_n,
        count(*) as forces_of,
        {{ list_text(
            'case when force_changes.force_code is null then expected.short_name end',
            'expected.short_name',
            ', '
        ) }} as excluded_forces
    from expected
    left join force_changes
        on
            expected.span = force_changes.span
            and expected.indicator = force_changes.indicator
            and expected.period = force_changes.period
            and expected.force_code = force_changes.force_code
    group by
        expected.area_kind,
        expected.area,
        expected.indicator,
        expected.period,
        expected.earlier_period,
        expected.span
)

select * from final
{{ where_changed('indicator') }}
