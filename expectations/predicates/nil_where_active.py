"""A return without anything in it, from a force that usually has something to report."""

from __future__ import annotations

from contracts.model import Contract, Rule, Table
from expectations.model import Check, check_of

from .arguments import quoted, whole
from .moved_from_history import PERIODS_BACK


def nil_where_active(rule: Rule, contract: Contract) -> Check:
    """Flag a live submission that is nil, or whose every number is zero, after an active past.

    Active means that at least `minimum_periods`, and more than half, of the up to 12 earlier live
    submissions of the same force held a number above zero.
    """
    amounts = " union all ".join(_amounts(contract.slug, table) for table in contract.tables)
    common = f"""
        with amounts as (
            select submission_id, sum(amount) as amount from ({amounts}) group by submission_id
        ),
        live as (
            select sent.submission_id, sent.force_code, sent.period, sent.is_nil,
                coalesce(amounts.amount, 0) as amount
            from (select * from {{batch}}) as sent
            left join amounts on amounts.submission_id = sent.submission_id
            where sent.is_live and sent.return_slug = {quoted(contract.slug)}
        ),
        assessed as (
            select *, count(*) over earlier as periods,
                count(*) filter (where amount > 0) over earlier as active
            from live
            window earlier as (
                partition by force_code order by period
                rows between {PERIODS_BACK} preceding and 1 preceding
            )
        )"""
    return check_of(
        rule,
        table="raw.submissions",
        subject=contract.slug,
        assessed_sql=f"{common} select count(*) from assessed",
        unexpected_sql=f"""{common}
        select force_code, period, submission_id, periods, active,
            case when is_nil then 'a nil return' else 'all zero' end as observed,
            'activity, as in ' || active || ' of ' || periods || ' earlier periods' as expected
        from assessed
        where amount = 0 and active >= {whole(rule, "minimum_periods")} and active * 2 > periods""",
        sentence=f"{{force}}: {contract.title} for {{period}} is {{observed}}, but the force "
        "reported activity in {active} of its {periods} earlier periods.",
    )


def _amounts(slug: str, table: Table) -> str:
    """Per submission, the sum of every number that the table can hold; none is below zero."""
    numbers = [field.name for field in table.fields if field.kind.numeric and not field.key]
    added = " + ".join(f'coalesce(abs("{name}"), 0)' for name in numbers) or "1"
    return (
        f"select submission_id, cast(sum({added}) as double) as amount "
        f"from raw.{slug}__{table.name} group by submission_id"
    )
