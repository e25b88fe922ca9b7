"""Small cells are hidden, and nothing is published from which they could be worked out."""

from __future__ import annotations

from contracts.model import Contract, Rule
from expectations.model import Check, check_of

from .arguments import quoted, whole


def small_cells_suppressed(rule: Rule, contract: Contract) -> Check:
    """Flag a published cell with a small count, and the only hidden cell beside a published total.

    The total of a band's cohorts is the band; the total of the bands is the force's own figure.
    """
    low, high = whole(rule, "smallest"), whole(rule, "largest")
    common = f"""
        with cells as (
            select * from (select * from {{batch}}) as cell
            where indicator = {quoted(str(rule.arguments["indicator"]))}
        ),
        small as (
            select force_code, period, indicator, concat_ws(', ', cohort, band) as part,
                least(people, observed) as observed, 'suppressed' as expected
            from cells
            where status = 'published'
                and (people between {low} and {high} or observed between {low} and {high})
        ),
        alone as (
            select cell.force_code, cell.period, cell.indicator,
                cell.band as part, 1 as observed, 'a second suppressed cell' as expected
            from cells as cell
            join cells as band on band.force_code = cell.force_code
                and band.period = cell.period and band.band = cell.band
                and band.cohort is null and band.status = 'published'
            where cell.cohort is not null and cell.status = 'suppressed'
            group by cell.force_code, cell.period, cell.indicator, cell.band
            having count(*) = 1
        ),
        alone_band as (
            select force_code, period, indicator, any_value(band) as part, 1 as observed,
                'a second suppressed band' as expected
            from cells where cohort is null and status = 'suppressed'
            group by force_code, period, indicator having count(*) = 1
        )"""
    return check_of(
        rule,
        table="marts.calibration",
        subject=f"{contract.slug}.{rule.table}",
        assessed_sql=f"{common} select count(*) from cells",
        unexpected_sql=f"""{common}
        select * from small union all select * from alone union all select * from alone_band""",
        sentence="{force}: {part} for {period} can be read or worked out from what is published; "
        "expected {expected}.",
        identity=("part",),
    )
