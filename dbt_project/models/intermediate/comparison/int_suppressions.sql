{{ made_by('indicator') }}
{#- A cell is hidden for its own small count (primary), because it shows the same quantity as a
    hidden cell, or because it would give away a hidden cell, or a small count that no cell shows:
    the rest of a whole (secondary). What is hidden in one round may give another cell away in the
    next. -#}
{% set rounds = [1, 2] %}

with judgements as (
    select * from {{ ref('int_indicator_judgements') }}
),

indicators as (
    select * from {{ ref('indicators') }}
),

disclosure as (
    select * from {{ ref('indicator_disclosure') }}
),

quantity_sums as (
    select * from {{ ref('int_quantity_sums') }}
),

-- What is hidden though its own count is not small: totals of groups or areas, parts of a whole.
telling_figures as (
    select * from {{ ref('int_telling_totals') }}
    union
    select * from {{ ref('int_telling_parts') }}
),

-- What is left out of comparison is shown all the same, and tells as much.
figures as (
    select
        judgements.force_code,
        judgements.period,
        judgements.indicator,
        case
            when judgements.status = 'suppressed' then 'suppressed'
            when judgements.numerator is not null then 'published'
            else judgements.status
        end as status,
        judgements.numerator,
        judgements.status != 'suppressed'
        and (judgements.numerator is not null or judgements.denominator is not null) as is_shown,
        indicators.return_slug,
        indicators.numerator_label,
        indicators.denominator_label,
        indicators.minimum_count
    from judgements
    inner join indicators on judgements.indicator = indicators.indicator
    where {{ worked_out_once() }}
),

-- Nothing gives anything away of another force or period.
places as (
    select
        force_code,
        period
    from figures
    where status = 'suppressed'
    union
    select
        force_code,
        period
    from telling_figures
),

cells as (
    select figures.*
    from figures
    inner join places
        on
            figures.force_code = places.force_code
            and figures.period = places.period
),

-- Under which labels a hidden numerator shows: its own, and that of a sum with it.
telling_labels as (
    select distinct
        return_slug,
        numerator_label as hidden_label,
        numerator_label as label
    from cells
    union all
    select
        return_slug,
        part_label as hidden_label,
        total_label as label
    from quantity_sums
    where is_rest_shown
),

-- One row per cell of every sum: the parts and their total.
sums as (
    select
        cells.*,
        disclosure.adds_to as total,
        false as is_total
    from cells
    inner join disclosure on cells.indicator = disclosure.indicator
    where disclosure.adds_to is not null
    union all
    select
        cells.*,
        cells.indicator as total,
        true as is_total
    from cells
    where cells.indicator in (select adds_to from disclosure)
),

first_hidden as (
    select
        force_code,
        period,
        indicator,
        'primary' as basis
    from cells
    where status = 'suppressed'
    union all
    select
        force_code,
        period,
        indicator,
        'secondary' as basis
    from telling_figures
),

hidden_0 as (
    select
        force_code,
        period,
        indicator,
        min(basis) as basis
    from first_hidden
    group by force_code, period, indicator
),

{% for round in rounds %}
linked_{{ round }} as (
    {{ same_quantities('hidden_' ~ (round - 1)) }}
),

reached_{{ round }} as (
    select * from hidden_{{ round - 1 }}
    where {{ worked_out_once() }}
    union all
    select * from linked_{{ round }}
),

marked_{{ round }} as (
    select
        sums.*,
        reached.basis
    from sums
    left join reached_{{ round }} as reached
        on
            sums.force_code = reached.force_code
            and sums.period = reached.period
            and sums.indicator = reached.indicator
),

-- Where the total is hidden with a part, there is no sum to take the rest from.
telling_{{ round }} as (
    select
        force_code,
        period,
        total
    from marked_{{ round }}
    group by force_code, period, total
    having
        count(basis) >= 1
        and count(case when status not in ('published', 'suppressed') then 1 end) = 0
        and (
            count(basis) = 1
            or (
                count(case when is_total then basis end) = 0
                and {{ is_told('basis is not null', ['numerator'], 'minimum_count') }}
            )
        )
),

ordered_{{ round }} as (
    select
        marked.force_code,
        marked.period,
        marked.indicator,
        row_number() over (
            partition by marked.force_code, marked.period, marked.total
            order by
                case when marked.numerator > 0 then 0 else 1 end asc,
                marked.is_total asc,
                marked.numerator asc,
                marked.indicator asc
        ) as place
    from marked_{{ round }} as marked
    inner join telling_{{ round }} as telling
        on
            marked.force_code = telling.force_code
            and marked.period = telling.period
            and marked.total = telling.total
    where marked.status = 'published' and marked.basis is null
),

hidden_{{ round }} as (
    select * from reached_{{ round }}
    union all
    select distinct
        force_code,
        period,
        indicator,
        'secondary' as basis
    from ordered_{{ round }}
    where place = 1
),
{% endfor %}

last_linked as (
    {{ same_quantities('hidden_' ~ rounds[-1]) }}
),

every_hidden as (
    select * from hidden_{{ rounds[-1] }}
    union all
    select * from last_linked
),

final as (
    select
        force_code,
        period,
        indicator,
        min(basis) as basis
    from every_hidden
    group by force_code, period, indicator
)

select * from final
{{ where_changed('indicator') }}
