"""What is asked at the door: whose rows they are, of which period, and how they arrived."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import polars as pl

from contracts.amounts import count
from contracts.calendar import is_over, london_day
from contracts.findings import Finding
from contracts.force_names import force_meant
from contracts.load import load_codelist
from contracts.model import NATIONAL_CODE, Field, Kind, PeriodGrain, Table
from contracts.periods import FORMS, Period, parse_period
from validators.cells import cleaned
from validators.context import FORCE_COLUMN, Context
from validators.day_cells import day_said
from validators.period_cells import month_said, quarter_said
from validators.predicates.arguments import in_london
from validators.predicates.row import RowTest
from validators.tally import Tally, finding_of
from validators.types import SOURCE_ROW, TypedBatch
from validators.verdicts import quoted

_SAID = {
    PeriodGrain.MONTH: month_said,
    PeriodGrain.QUARTER: quarter_said,
    PeriodGrain.QUARTER_END: day_said,
}


def submission_findings(context: Context, tally: Tally) -> Iterator[Finding]:
    """C02, C03, C11, C12 and the ripeness of a cohort, asked once of the submission."""
    yield from _force(context, tally)
    yield from _period(context, tally)
    yield from _resubmission(context, tally)
    yield from _timeliness(context, tally)
    yield from _maturity(context, tally)


def _force(context: Context, tally: Tally) -> Iterator[Finding]:
    if context.force_code is None:
        tally.add("C02", not_assessed=1)
        return
    national = context.contract.national
    active = context.contract.sender_codes if national else context.codes("force")
    known = context.force_code in active
    tally.add("C02", assessed=1, failed=int(not known))
    if not known:
        yield finding_of(
            context.contract.rule("C02"),
            message=f"{context.contract.title} is sent by the inspectorate for all forces at once."
            if national
            else f"There is no force with the code {context.force_code!r} in this period.",
            column=FORCE_COLUMN,
            value=context.force_code,
            allowed=f"the code {NATIONAL_CODE}"
            if national
            else "a two-character force code such as 01 or 42",
            suggestion=meant if (meant := force_meant(context.force_code)) in active else None,
        )


def _period(context: Context, tally: Tally) -> Iterator[Finding]:
    if context.period_text is None:
        tally.add("C03", not_assessed=1)
        return
    tally.add("C03", assessed=1, failed=int(context.period is None))
    if context.period is None:
        form = FORMS[context.contract.period_grain]
        yield finding_of(
            context.contract.rule("C03"),
            message=f"The period {context.period_text!r} is not {form}.",
            value=context.period_text,
            allowed=form,
            suggestion=_period_meant(context.period_text, context.contract.period_grain),
        )


def _period_meant(text: str, grain: PeriodGrain) -> str | None:
    """The period that a text names, where it is one of that grain."""
    _, meant = _SAID[grain](text)
    return meant if resolve_period(meant, grain) else None


def _resubmission(context: Context, tally: Tally) -> Iterator[Finding]:
    arrival = context.arrival
    resubmitted = arrival.submission_type == "RESUBMISSION"
    if not resubmitted and not arrival.replaces_known:
        return
    reasoned = arrival.revision_reason is not None
    passes = reasoned and arrival.replaces_known
    tally.add("C11", assessed=1, failed=int(not passes))
    if not passes:
        wrong = "gives no reason" if not reasoned else "replaces no submission that is known"
        reasons = load_codelist("revision_reason").valid_on(context.day)
        yield finding_of(
            context.contract.rule("C11"),
            message=f"This resubmission {wrong}.",
            value=arrival.revision_reason,
            allowed=", ".join(code.code for code in reasons),
        )


def _timeliness(context: Context, tally: Tally) -> Iterator[Finding]:
    arrival = context.arrival
    if arrival.received_at is None or arrival.due_at is None:
        return
    late = is_over(arrival.due_at, arrival.received_at)
    tally.add("C12", assessed=1, failed=int(late))
    if late:
        came, due = london_day(arrival.received_at), london_day(arrival.due_at)
        late_by = count(max((came - due).days, 1), "day")
        yield finding_of(
            context.contract.rule("C12"),
            message=f"The return was received {late_by} after its due date.",
            value=came.isoformat(),
            expected=due.isoformat(),
            difference=late_by,
        )


def _maturity(context: Context, tally: Tally) -> Iterator[Finding]:
    """A cohort that goes on growing after its period: told as provisional while it does."""
    received_at = context.arrival.received_at
    if received_at is None or context.period is None:
        return
    for rule in context.contract.rules:
        if rule.predicate != "cohort_mature":
            continue
        ripe_on = context.period.end + timedelta(days=int(str(rule.arguments["days"])))
        early = london_day(received_at) <= ripe_on
        tally.add(rule.id, assessed=1, failed=int(early))
        if early:
            yield finding_of(
                rule,
                message=rule.description,
                value=london_day(received_at).isoformat(),
                expected=f"after {ripe_on.isoformat()}",
            )


def belonging(table: Table, context: Context) -> Iterator[RowTest]:
    """C02 and C03 as tests of a row: it must belong to the force and the period."""
    for column, _, belongs, _ in _belongings(table, context):
        yield RowTest(column, (column,), belongs)


def count_rows(rows: int, table: Table, context: Context, tally: Tally) -> None:
    """Add to the tally that so many rows were asked where they belong."""
    for _, rule_id, _, _ in _belongings(table, context):
        tally.add(rule_id, assessed=rows)


def row_findings(
    table: Table, batch: TypedBatch, context: Context, letters: dict[str, str], tally: Tally
) -> Iterator[Finding]:
    """C02 and C03 again, of rows that may be astray."""
    for column, rule_id, belongs, expected in _belongings(table, context):
        answer = batch.frame.select(belongs.fill_null(True)).to_series()
        astray = answer.not_().arg_true()
        tally.add(rule_id, failed=astray.len())
        raw = batch.raw[astray]
        keys = raw.select(table.key).rows()
        for at, (row, value) in enumerate(raw.select(SOURCE_ROW, column).iter_rows()):
            yield finding_of(
                context.contract.rule(rule_id),
                message=f"{column} holds {quoted(value)}, but this submission is of {expected}.",
                table=table.name,
                row=row,
                column=column,
                column_letter=letters.get(column),
                value=value,
                allowed=expected,
                expected=expected,
                suggestion=_own_code(value, context) if rule_id == "C02" else None,
                key={k: v or "" for k, v in zip(table.key, keys[at], strict=True)},
            )


def _own_code(value: str, context: Context) -> str | None:
    """The sender's code, where the cell means it: a name of the force, or without its zero, or
    with what nobody can see."""
    own = context.force_code or ""
    typed = cleaned(value).casefold()
    named = (
        code.label.casefold()
        for code in context.contract.codelists["force"].codes
        if code.code == own
    )
    means_it = force_meant(typed) == own or any(
        f"{name} ".startswith(f"{typed} ") for name in named if typed
    )
    return own if means_it else None


def _belongings(table: Table, context: Context) -> Iterator[tuple[str, str, pl.Expr, str]]:
    if context.sent_by_a_force and FORCE_COLUMN in table.column_names:
        mine = pl.col(FORCE_COLUMN) == context.force_code
        yield FORCE_COLUMN, "C02", mine, f"force {context.force_code}"
    if context.period is None:
        return
    for each in table.fields:
        if each.period or each.every_day:
            clock = ", by the clock in London" if each.kind is Kind.DATETIME else ""
            expected = f"{_text_for(each, context.period)}{clock}"
            yield each.name, "C03", _in_period(each, context.period), expected


def _in_period(field: Field, period: Period) -> pl.Expr:
    value = pl.col(field.name)
    if field.kind is Kind.DATE and period.grain is PeriodGrain.QUARTER_END:
        return value == period.end
    if field.kind is Kind.DATE:
        return value.is_between(period.start, period.end)
    if field.kind is Kind.DATETIME:
        return in_london(field.name).dt.date().is_between(period.start, period.end)
    return value == _text_for(field, period)


def _text_for(field: Field, period: Period) -> str:
    """The period in a field's own form: the quarter that a month belongs to."""
    if field.kind is Kind.QUARTER and period.grain is PeriodGrain.MONTH:
        return f"{period.end.year}-Q{(period.end.month + 2) // 3}"
    return period.text


def resolve_period(text: str | None, grain: PeriodGrain) -> Period | None:
    """The period that a text names, or None where it names none of that grain."""
    try:
        return parse_period(text, grain) if text else None
    except ValueError:
        return None
