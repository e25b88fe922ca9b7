"""Small cells are hidden, and nothing is published from which they could be worked out."""

from __future__ import annotations

from contracts.model import Contract, Rule
from expectations.model import Check, check_of

from .arguments import quoted, whole


def small_cells_suppressed(rule: Rule, contract: Contract) -> Check:
    """Flag a published cell with a small count, and hidden cells that a published total tells.

    The total of a band's cohorts is the band; the total of the bands is the force's own figure. It
    tells a cell that alone is hidden, hidden counts that together are small, and those that are
    all small, and as small or as large as they can be. What was hidden is read as it was sent.
    """
    common = f"{_cells(rule, contract)},{_tellings(rule)}"
    found = " union all ".join(
        f"select * from {name}" for name in ("small", "open", "told", "told_bands")
    )
    return check_of(
        rule,
        table="marts.calibration",
        subject=f"{contract.slug}.{rule.table}",
        assessed_sql=f"{common} select count(*) from cells",
        unexpected_sql=f"{common} {found}",
        sentence="{force}: {part} for {period} can be read or worked out from what is published; "
        "expected {expected}.",
        identity=("part",),
    )


def _cells(rule: Rule, contract: Contract) -> str:
    """Cells as they are shown, counts as they were sent, and small cells that are open."""
    indicator, of, base = (str(rule.arguments[name]) for name in ("indicator", "of", "base"))
    small = " or ".join(
        _small(rule, count) for count in ("people", "observed", "people - observed")
    )
    return f"""
        with cells as (
            select * from (select * from {{batch}}) as cell where indicator = {quoted(indicator)}
        ),
        small as (
            select force_code, period, indicator, concat_ws(', ', cohort, band) as part,
                least(people, observed) as observed, 'suppressed' as expected
            from cells where status = 'published' and ({small})
        ),
        sent as (
            select force_code, quarter as period, cohort, risk_band as band, "{base}" as people,
                "{of}" as observed, "{base}" - "{of}" as rest
            from raw.{contract.slug}__{rule.table} where "{base}" > 0
        ),
        bands as (
            select force_code, period, band, sum(people) as people, sum(observed) as observed,
                sum(rest) as rest
            from sent group by all
        ),
        open as (
            select cell.force_code, cell.period, cell.indicator,
                concat_ws(', ', cell.cohort, cell.band) as part, 1 as observed,
                'suppressed, as its band is' as expected
            from cells as cell join cells as band using (force_code, period, band)
            where cell.status = 'published' and cell.cohort is not null
                and band.status = 'suppressed' and band.cohort is null
        )"""


def _tellings(rule: Rule) -> str:
    """Hidden cells that their band tells, and hidden bands that the force's figure tells."""
    return f"""
        told as (
            select cell.force_code, cell.period, cell.indicator, cell.band as part,
                count(*) as observed, 'another suppressed cell' as expected
            from cells as cell join cells as band using (force_code, period, band)
            left join sent on sent.force_code = cell.force_code and sent.period = cell.period
                and sent.band = cell.band and sent.cohort = cell.cohort
            where cell.status = 'suppressed' and cell.cohort is not null
                and band.status = 'published' and band.cohort is null
            group by all having {_told(rule, "sent.people", "sent.observed", "sent.rest")}
        ),
        told_bands as (
            select cell.force_code, cell.period, cell.indicator, min(cell.band) as part,
                count(*) as observed, 'another suppressed band' as expected
            from cells as cell left join bands using (force_code, period, band)
            where cell.cohort is null and cell.status = 'suppressed' and not exists (
                select 1 from marts.comparison as figure
                where figure.force_code = cell.force_code and figure.period = cell.period
                    and figure.indicator = cell.indicator and figure.status = 'suppressed'
            )
            group by all having {_told(rule, "bands.people", "bands.observed", "bands.rest")}
        )"""


def _small(rule: Rule, count: str) -> str:
    return f"{count} between {whole(rule, 'smallest')} and {whole(rule, 'largest')}"


def _told(rule: Rule, *counts: str) -> str:
    """Whether the sums of its counts tell a group of hidden rows."""
    low, high = whole(rule, "smallest"), whole(rule, "largest")
    told = ["count(*) = 1"]
    for count in counts:
        told.append(_small(rule, f"sum({count})"))
        told.append(
            f"(count(*) = count(case when {_small(rule, count)} then 1 end) "
            f"and (sum({count}) <= {low} * count(*) or sum({count}) >= {high} * count(*)))"
        )
    return " or ".join(told)
