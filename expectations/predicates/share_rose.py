"""A share of the whole against the same force's own recent past, in percentage points."""

from __future__ import annotations

from contracts.model import Contract, Rule
from expectations.model import Check, check_of

from .arguments import names, number, quoted, whole
from .moved_from_history import PERIODS_BACK


def share_rose(rule: Rule, contract: Contract) -> Check:
    """Flag a share more than `points` above the median of up to 12 earlier live submissions.

    The share is `of` in the rows whose column `where` holds one of `codes`, over `of` in all rows.
    Submissions whose total is below `minimum_total`, and those with fewer than `minimum_periods`
    earlier shares, are not assessed.
    """
    of, where = str(rule.arguments["of"]), str(rule.arguments["where"])
    codes = ", ".join(quoted(code) for code in names(rule, "codes"))
    told = " or ".join(names(rule, "codes"))
    common = f"""
        with shares as (
            select sent.force_code, sent.period,
                100.0 * coalesce(sum("{of}") filter (where "{where}" in ({codes})), 0)
                    / sum("{of}") as share
            from (select * from {{batch}}) as retrieved
            join raw.submissions as sent using (submission_id)
            where sent.is_live
            group by all
            having sum("{of}") >= {whole(rule, "minimum_total")}
        ),
        with_history as (
            select *, list(share) over (
                partition by force_code order by period
                rows between {PERIODS_BACK} preceding and 1 preceding
            ) as earlier
            from shares
        ),
        assessed as (
            select *, list_median(earlier) as usual
            from with_history where array_length(earlier) >= {whole(rule, "minimum_periods")}
        )"""
    return check_of(
        rule,
        table=f"raw.{contract.slug}__{rule.table}",
        subject=f"{contract.slug}.{rule.table}",
        assessed_sql=f"{common} select count(*) from assessed",
        unexpected_sql=f"""{common}
        select force_code, period, round(usual, 1) as expected, round(share, 1) as observed,
            round(share - usual, 1) as difference
        from assessed where share - usual > {number(rule, "points")}""",
        sentence=f"{{force}}: {{observed}}% of {of} in {{period}} is {told}, where the force's own "
        "recent median is {expected}%: {difference} points more.",
    )
