"""A return that is drawn from another system than the one before it."""

from __future__ import annotations

from contracts.model import Contract, Rule
from expectations.model import Check, check_of

from .registered_breaks import break_between


def system_changed(rule: Rule, contract: Contract) -> Check:
    """Flag a changed `of` between two live returns of a force, where no break is registered.

    The break may be dated from the day after the older return's month to the end of the newer.
    The months between the two are counted: a changeover is where they get lost.
    """
    of = str(rule.arguments["of"])
    common = f"""
        with systems as (
            select sent.force_code, sent.period, cast(sent.period || '-01' as date) as first_day,
                min({of}) as system
            from (select * from {{batch}}) as returned
            join raw.submissions as sent using (submission_id)
            where sent.is_live and {of} is not null group by all
        ),
        assessed as (
            select *, lag(system) over own as before, lag(period) over own as since,
                last_day(cast(lag(first_day) over own as date)) as last_before
            from systems
            window own as (partition by force_code order by period)
            qualify before is not null
        )"""
    registered = break_between(
        contract.slug, "assessed.force_code", "assessed.last_before", "last_day(assessed.first_day)"
    )
    return check_of(
        rule,
        table=f"raw.{contract.slug}__{rule.table}",
        subject=f"{contract.slug}.{rule.table}",
        assessed_sql=f"{common} select count(*) from assessed",
        unexpected_sql=f"""{common}
        select force_code, period, before as expected, system as observed, since,
            12 * (year(first_day) - year(last_before))
            + month(first_day) - month(last_before) - 1 as lost
        from assessed
        where system <> before and not {registered}""",
        sentence="{force}: the records system is {observed} in {period} and was {expected} in "
        "{since}, with {lost} months between them not sent; no series break is registered.",
    )
