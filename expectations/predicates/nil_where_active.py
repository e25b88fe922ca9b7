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
    first_look = " union all ".join(_first_look(contract.slug, table) for table in contract.tables)
    closer_look = " union all ".join(
        _closer_look(contract.slug, table) for table in contract.tables
    )
    common = f"""
        with first_look as (
            select submission_id, max(active) as active from ({first_look}) group by submission_id
        ),
        activity as (
            select submission_id, max(active) as active
            from (select submission_id, active from first_look union all {closer_look})
            group by submission_id
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
        assessed_sql="select count(*) from {batch} "
        f"where is_live and return_slug = {quoted(contract.slug)}",
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


def _first_look(slug: str, table: Table) -> str:
    """Per submission, 1 where the first number of some row is above zero, else 0.

    Most have that, and the largest of one column is found in a fifth of the time.
    """
    numbers = _numbers(table)
    active = f'case when max("{numbers[0]}") > 0 then 1 else 0 end' if numbers else "1"
    return f"""
        select submission_id, {active} as active from raw.{slug}__{table.name}
        group by submission_id"""


def _closer_look(slug: str, table: Table) -> str:
    """As the first look, at every number of the submissions that it found nothing in."""
    other = " or ".join(f'"{name}" <> 0' for name in _numbers(table)) or "true"
    return f"""
        select submission_id, max(case when {other} then 1 else 0 end) as active
        from raw.{slug}__{table.name}
        where submission_id in (select submission_id from first_look where active = 0)
        group by submission_id"""


def _numbers(table: Table) -> list[str]:
    return [field.name for field in table.fields if field.kind.numeric and not field.key]
