"""More people have a thing than there are people in the role."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from contracts.model import Contract, Rule
from expectations.model import Check, check_of

from .arguments import quoted


def issued_over_headcount(rule: Rule, contract: Contract) -> Check:
    """Flag a group of roles with more `of` than the headcount of its functions in the workforce
    return at the end of the same quarter.

    A person has several kinds of device: the kind that most people have is what counts. A group
    without functions, or a force without the headcount of any, is not assessed.
    """
    of, by, other = (str(rule.arguments[name]) for name in ("of", "by", "other"))
    pairs = ", ".join(
        f"({quoted(group)}, {quoted(code)})"
        for group, codes in cast(Mapping[str, list[str]], rule.arguments["functions"]).items()
        for code in codes
    )
    common = f"""
        with members(part, function_code) as (values {pairs}),
        people as (
            select functions.force_code, functions.snapshot_date, members.part,
                sum(functions.headcount) as headcount
            from raw.{other}__functions as functions join members using (function_code)
            where functions.headcount is not null
            group by all
        ),
        issued as (
            select force_code, quarter, "{by}" as part, device_type, sum("{of}") as issued
            from (select * from {{batch}}) as sent group by all
        ),
        most as (
            select force_code, quarter, part, max(issued) as issued from issued group by all
        ),
        assessed as (
            select most.*, people.headcount from most join people
                on people.force_code = most.force_code and people.part = most.part
                and year(people.snapshot_date) || '-Q' || quarter(people.snapshot_date)
                    = most.quarter
        )"""
    return check_of(
        rule,
        table=f"raw.{contract.slug}__{rule.table}",
        assessed_sql=f"{common} select count(*) from assessed",
        unexpected_sql=f"""{common}
        select force_code, quarter as period, part, headcount as expected, issued as observed,
            issued - headcount as difference
        from assessed where issued > headcount""",
        sentence="{force}: {part} has {observed} people with one kind of device in {period}, and "
        "the workforce return counts {expected} people in its functions.",
        identity=("part",),
    )
