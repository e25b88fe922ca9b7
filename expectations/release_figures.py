"""What must be true of the figures of a release, whatever made them. All of these stop it.

Each is worked out again from what stands beside the figure, and not by the model that made it.
"""

from __future__ import annotations

from contracts.model import Dimension

from .model import Check
from .release_gate import gate_check

_TOLERANCE = "1e-9 * greatest(1, abs({of}))"
_FIGURES = "(select * from {batch}) as figure"


def figure_checks() -> tuple[Check, ...]:
    """The checks of the figures, in the order in which they are shown."""
    return (
        _every_indicator_present(),
        _value_follows_from_its_parts(),
        _suppressed_leaves_no_trace(),
        _small_counts_are_hidden(),
        _figure_was_sent(),
        _gap_has_a_reason(),
        _comparators_follow_from_figures(),
        _period_is_that_of_its_dates(),
    )


def _every_indicator_present() -> Check:
    """What no force has a row of is in no gap of the rows: it is asked of what was sent."""
    expected = """
        with sent as (
            select distinct registry.indicator, submission.period, registry.return_slug
            from raw.submissions as submission
            join marts.indicator as registry on registry.return_slug = submission.return_slug
            where submission.is_live
        )"""
    return gate_check(
        13,
        "every_indicator_present",
        Dimension.COMPLETENESS,
        "England and Wales: there is no row for {indicator} in {period}, of which the "
        "{return_slug} return was accepted.",
        f"""{expected}
        select indicator, period, return_slug, 'rows' as expected, 'none' as observed
        from sent anti join {_FIGURES} using (indicator, period)""",
        assessed_sql=f"{expected} select count(*) from sent",
    )


def _value_follows_from_its_parts() -> Check:
    """A figure that says what it was divided by is that division; one without a base is none."""
    common = f"""
        with worked as (
            select figure.force_code, figure.indicator, figure.period, figure.value,
                case when registry.method = 'count' then figure.numerator
                    else figure.numerator / nullif(figure.denominator, 0)
                end * registry.multiplier as expected
            from {_FIGURES}
            left join marts.indicator as registry on registry.indicator = figure.indicator
            where figure.value is not null
        )"""
    return gate_check(
        14,
        "value_follows_from_its_parts",
        Dimension.CONSISTENCY,
        "{force}: {indicator} for {period} is {observed}; its numerator, its denominator and its "
        "multiplier make {expected}.",
        f"""{common}
        select force_code, indicator, period, expected, value as observed from worked
        where expected is null or abs(value - expected) > {_TOLERANCE.format(of="value")}""",
        assessed_sql=f"{common} select count(*) from worked",
    )


def _suppressed_leaves_no_trace() -> Check:
    return gate_check(
        15,
        "suppressed_leaves_no_trace",
        Dimension.ACCURACY,
        "{force}: {indicator} for {period} is suppressed and yet shows {observed}.",
        "select force_code, indicator, period, 'nothing' as expected, "
        "'its numerator or its denominator' as observed from {batch} "
        "where status = 'suppressed' and (numerator is not null or denominator is not null)",
        assessed_sql="select count(*) from {batch} where status = 'suppressed'",
    )


def _small_counts_are_hidden() -> Check:
    common = f"""
        with counted as (
            select figure.force_code, figure.indicator, figure.period, registry.minimum_count,
                figure.numerator,
                case when registry.method = 'proportion' then figure.denominator end as base
            from {_FIGURES}
            join marts.indicator as registry on registry.indicator = figure.indicator
            where registry.minimum_count > 0 and figure.numerator is not null
        )"""
    return gate_check(
        16,
        "small_counts_are_hidden",
        Dimension.ACCURACY,
        "{force}: {indicator} for {period} shows a count above nought and below {expected}.",
        f"""{common}
        select force_code, indicator, period, minimum_count as expected, 'fewer' as observed
        from counted
        where (numerator > 0 and numerator < minimum_count)
            or (base > 0 and base < minimum_count)""",
        assessed_sql=f"{common} select count(*) from counted",
    )


