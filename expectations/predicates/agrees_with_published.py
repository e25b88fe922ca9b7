"""A quarter's total against the figure that was published elsewhere."""

from __future__ import annotations

from contracts.model import Contract, Rule
from expectations.model import Check, check_of

from .arguments import number


def agrees_with_published(rule: Rule, contract: Contract) -> Check:
    """Flag a quarter whose total is more than `tolerance_pct` percent from the published one.

    A quarter is assessed where all three of its months are live and the installation holds the
    published figure; where it holds none, nothing is assessed.
    """
    of = str(rule.arguments["of"])
    common = f"""
        with months as (
            select sent.force_code, sent.period, sum(counted."{of}") as total,
                substr(sent.period, 1, 4) || '-Q'
                    || cast((cast(substr(sent.period, 6, 2) as integer) + 2) // 3 as varchar)
                    as quarter
            from (select * from {{batch}}) as counted
            join raw.submissions as sent using (submission_id)
            where sent.is_live
            group by all
        ),
        quarters as (
            select force_code, quarter, max(period) as period, sum(total) as total
            from months group by force_code, quarter having count(*) = 3
        ),
        assessed as (
            select quarters.*, published.da_crimes as published, published.source
            from quarters
            join marts.published_domestic_abuse as published using (force_code, quarter)
        )"""
    return check_of(
        rule,
        table=f"raw.{contract.slug}__{rule.table}",
        subject=f"{contract.slug}.{rule.table}",
        assessed_sql=f"{common} select count(*) from assessed",
        unexpected_sql=f"""{common}
        select force_code, period, quarter, source,
            5 * round(published / 5.0) as expected, 5 * round(total / 5.0) as observed,
            5 * round(total / 5.0) - 5 * round(published / 5.0) as difference
        from assessed
        where abs(total - published) * 100 > {number(rule, "tolerance_pct")} * published""",
        sentence="{force}: {observed} domestic abuse crimes in {quarter}, where {source} has "
        "{expected}.",
    )
