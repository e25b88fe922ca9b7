"""What became of a foreign contract, for a terminal and for programs."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator

from contracts.errors import UsageError
from contracts.foreign.model import Foreign, Standing

FORMATS = ("text", "json")
_HEADINGS = {
    Standing.UNSUPPORTED: "Not supported",
    Standing.UNSAID: "Not said, and needed before it can be collected or compared",
    Standing.ASIDE: "Left aside",
}


def render(result: Foreign, form: str) -> str:
    """The result in one of FORMATS, ended by a newline. Raises UsageError for another."""
    if form == "text":
        return "\n".join(_text(result)) + "\n"
    if form == "json":
        return json.dumps(result.as_dict(), indent=2, ensure_ascii=True) + "\n"
    raise UsageError(f"There is no format {form!r}; there are {', '.join(FORMATS)}.")


def _text(result: Foreign) -> Iterator[str]:
    contract = result.contract
    if contract is None:
        count = len(result.of(Standing.UNSUPPORTED))
        things = "thing is" if count == 1 else "things are"
        yield f"{result.file} does not load: {count:,} {things} not supported."
    else:
        yield f"{result.file} loads as {contract.slug} {contract.version}."
        for table in contract.tables:
            columns = ", ".join(f"{f.name} ({f.kind})" for f in table.fields)
            yield from _wrapped(f"- {table.name}: {columns}")
    for standing, heading in _HEADINGS.items():
        notes = result.of(standing)
        if notes:
            yield ""
            yield heading
        for note in notes:
            yield from _wrapped(f"- {note.place}: {note.sentence}")


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(
        text, 100, initial_indent="  ", subsequent_indent="    ", break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip
