"""Changes of the columns of one table: gone, new, renamed, or holding something else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from contracts.changes.limits import holds_whole_numbers, limit_changes
from contracts.changes.model import FORCES, READERS, Change, Level, listed
from contracts.model import Field, Kind, Table


def column_changes(old: Table, new: Table) -> Iterator[Change]:
    """Every change between two versions of a table's columns and key."""
    renamed = _renamed(old, new)
    for field in old.fields:
        if field.name not in new.column_names and field.name not in renamed:
            yield _removed(new, field)
    for before, after in renamed.items():
        yield _rename(new, before, after)
    for field in new.fields:
        if field.name in old.column_names:
            yield from _of_column(new, old.field(field.name), field)
        elif field.name not in renamed.values():
            yield _added(new, field)
    yield from _of_key(old, new, renamed)
    yield from _of_order(old, new)


def _removed(table: Table, field: Field) -> Change:
    return Change(
        kind="column_removed", level=Level.BREAKING, place=_place(table, field),
        before=str(field.kind), affected=(FORCES, READERS),
        sentence=f"Column {field.name} is gone: a file must have exactly the contract's columns, "
        "so one that still has it is refused.",
    )  # fmt: skip


def _added(table: Table, field: Field) -> Change:
    filled = "and has to be filled" if field.required else "though it may be blank"
    return Change(
        kind="required_column_added" if field.required else "optional_column_added",
        level=Level.BREAKING, place=_place(table, field), after=str(field.kind), affected=(FORCES,),
        sentence=f"Column {field.name} is new, {filled}: a file must have exactly the contract's "
        "columns, so every file without it is refused.",
    )  # fmt: skip


def _rename(table: Table, before: str, after: str) -> Change:
    return Change(
        kind="column_renamed", level=Level.BREAKING, place=f"{table.name}.{after}", before=before,
        after=after, affected=(FORCES, READERS),
        sentence=f"Column {before} is gone and {after}, which holds the same, is new: it looks "
        "renamed, and a file with the old name is refused.",
    )  # fmt: skip


def _renamed(old: Table, new: Table) -> dict[str, str]:
    """{old name: new name} of columns that hold the same at the same place, or as the only one."""
    gone = [field for field in old.fields if field.name not in new.column_names]
    fresh = [field for field in new.fields if field.name not in old.column_names]
    found: dict[str, str] = {}
    for field in gone:
        alike = [each for each in fresh if _shape(each) == _shape(field)]
        here = [each for each in alike if _position(new, each) == _position(old, field)]
        rivals = [each for each in gone if _shape(each) == _shape(field)]
        chosen = here or (alike if len(alike) == len(rivals) == 1 else [])
        if chosen and chosen[0].name not in found.values():
            found[field.name] = chosen[0].name
    return found


def _shape(field: Field) -> Field:
    return replace(field, name="", description="", example="", status_field=None)


def _position(table: Table, field: Field) -> int:
    return table.column_names.index(field.name)


def _of_key(old: Table, new: Table, renamed: dict[str, str]) -> Iterator[Change]:
    before, after = old.key, new.key
    if {renamed.get(name, name) for name in before} == set(after):
        return
    yield Change(
        kind="key_changed", level=Level.BREAKING, place=new.name, before=", ".join(before),
        after=", ".join(after), affected=(FORCES, READERS),
        sentence=f"The key of table {new.name} was {listed(before)} and is {listed(after)}: rows "
        "that were different may now be the same, or the other way about.",
    )  # fmt: skip


def _of_order(old: Table, new: Table) -> Iterator[Change]:
    before = [name for name in old.column_names if name in new.column_names]
    after = [name for name in new.column_names if name in old.column_names]
    if before != after:
        yield Change(
            kind="columns_reordered", level=Level.EDITORIAL, place=new.name,
            before=", ".join(before), after=", ".join(after),
            sentence=f"The columns of table {new.name} stand in another order; they are found by "
            "name, so nothing that is sent has to change.",
        )  # fmt: skip


