"""A month's total against the one that was published elsewhere from the same records."""

from __future__ import annotations

from contracts.model import Contract, Rule
from expectations.model import Check, check_of

from .arguments import number


def official_total_agrees(rule: Rule, contract: Contract) -> Check:
    """Flag a month more than `tolerance_pct` percent away from the official table's figure.

    Assessed for the forces and months that the table of this installation holds.
    """
    of = str(rule.arguments["of"])
    common = f"""
        with totals as (
            select force_code, month, sum("{of}") as total
            from (select * from {{batch}}) as sent group by force_code, month
        ),
        assessed as (
            select totals.*, official.collisions as official, official.source
            from totals join marts.official_collisions as official
                on official.force_code = totals.force_code and official.month = totals.month
            where official.collisions is not null
        )"""
    return check_of(
        rule,
        table=f"raw.{contract.slug}__{rule.table}",
        assessed_sql=f"{common} select count(*) from assessed",
        unexpected_sql=f"""{common}
        select force_code, month as period, source, official as expected, total as observed,
            total - official as difference
        from assessed
        where abs(total - official) > {number(rule, "tolerance_pct") / 100} * official""",
        sentence=f"{{force}}: the return of {{period}} has {{observed}} {of}; {{source}} has "
        "{expected}.",
    )
