"""A comparison put into words: for a terminal, for programs, and for a pull request."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator

from contracts.changes.model import Bump, Change, Comparison, Level
from contracts.errors import UsageError

FORMATS = ("text", "json", "markdown")
_WIDTH_CHARACTERS = 100
_LONGEST_SHOWN = 200


def render(comparison: Comparison, form: str) -> str:
    """The comparison in one of FORMATS, ended by a newline. Raises UsageError for another."""
    if form == "text":
        return "\n".join(_text(comparison)) + "\n"
    if form == "json":
        return json.dumps(comparison.as_dict(), indent=2, ensure_ascii=True) + "\n"
    if form == "markdown":
        return "\n".join(_markdown(comparison)) + "\n"
    raise UsageError(f"There is no format {form!r}; there are {', '.join(FORMATS)}.")


def summary(comparison: Comparison) -> str:
    """'workforce 1.0.0 to 2.0.0: 1 breaking, 0 additive and 2 editorial changes.'"""
    counts = [f"{comparison.count(level)} {level}" for level in Level]
    return (
        f"{comparison.slug} {comparison.old_version} to {comparison.new_version}: "
        f"{', '.join(counts[:-1])} and {counts[-1]} changes."
    )


def verdict(comparison: Comparison) -> str:
    """Which bump is required, and whether the new number obeys."""
    said, new = comparison.earliest_version, comparison.new_version
    if comparison.bump is Bump.NONE:
        needs = "Nothing that Muster reads changed, so the version may stay"
    else:
        needs = f"A {comparison.bump} version is required: {said} or later"
    if comparison.obeys:
        return f"{needs}; {new} obeys."
    return f"{needs}; {new} does not obey."


def _text(comparison: Comparison) -> Iterator[str]:
    yield summary(comparison)
    for level in Level:
        found = [change for change in comparison.changes if change.level is level]
        if found:
            yield ""
            yield level.upper()
        for change in found:
            yield from _wrapped(f"- {change.place}: {change.sentence}")
            if change.affected:
                yield f"    touches: {', '.join(change.affected)}"
    yield ""
    yield verdict(comparison)


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH_CHARACTERS, initial_indent="  ", subsequent_indent="    ",
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def _markdown(comparison: Comparison) -> Iterator[str]:
    yield f"### Contract {comparison.slug}: {comparison.old_version} to {comparison.new_version}"
    yield ""
    stress = "" if comparison.obeys else "**"
    yield f"{stress}{_cell(verdict(comparison))}{stress}"
    if not comparison.changes:
        return
    yield ""
    yield "| level | place | what changed | before | after | touches |"
    yield "|---|---|---|---|---|---|"
    for change in comparison.changes:
        yield _row(change)


def _row(change: Change) -> str:
    level = f"**{change.level}**" if change.level is Level.BREAKING else str(change.level)
    cells = [
        level, f"`{_code(change.place)}`", _cell(change.sentence), _cell(_short(change.before)),
        _cell(_short(change.after)), _cell(", ".join(change.affected)),
    ]  # fmt: skip
    return f"| {' | '.join(cells)} |"


def _short(text: str | None) -> str:
    """At most so many characters in a table; the JSON has all of it."""
    if text is None or len(text) <= _LONGEST_SHOWN:
        return text or ""
    return f"{text[:_LONGEST_SHOWN]}... ({len(text):,} characters)"


def _code(text: str) -> str:
    return " ".join(text.split()).replace("`", "'").replace("|", "\\|")


def _cell(text: str) -> str:
    """Words that a page shows as they are: no line ends, tags, links or emphasis."""
    plain = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;")
    for sign in ("\\", "|", "*", "`", "[", "]", "_"):
        plain = plain.replace(sign, f"\\{sign}")
    return plain
