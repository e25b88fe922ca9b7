"""A text that is no code of its list: why not, and which code may be meant."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from contracts.model import Code, Field
from validators import look_alikes
from validators.cells import adds_up, cleaned, stands_for_none


def why_no_code(value: str, field: Field) -> str:
    """What follows a sentence on a code that is none, where it shows what was meant instead."""
    if adds_up(value):
        return "; a row that adds up others is to be left out"
    if stands_for_none(value):
        instead = "write the code" if field.required else "leave the cell blank"
        return f"; it stands for no value: {instead}"
    strange = look_alikes.told(value)
    return f"; it has {strange}" if strange else ""


def _begins(name: str, other: str) -> bool:
    """Whether one of them is the first words of the other."""
    return f"{name}_".startswith(f"{other}_") or f"{other}_".startswith(f"{name}_")


def nearest_code(codes: Sequence[Code], value: str) -> str | None:
    """The code that may be meant by a text that is none; None where no one is, or two are."""
    wanted = cleaned(look_alikes.as_latin(value)).upper().replace(" ", "_").replace("-", "_")
    by_label = {code.label.upper().replace(" ", "_"): code.code for code in codes}
    known = {code.code.upper(): code.code for code in codes}
    for candidate in (wanted, wanted.zfill(2)):
        if found := known.get(candidate) or by_label.get(candidate):
            return found
    begun = {
        code for name, code in (known | by_label).items() if wanted and _begins(name, wanted)
    } or {code for name, code in known.items() if wanted and name.startswith(wanted)}
    if len(begun) == 1:
        return begun.pop()
    near = get_close_matches(wanted, [*known, *by_label], n=1, cutoff=0.7)
    return (known.get(near[0]) or by_label.get(near[0])) if near else None
