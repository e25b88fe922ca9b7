{{ made_by('indicator') }}
with indicator_values as (
    select * from {{ ref('int_indicator_values') }}
),

ancestors as (
    select * from {{ ref('int_force_ancestors') }}
),

forces as (
    select * from {{ ref('int_forces') }}
),

indicators as (
    select * from {{ ref('indicators') }}
),

-- The periods before a merged force existed, with what its forces of that time had.
members as (
    select
        ancestors.force_code,
        ancestors.ancestor_name,
        indicator_values.indicator,
        indicator_values.return_slug,
        indicator_values.period,
        indicator_values.period_start,
        indicator_values.period_end,
        indicator_values.method,
        indicator_values.multiplier,
        indicator_values.numerator,
        indicator_values.denominator,
        -- Days since something are of a force by itself: those of several are no figure of one.
        case
            when indicators.denominator_label = 'Forces' and indicator_values.status = 'published'
                then 'not_comparable'
            else indicator_values.status
        end as status,
        indicators.denominator_label = 'Forces' as is_of_one_force,
        indicator_values.has_doubtful_values,
        indicator_values.demonstration
    from ancestors
    inner join forces on ancestors.force_code = forces.force_code
    inner join indicator_values
        on
            ancestors.ancestor_code = indicator_values.force_code
            and indicator_values.period_end < forces.active_from
    inner join indicators on indicator_values.indicator = indicators.indicator
),

-- A hidden part hides the sum: the parts that are shown would give it away.
summed as (
    select
        force_code,
        indicator,
        return_slug,
        period,
        period_start,
        period_end,
        method,
        multiplier,
        sum(case when status = 'published' then numerator end) as numerator,
        sum(case when status = 'published' then denominator end) as denominator,
        case
            when count(case when status = 'suppressed' then 1 end) > 0 then 'suppressed'
            when count(case when status = 'missing' then 1 end) > 0 then 'missing'
            when count(case when status = 'not_comparable' then 1 end) > 0 then 'not_comparable'
            when count(case when status = 'published' then 1 end) = 0 then 'not_applicable'
            else 'published'
        end as status,
        {{ list_text('ancestor_name', 'ancestor_name', ', ') }} as summed_forces,
        {{ list_text(
            "case when status not in ('published', 'not_applicable') then ancestor_name end",
            'ancestor_name',
            ', '
        ) }} as lacking_forces,
        {{ any_true('is_of_one_force') }} as is_of_one_force,
        {{ any_true('has_doubtful_values') }} as has_doubtful_values,
        {{ any_true('demonstration') }} as demonstration
    from members
    group by
        force_code, indicator, return_slug, period, period_start, period_end, method, multiplier
),

final as (
    select
        force_code,
        indicator,
        return_slug,
        period,
        period_start,
        period_end,
        method,
        multiplier,
        case when status = 'published' then numerator end as numerator,
        case when status = 'published' then denominator end as denominator,
        cast(null as varchar) as submission_id,
        status,
        case
            when status = 'suppressed'
                then '[c] Suppressed: a figure of ' || lacking_forces || ' is hidden.'
            when status = 'not_comparable' and is_of_one_force
                then 'It is of each force by itself, and cannot be added up over forces.'
            when status = 'missing' then 'There is no figure of ' || lacking_forces || ' to add.'
            when status = 'not_comparable'
                then 'The figure of ' || lacking_forces || ' cannot be compared: nothing is added.'
            when status = 'not_applicable' then 'There is nothing to measure in any of its forces.'
        end as status_reason,
        has_doubtful_values,
        demonstration,
        summed_forces
    from summed
)

select * from final
{{ where_changed('indicator') }}
