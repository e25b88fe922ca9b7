-- A whole and its part tell the rest, though no figure shows it: where the rest is small, the part
-- goes. Where both stand to the nearest five, it goes where both are the least that is shown, and
-- where a sum that the whole is in says on which side of the nearest five it lies.
with judgements as (
    select * from {{ ref('int_indicator_judgements') }}
),

indicators as (
    select * from {{ ref('indicators') }}
),

every_sum as (
    select * from {{ ref('int_quantity_sums') }}
),

sums as (
    select * from every_sum
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

shown as (
    select distinct
        force_code,
        period,
        return_slug,
        label,
        quantity
    from quantities
),

-- Two counts and their sum, each to the nearest five: where they do not add up, each of the two is
-- above what is shown of it and the sum below, or the other way round.
sides as (
    select
        totals.force_code,
        totals.period,
        totals.return_slug,
        every_sum.total_label,
        every_sum.part_label,
        totals.quantity - parts.quantity - rests.quantity as beyond
    from every_sum
    inner join shown as totals
        on
            every_sum.return_slug = totals.return_slug
            and every_sum.total_label = totals.label
    inner join shown as parts
        on
            totals.force_code = parts.force_code
            and totals.period = parts.period
            and totals.return_slug = parts.return_slug
            and every_sum.part_label = parts.label
    inner join shown as rests
        on
            totals.force_code = rests.force_code
            and totals.period = rests.period
            and totals.return_slug = rests.return_slug
            and every_sum.rest_label = rests.label
    where
        every_sum.is_rest_shown
        and abs(totals.quantity - parts.quantity - rests.quantity) = every_sum.rounded_to
),

known_sides as (
    select
        force_code,
        period,
        return_slug,
        part_label as label,
        beyond
    from sides
    union
    select
        force_code,
        period,
        return_slug,
        total_label as label,
        -beyond as beyond
    from sides
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
    left join known_sides
        on
            wholes.force_code = known_sides.force_code
            and wholes.period = known_sides.period
            and wholes.return_slug = known_sides.return_slug
            and wholes.label = known_sides.label
    where
        {{ is_small('wholes.quantity - parts.quantity', 'parts.minimum_count') }}
        or (
            sums.rounded_to > 0
            and wholes.quantity = parts.minimum_count
            and parts.quantity = parts.minimum_count
        )
        -- Of a whole below and a part that show the same, one at most is left; of a whole above and
        -- a part five less, four at least.
        or (known_sides.beyond < 0 and wholes.quantity = parts.quantity)
        or (
            known_sides.beyond > 0
            and parts.quantity > 0
            and wholes.quantity = parts.quantity + sums.rounded_to
        )
)

select * from final
