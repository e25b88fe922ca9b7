"""The comparison of two contracts, from the top down."""

from __future__ import annotations

from collections.abc import Iterator

from contracts.changes.codes import codelist_changes
from contracts.changes.columns import column_changes
from contracts.changes.model import FORCES, READERS, Change, Comparison, Level
from contracts.changes.rules import rule_changes
from contracts.errors import ContractError
from contracts.model import Contract, Table

_GRAVEST_FIRST = {level: rank for rank, level in enumerate(Level)}
_WORDS_OF_RETURN = {
    "title": "title",
    "purpose": "purpose",
    "usage": "usage",
    "limitations": "list of limitations",
    "supplied_by": "supplier",
}


def compare(old: Contract, new: Contract) -> Comparison:
    """Both versions and their changes. Raises ContractError where they are different returns."""
    if old.slug != new.slug:
        raise ContractError(
            f"{old.slug} and {new.slug} are different returns; only versions of one return can be "
            "compared."
        )
    return Comparison(
        slug=new.slug,
        old_version=old.version,
        new_version=new.version,
        changes=changes(old, new),
    )


def changes(old: Contract, new: Contract) -> tuple[Change, ...]:
    """Every change, the gravest first and otherwise in the order of the contract."""
    found = [
        *_of_return(old, new),
        *_of_tables(old, new),
        *codelist_changes(old, new),
        *rule_changes(old, new),
    ]
    return tuple(sorted(found, key=lambda change: _GRAVEST_FIRST[change.level]))


def _of_return(old: Contract, new: Contract) -> Iterator[Change]:
    for name, told in _WORDS_OF_RETURN.items():
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Change(
                kind=f"return_{name}_changed", level=Level.EDITORIAL, place=new.slug,
                before=before, after=after, sentence=f"The {told} of the return reads differently.",
            )  # fmt: skip
    for name, told in (("return_code", "code of the return"), ("period_grain", "period")):
        before, after = str(getattr(old, name)), str(getattr(new, name))
        if before != after:
            yield Change(
                kind=f"return_{name}_changed", level=Level.BREAKING, place=new.slug,
                before=before, after=after, affected=(FORCES, READERS),
                sentence=f"The {told} changes from {before} to {after}: "
                "nothing sent before fits it.",
            )  # fmt: skip
    yield from _of_due_date(old, new)
    yield from _of_sender(old, new)


def _of_sender(old: Contract, new: Contract) -> Iterator[Change]:
    if old.national == new.national:
        return
    before, after = _sender(old), _sender(new)
    yield Change(
        kind="sender_changed", level=Level.BREAKING, place=new.slug, before=before, after=after,
        affected=(FORCES, READERS),
        sentence=f"The return was sent by {before} and is sent by {after}: whoever sent it before "
        "is refused.",
    )  # fmt: skip


def _sender(contract: Contract) -> str:
    return "the inspectorate for all forces at once" if contract.national else "each force"


def _of_due_date(old: Contract, new: Contract) -> Iterator[Change]:
    before, after = old.due_working_days, new.due_working_days
    if before == after:
        return
    sooner = after < before
    yield Change(
        kind="due_date_sooner" if sooner else "due_date_later",
        level=Level.BREAKING if sooner else Level.ADDITIVE,
        place=new.slug, before=str(before), after=str(after), affected=(FORCES,),
        sentence=f"The return is due {after} working days after its period instead of {before}.",
    )  # fmt: skip


def _of_tables(old: Contract, new: Contract) -> Iterator[Change]:
    before = {table.name: table for table in old.tables}
    after = {table.name: table for table in new.tables}
    for name, table in before.items():
        if name not in after:
            yield Change(
                kind="table_removed", level=Level.BREAKING, place=name, before=table.title,
                affected=(FORCES, READERS),
                sentence=f"Table {name} is gone: a file that holds it is refused.",
            )  # fmt: skip
    for name, table in after.items():
        if name in before:
            yield from _of_table(before[name], table)
        else:
            yield _added(table)


def _added(table: Table) -> Change:
    return Change(
        kind="optional_table_added" if table.optional else "mandatory_table_added",
        level=Level.ADDITIVE if table.optional else Level.BREAKING,
        place=table.name, after=table.title, affected=(FORCES,),
        sentence=f"Table {table.name} is new and may be left out." if table.optional
        else f"Table {table.name} is new and must be sent: a submission without it is refused.",
    )  # fmt: skip


def _of_table(old: Table, new: Table) -> Iterator[Change]:
    if old.optional != new.optional:
        demanded = old.optional
        yield Change(
            kind="table_made_mandatory" if demanded else "table_made_optional",
            level=Level.BREAKING if demanded else Level.ADDITIVE, place=new.name,
            before="mandatory" if old.optional is False else "optional",
            after="mandatory" if demanded else "optional", affected=(FORCES,),
            sentence=f"Table {new.name} must now be sent: a submission without it is refused."
            if demanded else f"Table {new.name} may now be left out.",
        )  # fmt: skip
    yield from _of_emptiness(old, new)
    yield from _of_hours(old, new)
    yield from column_changes(old, new)
    for name in ("title", "description"):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Change(
                kind=f"table_{name}_changed", level=Level.EDITORIAL, place=new.name, before=before,
                after=after, sentence=f"The {name} of table {new.name} reads differently.",
            )  # fmt: skip


def _of_emptiness(old: Table, new: Table) -> Iterator[Change]:
    """Whether a header may stand alone; under a table that may be left out it always may."""
    if old.may_be_empty == new.may_be_empty:
        return
    demanded = not (new.may_be_empty or new.optional)
    yield Change(
        kind="table_must_have_rows" if demanded else "table_may_be_empty_changed",
        level=Level.BREAKING if demanded else Level.ADDITIVE, place=new.name,
        before=str(old.may_be_empty).lower(), after=str(new.may_be_empty).lower(),
        affected=(FORCES,),
        sentence=f"Table {new.name} must now have a row: one with a header alone fails."
        if demanded
        else f"Table {new.name} may be sent as a header without rows.",
    )  # fmt: skip


def _of_hours(old: Table, new: Table) -> Iterator[Change]:
    """Only the worked example is made by these; that no hour is missing is for a rule to ask."""
    if old.hourly != new.hourly:
        yield Change(
            kind="table_hourly_changed", level=Level.EDITORIAL, place=new.name,
            before=_columns(old.hourly), after=_columns(new.hourly),
            sentence=f"The worked example of table {new.name} is made for other hours; whether "
            "every hour is there is asked by a rule.",
        )  # fmt: skip


def _columns(hourly: tuple[str, str] | None) -> str | None:
    return None if hourly is None else ", ".join(hourly)
