"""One thing that two returns count must come to the same total in both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from contracts.load import load_contract
from contracts.model import Contract, Rule
from expectations.model import Check, check_of

from .arguments import number, quoted


def totals_reconcile(rule: Rule, contract: Contract) -> Check:
    """Flag a force and period where a column's sum is over `tolerance_pct` from another return's.

    `of` maps each column to the codes of `where` that it stands for in `other` of `other_return`,
    whose `other_of` is summed. Assessed where both returns are live for the period.
    """
    columns = cast(Mapping[str, list[str]], rule.arguments["of"])
    slug, other = str(rule.arguments["other_return"]), str(rule.arguments["other"])
    where, theirs = str(rule.arguments["where"]), str(rule.arguments["other_of"])
    # One look at the table, however many columns are summed.
    sums = ", ".join(f"sum({column}) as {column}" for column in columns)
    named = " union all ".join(f"select {quoted(column)} as part" for column in columns)
    observed = " ".join(f"when {quoted(column)} then {column}" for column in columns)
    parts = " ".join(
        f"when {where} in ({', '.join(quoted(code) for code in codes)}) then {quoted(column)}"
        for column, codes in columns.items()
    )
    common = f"""
        with ours as (
            select sent.force_code, sent.period, named.part,
                case named.part {observed} end as observed
            from (
                select submission_id, {sums} from (select * from {{batch}}) as returned
                group by submission_id
            ) as sums
            join raw.submissions as sent using (submission_id)
            cross join ({named}) as named
            where sent.is_live
        ),
        theirs as (
            select sent.force_code, sent.period, case {parts} end as part,
                sum(returned.{theirs}) as expected
            from raw.{slug}__{other} as returned
            join raw.submissions as sent using (submission_id)
            where sent.is_live group by all
        ),
        held as (select distinct force_code, period from theirs),
        assessed as (
            select ours.force_code, ours.period, ours.part, ours.observed,
                coalesce(theirs.expected, 0) as expected
            from ours join held using (force_code, period)
            left join theirs using (force_code, period, part)
        )"""
    return check_of(
        rule,
        table=f"raw.{contract.slug}__{rule.table}",
        subject=f"{contract.slug}.{rule.table}",
        assessed_sql=f"{common} select count(*) from assessed",
        unexpected_sql=f"""{common}
        select force_code, period, part, expected, observed, observed - expected as difference
        from assessed
        where abs(observed - expected)
            > {number(rule, "tolerance_pct") / 100} * greatest(abs(observed), abs(expected))""",
        sentence=f"{{force}}: {{part}} of {{period}} add up to {{observed}}; the return "
        f"{load_contract(slug).title} counts {{expected}}.",
        identity=("part",),
    )