def _of_column(table: Table, old: Field, new: Field) -> Iterator[Change]:
    place = _place(table, new)
    yield from _of_kind(place, old, new)
    yield from _of_requirement(place, old, new)
    yield from _of_meaning(place, old, new)
    yield from limit_changes(place, old, new)
    for name in ("description", "example"):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Change(
                kind=f"column_{name}_changed", level=Level.EDITORIAL, place=place, before=before,
                after=after, sentence=f"The {name} of column {new.name} reads differently.",
            )  # fmt: skip


def _of_kind(place: str, old: Field, new: Field) -> Iterator[Change]:
    if old.kind == new.kind:
        return
    wider = old.kind is Kind.INTEGER and new.kind is Kind.DECIMAL and holds_whole_numbers(old, new)
    told = "so every value that was right still is" if wider else "so values that passed may fail"
    yield Change(
        kind="type_widened" if wider else "type_narrowed",
        level=Level.ADDITIVE if wider else Level.BREAKING, place=place, before=str(old.kind),
        after=str(new.kind), affected=(FORCES, READERS),
        sentence=f"Column {new.name} held {old.kind} and holds {new.kind}, {told}.",
    )  # fmt: skip


def _of_requirement(place: str, old: Field, new: Field) -> Iterator[Change]:
    if old.required != new.required:
        yield Change(
            kind="column_made_required" if new.required else "column_made_optional",
            level=Level.BREAKING if new.required else Level.ADDITIVE, place=place,
            before="required" if old.required else "optional",
            after="required" if new.required else "optional", affected=(FORCES,),
            sentence=f"Column {new.name} may {'no longer' if new.required else 'now'} be blank.",
        )  # fmt: skip
    if old.status_field == new.status_field:
        return
    word = "changed" if old.status_field and new.status_field else (
        "removed" if old.status_field else "added"
    )  # fmt: skip
    told = {
        "changed": f"the reason for a blank moves from {old.status_field} to {new.status_field}",
        "removed": f"{old.status_field} no longer says why a cell is blank",
        "added": f"a blank cell now needs its reason in {new.status_field}",
    }[word]
    yield Change(
        kind=f"status_field_{word}", level=Level.BREAKING, place=place, before=old.status_field,
        after=new.status_field, affected=(FORCES, READERS), sentence=f"Column {new.name}: {told}.",
    )  # fmt: skip


def _of_meaning(place: str, old: Field, new: Field) -> Iterator[Change]:
    if old.unit != new.unit:
        yield Change(
            kind="unit_changed", level=Level.BREAKING, place=place, before=old.unit,
            after=new.unit, affected=(FORCES, READERS),
            sentence=f"Column {new.name} was counted in {old.unit or 'no unit'} and is counted in "
            f"{new.unit or 'no unit'}: the same number means something else.",
        )  # fmt: skip
    if old.period != new.period:
        yield Change(
            kind="period_column_changed", level=Level.BREAKING, place=place,
            before=str(old.period).lower(), after=str(new.period).lower(), affected=(FORCES,),
            sentence=f"Column {new.name} {'now has' if new.period else 'no longer has'} to agree "
            "with the period of the submission.",
        )  # fmt: skip
    yield from _of_days(place, old, new)
    if old.count_of_people != new.count_of_people:
        counts = "now counts" if new.count_of_people else "no longer counts"
        yield Change(
            kind="people_count_changed", level=Level.ADDITIVE, place=place,
            before=str(old.count_of_people).lower(), after=str(new.count_of_people).lower(),
            affected=(READERS,),
            sentence=f"Column {new.name} {counts} people, for the marks of disclosure control; "
            "no file fails for it.",
        )  # fmt: skip


def _of_days(place: str, old: Field, new: Field) -> Iterator[Change]:
    """A column of the days of the period is held to it, as one that names the period is."""
    if old.every_day == new.every_day:
        return
    held_anew = new.every_day and not old.period
    told = "no longer holds" if old.every_day else "now holds"
    yield Change(
        kind="days_of_period_held" if held_anew else "days_of_period_changed",
        level=Level.BREAKING if held_anew else Level.ADDITIVE, place=place,
        before=str(old.every_day).lower(), after=str(new.every_day).lower(), affected=(FORCES,),
        sentence=f"Column {new.name} {told} the days of the submission's period"
        + (": one outside it fails." if held_anew else "."),
    )  # fmt: skip


def _place(table: Table, field: Field) -> str:
    return f"{table.name}.{field.name}"