def _figure_was_sent() -> Check:
    """Nothing missing is invented: behind a figure stands an accepted return of that force."""
    common = f"""
        with shown as (
            select figure.force_code, figure.indicator, figure.period, registry.return_slug
            from {_FIGURES}
            join marts.indicator as registry on registry.indicator = figure.indicator
            where figure.value is not null
        )"""
    return gate_check(
        17,
        "figure_was_sent",
        Dimension.ACCURACY,
        "{force}: {indicator} for {period} has a figure, and no {return_slug} return of that "
        "force and period was accepted.",
        f"""{common}
        select force_code, indicator, period, return_slug, 'an accepted return' as expected,
            'none' as observed
        from shown
        anti join (select * from raw.submissions where is_live) as sent
            using (force_code, period, return_slug)""",
        assessed_sql=f"{common} select count(*) from shown",
    )


def _gap_has_a_reason() -> Check:
    return gate_check(
        18,
        "gap_has_a_reason",
        Dimension.COMPLETENESS,
        "{force}: {indicator} for {period} is {status}, and nothing says why.",
        "select force_code, indicator, period, status, 'a reason' as expected, "
        "'none' as observed from {batch} where status != 'published' and status_reason is null",
        assessed_sql="select count(*) from {batch} where status != 'published'",
    )


def _comparators_follow_from_figures() -> Check:
    """What a force is held against is made of the published figures, and says of how many."""
    common = f"""
        with compared as (
            select figure.indicator, figure.period,
                sum(case when figure.status = 'published' then 1 else 0 end) as forces,
                count(*) as places,
                max(figure.coverage_n) as coverage_n, min(figure.coverage_n) as least_coverage_n,
                max(figure.coverage_of) as coverage_of,
                max(figure.all_weighted) as weighted, min(figure.all_weighted) as least_weighted,
                max(figure.median) != min(figure.median) as medians_differ,
                max(case when registry.method != 'count' then registry.multiplier end)
                * sum(case when figure.status = 'published' then figure.numerator end)
                / nullif(
                    sum(case when figure.status = 'published' then figure.denominator end), 0
                ) as expected,
                sum(case when figure.status = 'published' and figure.value < figure.median
                    then 1 else 0 end) as below,
                sum(case when figure.status = 'published' and figure.value > figure.median
                    then 1 else 0 end) as above
            from {_FIGURES}
            join marts.indicator as registry on registry.indicator = figure.indicator
            group by figure.indicator, figure.period
        )"""
    apart = " or ".join(
        f"abs({name} - expected) > {_TOLERANCE.format(of='expected')}"
        for name in ("weighted", "least_weighted")
    )
    off = "medians_differ or 2 * below > forces or 2 * above > forces"
    return gate_check(
        19,
        "comparators_follow_from_figures",
        Dimension.CONSISTENCY,
        "England and Wales: what forces are held against in {indicator} for {period} does not "
        "follow from their figures: {observed}.",
        f"""{common}
        select indicator, period, concat_ws(', ',
            case when coverage_n != forces or least_coverage_n != forces or coverage_of != places
                then 'the count of forces' end,
            case when {apart} then 'the weighted mean' end,
            case when {off} then 'the median' end
        ) as observed
        from compared
        where coverage_n != forces or least_coverage_n != forces or coverage_of != places
            or {apart} or {off}""",
        assessed_sql=f"{common} select count(*) from compared",
    )


def _period_is_that_of_its_dates() -> Check:
    """A period names its last day, its month or its quarter, by how its return is asked for."""
    named = """
        case
            when period like '%-Q%' then
                cast(year(period_end) as varchar) || '-Q' || cast(quarter(period_end) as varchar)
            else substr(cast(period_end as varchar), 1, length(period))
        end"""
    return gate_check(
        20,
        "period_is_that_of_its_dates",
        Dimension.CONSISTENCY,
        "{force}: {indicator} for {period} has the dates of {dated}.",
        f"select force_code, indicator, period, period as expected, {named} as observed, "
        f"{named} as dated from {{batch}} where period != {named}",
    )
