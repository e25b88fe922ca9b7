"""Sheets that are known by their titles, whatever their number in this edition of the workbook.

Table 3 is of designated officers in one edition and of community support officers in another; the
title of each says what is in it, and of which days. The newest day is that of the edition.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import cast

from contracts.errors import UnreadableFileError
from mappings.headers import unknown_sheets
from mappings.lookups import plain
from mappings.ods import SheetRow

_NUMBERED = re.compile(r"table\s+\w+\s*[:.]\s*")
# A raised digit of a note stands against the word or the year before it.
_RAISED = re.compile(r"(?<=[a-z])\d+\b")
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAY = re.compile(rf"(\d{{1,2}}) ({_MONTHS}) (\d{{4}})")
_TITLE_ROWS = 10


def account_for_titles(
    reader: Mapping[str, object], sheets: Mapping[str, Sequence[SheetRow]], path: Path
) -> tuple[Mapping[str, str], Sequence[str]]:
    """The sheet of each declared beginning of a title, and a note for each sheet that is left out,
    and for each that the edition has not.

    Raises UnreadableFileError where a title is unknown, or one is there twice.
    """
    declared = cast(Mapping[str, object], reader["sheets"])
    others = cast(Mapping[str, str], reader.get("other_sheets", {}))
    meant: dict[str, str] = {}
    strange: list[str] = []
    notes: list[str] = []
    for own, rows in sheets.items():
        name = _named([*declared, *others], rows)
        if name is None:
            strange.append(f"{own} ({_title(rows)[:80]!r})")
        elif name in others:
            notes.append(f"Sheet {own} ({len(rows)} rows) is not mapped: {others[name]}")
        elif name in meant:
            raise UnreadableFileError(
                f"{path.name}: sheets {meant[name]} and {own} are both of {name}. Leave one of "
                "them out of a copy."
            )
        else:
            meant[name] = own
    if strange:
        raise UnreadableFileError(unknown_sheets(path, strange))
    if not meant:
        raise UnreadableFileError(f"{path.name} has no sheet of {', '.join(declared)}.")
    notes += [f"The workbook has no sheet of: {name}." for name in declared if name not in meant]
    return meant, notes


def _title(rows: Sequence[SheetRow]) -> str:
    return rows[0].first_text().strip() if rows else ""


def _named(names: Sequence[str], rows: Sequence[SheetRow]) -> str | None:
    """What the first title says that says one of the names; a line about the sheet may precede."""
    titles = (text for row in rows[:_TITLE_ROWS] for text in row.shown if text.strip())
    return next((name for title in titles if (name := _longest(names, title)) is not None), None)


def _longest(names: Sequence[str], title: str) -> str | None:
    """The longest of the names that the title begins with."""
    said = _RAISED.sub("", _NUMBERED.sub("", plain(title), count=1))
    begins = [name for name in names if said.startswith(plain(name))]
    return max(begins, key=len, default=None)


def day_of_all(
    meant: Mapping[str, str], sheets: Mapping[str, Sequence[SheetRow]], path: Path
) -> date:
    """The newest day of the titles. Raises UnreadableFileError where they do not agree in it."""
    days: dict[date, str] = {}
    for own in meant.values():
        above = [text for row in sheets[own][:_TITLE_ROWS] for text in row.shown]
        dated = [found for text in above for found in _DAY.findall(text)]
        if not dated:
            raise UnreadableFileError(
                f"{path.name}, sheet {own}: the title should say its day, as 30 September 2018. "
                f"It says: {_title(sheets[own])!r}."
            )
        days.setdefault(max(_date(*found) for found in dated), own)
    if len(days) > 1:
        told = " and ".join(f"{own} of {day:%-d %B %Y}" for day, own in sorted(days.items()))
        raise UnreadableFileError(
            f"{path.name}: the sheets are not of one day: {told}. Map each from a copy of its own."
        )
    return next(iter(days))


def _date(day: str, month: str, year: str) -> date:
    return datetime.strptime(f"{day} {month} {year}", "%d %B %Y").date()


def headings(day: date) -> Sequence[str]:
    """How a column of that day may be headed."""
    return [f"{day:{form}}" for form in ("%b-%y", "%b %y", "%b-%Y", "%b %Y", "%B %Y", "%-d %B %Y")]
