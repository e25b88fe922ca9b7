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
    activity = " union all ".join(_activity(contract.slug, table) for table in contract.tables)
    common = f"""
        with activity as (
            select submission_id, max(active) as active from ({activity}) group by submission_id
        ),
        live as (
            select sent.submission_id, sent.force_code, sent.period, sent.is_nil,
                coalesce(activity.active, 0) as is_active
            from (select * from {{batch}}) as sent
            left join activity on activity.submission_id = sent.submission_id
            where sent.is_live and sent.return_slug = {quoted(contract.slug)}
        ),
        assessed as (
            select *, count(*) over earlier as periods,
                count(*) filter (where is_active = 1) over earlier as active
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
        where is_active = 0 and active * 2 > periods
            and active >= {whole(rule, "minimum_periods")}""",
        sentence=f"{{force}}: {contract.title} for {{period}} is {{observed}}, but the force "
        "reported activity in {active} of its {periods} earlier periods.",
    )


def _activity(slug: str, table: Table) -> str:
    """Per submission, 1 where a row of the table holds a number other than zero, else 0."""
    numbers = [field.name for field in table.fields if field.kind.numeric and not field.key]
    # Not their sum: most rows need no look beyond their first number.
    other = " or ".join(f'"{name}" <> 0' for name in numbers) or "true"
    return (
        f"select submission_id, max(case when {other} then 1 else 0 end) as active "
        f"from raw.{slug}__{table.name} group by submission_id"
    )
