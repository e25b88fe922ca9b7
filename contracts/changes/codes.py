"""Changes of the code lists, and of which list a column takes its codes from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from contracts.changes.model import FORCES, READERS, Change, Level, listed
from contracts.model import Code, CodeList, Contract, Field
from contracts.render.wording import validity_words

_MANY = 5


def codelist_changes(old: Contract, new: Contract) -> Iterator[Change]:
    """Codes that came, went or are valid at other times; then columns with another list."""
    for name, codelist in new.codelists.items():
        if name in old.codelists:
            yield from _of_list(old.codelists[name], codelist)
    for table in new.tables:
        before = {t.name: t for t in old.tables}.get(table.name)
        for field in table.fields:
            if before is not None and field.name in before.column_names:
                place = f"{table.name}.{field.name}"
                yield from _of_column(place, before.field(field.name), field, old, new)


def _of_list(old: CodeList, new: CodeList) -> Iterator[Change]:
    before = {code.code: code for code in old.codes}
    after = {code.code: code for code in new.codes}
    for code, card in before.items():
        if code not in after:
            yield Change(
                kind="code_removed", level=Level.BREAKING, place=_place(new, code),
                before=card.label, affected=(FORCES, READERS),
                sentence=f"Code {code} is gone from the list {new.name}: a file with it fails.",
            )  # fmt: skip
    for code, card in after.items():
        if code not in before:
            yield Change(
                kind="code_added", level=Level.ADDITIVE, place=_place(new, code), after=card.label,
                affected=(FORCES, READERS),
                sentence=f"Code {code} ({card.label}) is new in the list {new.name}.",
            )  # fmt: skip
        else:
            yield from _of_code(_place(new, code), before[code], card)


def _of_code(place: str, old: Code, new: Code) -> Iterator[Change]:
    before, after = _validity(old), _validity(new)
    if before != after:
        kept = _covers(new, old)
        yield Change(
            kind="code_validity_lengthened" if kept else "code_validity_shortened",
            level=Level.ADDITIVE if kept else Level.BREAKING, place=place, before=before,
            after=after, affected=(FORCES,),
            sentence=f"Code {new.code} was valid {before} and is valid {after}.",
        )  # fmt: skip
    for name in ("label", "source"):
        said, says = getattr(old, name), getattr(new, name)
        if said != says:
            yield Change(
                kind=f"code_{name}_changed", level=Level.EDITORIAL, place=place, before=said,
                after=says, sentence=f"The {name} of code {new.code} reads differently.",
            )  # fmt: skip


def _of_column(
    place: str, old: Field, new: Field, before: Contract, after: Contract
) -> Iterator[Change]:
    if old.codelist == new.codelist:
        return
    lost = _lost(before.codelists[old.codelist], after.codelists[new.codelist]) if (
        old.codelist and new.codelist
    ) else ()  # fmt: skip
    tighter = bool(new.codelist) and (not old.codelist or bool(lost))
    if not new.codelist:
        told = "no longer takes its values from a list"
    elif not old.codelist:
        told = f"takes its values from the list {new.codelist}; any text passed before"
    else:
        told = f"takes its codes from {new.codelist} instead of {old.codelist}" + _without(lost)
    yield Change(
        kind="codelist_narrowed" if tighter else "codelist_widened",
        level=Level.BREAKING if tighter else Level.ADDITIVE, place=place, before=old.codelist,
        after=new.codelist, affected=(FORCES, READERS), sentence=f"{place} {told}.",
    )  # fmt: skip


def _lost(old: CodeList, new: CodeList) -> tuple[str, ...]:
    """Codes that the new list lacks, or has for a shorter time."""
    held = {code.code: code for code in new.codes}
    return tuple(
        code.code for code in old.codes
        if code.code not in held or not _covers(held[code.code], code)
    )  # fmt: skip


def _without(lost: tuple[str, ...]) -> str:
    if not lost:
        return ", which has all of them"
    more = f" and {len(lost) - _MANY} more" if len(lost) > _MANY else ""
    return f", which lacks {listed(lost[:_MANY]) if not more else ', '.join(lost[:_MANY]) + more}"


def _covers(wide: Code, narrow: Code) -> bool:
    """Whether one code is valid on every day on which the other is."""
    starts = (wide.valid_from or date.min) <= (narrow.valid_from or date.min)
    return starts and (wide.valid_to or date.max) >= (narrow.valid_to or date.max)


def _validity(code: Code) -> str:
    return validity_words(code) or "always"


def _place(codelist: CodeList, code: str) -> str:
    return f"code list {codelist.name}, {code}"
