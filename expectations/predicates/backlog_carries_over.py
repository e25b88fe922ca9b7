"""What was open, and came, and went, must give what is open: a backlog from month to month."""

from __future__ import annotations

from contracts.model import Contract, Rule
from expectations.model import Check, check_of

from .arguments import names, number
from .registered_breaks import taken_in_between


def backlog_carries_over(rule: Rule, contract: Contract) -> Check:
    """Flag stock(now) away from stock(a month ago) + plus - minus by over `tolerance_pct` percent.

    Totals of a force, because crimes move between offence groups. `minus_other` of the table
    `other` leaves too. Assessed where both months are live, every figure was given, and the force
    took no other in between them.
    """
    stock = str(rule.arguments["stock"])
    moved = " + ".join(f"sum({name})" for name in names(rule, "plus"))
    moved += "".join(f" - sum({name})" for name in names(rule, "minus"))
    parts = (stock, *names(rule, "plus"), *names(rule, "minus"))
    given = " and ".join(f"count({name}) = count(*)" for name in parts)
    gone = str(rule.arguments["minus_other"])
    merged = taken_in_between(
        contract.slug, "now.force_code", "last_day(before.first_day)", "last_day(now.first_day)"
    )
    common = f"""
        with months as (
            select sent.submission_id, sent.force_code, sent.period,
                cast(sent.period || '-01' as date) as first_day,
                sum({stock}) as stock, {moved} as moved
            from (select * from {{batch}}) as returned
            join raw.submissions as sent using (submission_id)
            where sent.is_live group by all having {given}
        ),
        left_over as (
            select months.*, coalesce(sum(gone.{gone}), 0) as gone
            from months
            left join raw.{contract.slug}__{rule.arguments["other"]} as gone using (submission_id)
            group by all
        ),
        assessed as (
            select now.force_code, now.period, before.stock as previous,
                now.moved - now.gone as moved, before.stock + now.moved - now.gone as expected,
                now.stock as observed
            from left_over as now join left_over as before
                on before.force_code = now.force_code
                and before.first_day = now.first_day - interval 1 month
            where not {merged}
        )"""
    return check_of(
        rule,
        table=f"raw.{contract.slug}__{rule.table}",
        subject=f"{contract.slug}.{rule.table}",
        assessed_sql=f"{common} select count(*) from assessed",
        unexpected_sql=f"""{common}
        select force_code, period, previous, moved, expected, observed,
            observed - expected as difference
        from assessed
        where abs(observed - expected)
            > {number(rule, "tolerance_pct") / 100} * greatest(abs(observed), abs(expected))""",
        sentence="{force}: {previous} crimes were open a month before {period} and the month "
        "moved them by {moved}, which gives {expected}; the return says {observed}.",
    )
