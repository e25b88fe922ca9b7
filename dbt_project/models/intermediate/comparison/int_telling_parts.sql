-- A whole and its part tell the rest, though no figure shows it: where the rest is small, the part
-- goes. Where both stand to the nearest five, it goes where both are the least that is shown.
with judgements as (
    select * from {{ ref('int_indicator_judgements') }}
),

indicators as (
    select * from {{ ref('indicators') }}
),

sums as (
    select * from {{ ref('int_quantity_sums') }}
    where not is_rest_shown
),

figures as (
    select
        judgements.force_code,
        judgements.period,
        judgements.indicator,
        judgements.numerator,
        judgements.denominator,
        indicators.return_slug,
        indicators.numerator_label,
        indicators.denominator_label,
        indicators.minimum_count
    from judgements
    inner join indicators on judgements.indicator = indicators.indicator
    where indicators.return_slug in (select return_slug from sums)
),

-- What stands below the line is a count as well, of every method.
labelled as (
    select
        force_code,
        period,
        indicator,
        return_slug,
        numerator_label as label,
        numerator as quantity,
        minimum_count
    from figures
    where numerator is not null
    union all
    select
        force_code,
        period,
        indicator,
        return_slug,
        denominator_label as label,
        denominator as quantity,
        minimum_count
    from figures
    where denominator is not null
),

quantities as (
    select
        force_code,
        period,
        indicator,
        return_slug,
        label,
        quantity,
        max(minimum_count) over (partition by return_slug, label) as minimum_count
    from labelled
),

final as (
    select distinct
        parts.force_code,
        parts.period,
        parts.indicator
    from sums
    inner join quantities as parts
        on
            sums.return_slug = parts.return_slug
            and sums.part_label = parts.label
    inner join quantities as wholes
        on
            sums.return_slug = wholes.return_slug
            and sums.total_label = wholes.label
            and parts.force_code = wholes.force_code
            and parts.period = wholes.period
    where
        {{ is_small('wholes.quantity - parts.quantity', 'parts.minimum_count') }}
        or (
            sums.rounded_to > 0
            and wholes.quantity = parts.minimum_count
            and parts.quantity = parts.minimum_count
        )
)

select * from final
