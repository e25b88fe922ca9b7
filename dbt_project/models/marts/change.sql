{{ made_by('indicator') }}
with force_changes as (
    select * from {{ ref('int_force_changes') }}
),

area_changes as (
    select * from {{ ref('int_area_changes') }}
),

forces as (
    select * from {{ ref('int_forces') }}
),

of_forces as (
    select
        'force' as area_kind,
        force_changes.force_code as area,
        forces.short_name as label,
        force_changes.indicator,
        force_changes.period,
        force_changes.earlier_period,
        force_changes.span,
        'own figure' as basis,
        force_changes.earlier_value,
        force_changes.value as later_value,
        cast(null as double) as earlier_simple,
        cast(null as double) as later_simple,
        1 as forces_n,
        1 as forces_of,
        cast(null as varchar) as excluded_forces
    from force_changes
    inner join forces on force_changes.force_code = forces.force_code
),

of_areas as (
    select
        area_kind,
        area,
        {{ excluding('area', 'excluded_forces') }} as label,
        indicator,
        period,
        earlier_period,
        span,
        case when method = 'count' then 'sum' else 'weighted' end as basis,
        case when method = 'count' then 1 else 1 / nullif(earlier_denominator, 0) end
        * multiplier * earlier_numerator as earlier_value,
        case when method = 'count' then 1 else 1 / nullif(denominator, 0) end
        * multiplier * numerator as later_value,
        earlier_simple,
        simple as later_simple,
        forces_n,
        forces_of,
        excluded_forces
    from area_changes
    where forces_n > 0
),

every_change as (
    select * from of_forces
    union all
    select * from of_areas
),

final as (
    select
        *,
        later_value - earlier_value as change,
        100 * (later_value - earlier_value) / nullif(abs(earlier_value), 0) as change_pct
    from every_change
)

select * from final
{{ where_changed('indicator') }}
