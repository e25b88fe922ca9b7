{{ made_by('indicator') }}
{#- A cell is hidden for its own small count (primary), because it shows the same quantity as a
    hidden cell, or because it would give away a hidden cell, or a small count that no cell shows:
    the rest of a whole (secondary). What is hidden in one round may give another cell away in the
    next. A cell is hidden in the first step that finds it: 0 is its own count, an even one that of
    the same quantity, an odd one that of a rest. Spark writes a relation out wherever it is named,
    and so each is named as seldom as can be. -#}
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
    from judgements
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
    from indicators
    union all
    select
        return_slug,
        part_label as hidden_label,
        total_label as label
    from quantity_sums
    where is_rest_shown
),

-- Of which sums an indicator is a cell: as a part, or as their total.
memberships as (
    select
        indicator,
        adds_to as total,
        false as is_total
    from disclosure
    where adds_to is not null
    union all
    select distinct
        adds_to as indicator,
        adds_to as total,
        true as is_total
    from disclosure
    where adds_to is not null
),

-- One row per cell of every sum: the parts and their total.
sums as (
    select
        cells.*,
        memberships.total,
        memberships.is_total
    from cells
    inner join memberships on cells.indicator = memberships.indicator
),

first_hidden as (
    select
        force_code,
        period,
        indicator,
        0 as step
    from cells
    where status = 'suppressed'
    union all
    select
        force_code,
        period,
        indicator,
        1 as step
    from telling_figures
),

hidden_0 as (
    select
        force_code,
        period,
        indicator,
        min(step) as step
    from first_hidden
    group by force_code, period, indicator
),

{% for round in rounds %}
found_{{ round }} as (
    select * from hidden_{{ round - 1 }}
    where {{ worked_out_once() }}
    union all
    {{ same_quantities('hidden_' ~ (round - 1), 2 * round) }}
),

reached_{{ round }} as (
    select
        force_code,
        period,
        indicator,
        min(step) as step
    from found_{{ round }}
    group by force_code, period, indicator
),

-- Where the total is hidden with a part, there is no sum to take the rest from.
marked_{{ round }} as (
    select
        sums.force_code,
        sums.period,
        sums.indicator,
        sums.status,
        sums.numerator,
        sums.total,
        sums.is_total,
        reached.step is not null as is_hidden,
        count(reached.step) over sum_of >= 1
        and count(case when sums.status not in ('published', 'suppressed') then 1 end) over sum_of
        = 0
        and (
            count(reached.step) over sum_of = 1
            or (
                count(case when sums.is_total then reached.step end) over sum_of = 0
                and {{ is_told(
                    'reached.step is not null', ['sums.numerator'], 'sums.minimum_count', 'sum_of'
                ) }}
            )
        ) as tells
    from sums
    left join reached_{{ round }} as reached
        on
            sums.force_code = reached.force_code
            and sums.period = reached.period
            and sums.indicator = reached.indicator
    window sum_of as (partition by sums.force_code, sums.period, sums.total)
),

ordered_{{ round }} as (
    select
        force_code,
        period,
        indicator,
        row_number() over (
            partition by force_code, period, total
            order by
                case when numerator > 0 then 0 else 1 end asc,
                is_total asc,
                numerator asc,
                indicator asc
        ) as place
    from marked_{{ round }}
    where tells and status = 'published' and not is_hidden
),

hidden_{{ round }} as (
    select * from reached_{{ round }}
    union all
    select distinct
        force_code,
        period,
        indicator,
        {{ 2 * round + 1 }} as step
    from ordered_{{ round }}
    where place = 1
),
{% endfor %}

every_hidden as (
    select * from hidden_{{ rounds[-1] }}
    union all
    {{ same_quantities('hidden_' ~ rounds[-1], 2 * rounds[-1] + 2) }}
),

first_steps as (
    select
        force_code,
        period,
        indicator,
        min(step) as step
    from every_hidden
    group by force_code, period, indicator
),

final as (
    select
        force_code,
        period,
        indicator,
        case
            when step = 0 then 'primary'
            when step % 2 = 0 then 'same quantity'
            else 'secondary'
        end as basis
    from first_steps
)

select * from final
{{ where_changed('indicator') }}
