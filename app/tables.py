"""Tables as HTML of our own: a browser sets thousands of cells of it in a moment.

Streamlit's table reads every cell as Markdown, which took most of the time of most pages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from typing import Any

from app import words

Row = Mapping[str, Any]

# What stands in a column of figures: a number, perhaps with a sign or a share, in points, what it
# is of or another beside it in brackets, and a marker.
_PLAIN = r"[+\-\u2212]?\d[\d,]*(\.\d+)?%?"
_NUMBER = re.compile(rf"(< )?{_PLAIN}( points)?( of {_PLAIN}| \({_PLAIN}\))?( \[\w+\])*$")
# From how many letters on a column holds some words, many, a sentence.
_SOME, _LONG, _SENTENCE = 18, 30, 90
_DAY = re.compile(r"\d{1,2} [A-Z][a-z]+ \d{4}$")
_MOMENT = re.compile(r"\d{1,2} [A-Z][a-z]+ \d{4} \d\d:\d\d UTC$")
_MARKER = re.compile(r"\[\w+\]$")
# What names a month, a quarter or a day: a page says it in words, a file as it is sorted.
_DAYS = (str, date)
_DATED = frozenset(
    {
        *("period", "month", "quarter", "first_period", "last_period", "provisional_until", "day"),
        *("break_date", "live_from", "live_to"),
    }
)


def as_html(rows: Sequence[Row], columns: Mapping[str, str]) -> str:
    """A real table in a box in which it scrolls where it is wider than the page.

    `columns` is the name in the row to the heading, in order. Figures stand to the right.
    """
    return f'<div class="muster-table">{_table(rows, columns)}</div>'


def as_folded_html(
    rows: Sequence[Row], columns: Mapping[str, str], *, stacked: bool = False
) -> str:
    """The same, but its cells are set by `shell.js` only where the box comes to be seen."""
    made = _stacked(rows, columns) if stacked else _table(rows, columns)
    named = "muster-table muster-stacked" if stacked else "muster-table"
    return f'<div class="{named}" data-table={attribute(made)}></div>'


def as_stacked_html(rows: Sequence[Row], columns: Mapping[str, str]) -> str:
    """A table of sentences: on a narrow page each row is a piece, each cell under its heading.

    The roles are written out: what is set as a block is no cell to a screen reader otherwise.
    """
    return f'<div class="muster-table muster-stacked">{_stacked(rows, columns)}</div>'


def _stacked(rows: Sequence[Row], columns: Mapping[str, str]) -> str:
    made = _table(rows, columns, stacked=True)
    for tag, role in (("table", "table"), ("thead", "rowgroup"), ("tbody", "rowgroup")):
        made = made.replace(f"<{tag}>", f"<{tag} role={role}>", 1)
    return made.replace("<tr>", "<tr role=row>")


def attribute(text: str) -> str:
    """A text as the value of an attribute, in single quotes: JSON and tags are full of the others.

    Half as long as with everything escaped, and most of what a page sends is these.
    """
    return "'" + text.replace("&", "&amp;").replace("'", "&#39;") + "'"


def _table(rows: Sequence[Row], columns: Mapping[str, str], *, stacked: bool = False) -> str:
    texts = [_cells([_in_words(name, row.get(name)) for row in rows]) for name in columns]
    looks = [_look(column) for column in texts]
    role = " role=columnheader" if stacked else ""
    head = _line("th", [f' scope="col"{role}{look}' for look in looks], list(columns.values()))
    if stacked:
        named = [f" role=cell data-title={attribute(title)}" for title in columns.values()]
        looks = [name + look for name, look in zip(named, looks, strict=True)]
    body = "".join(_line("td", looks, line) for line in zip(*texts, strict=True))
    return f"<table><thead>{head}</thead><tbody>{body}</tbody></table>"


def _line(tag: str, attributes: Sequence[str], texts: Sequence[str]) -> str:
    cells = (
        f"<{tag}{own}>{escape(text)}</{tag}>" for own, text in zip(attributes, texts, strict=True)
    )
    return f"<tr>{''.join(cells)}</tr>"


def _look(texts: Sequence[str]) -> str:
    """Figures stand to the right, and sentences have room enough to be read."""
    if _are_figures(texts):
        return " class=figure"
    for kind, name in ((_DAY, "day"), (_MOMENT, "moment")):
        if all(text == words.NOTHING or kind.match(text) for text in texts):
            return f" class={name}"
    longest = max(map(len, texts), default=0)
    if longest > _SENTENCE:
        return ' class="long sentence"'
    return " class=long" if longest > _LONG else " class=some" if longest > _SOME else ""


def _are_figures(texts: Sequence[str]) -> bool:
    """Whether a column holds numbers, and beside them only what says that there is none."""
    return any(_NUMBER.match(text) for text in texts) and all(
        text in (words.NOTHING, words.NOT_ASSESSED) or _NUMBER.match(text) or _MARKER.match(text)
        for text in texts
    )


def _in_words(name: str, value: object) -> object:
    return words.period_words(str(value)) if name in _DATED and isinstance(value, _DAYS) else value


def _cells(values: Sequence[object]) -> list[str]:
    """The cells of a column; one that holds whole numbers only has no decimals."""
    given = [value for value in values if isinstance(value, float)]
    whole = bool(given) and all(value.is_integer() for value in given)
    return [
        f"{value:,.0f}" if whole and isinstance(value, float) else cell(value) for value in values
    ]


def cell(value: object) -> str:
    """What a cell of a table says: a dash where there is nothing, never a zero."""
    if value is None or value == "":
        return words.NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.2f}"
    if isinstance(value, int):
        return f"{value:,}"
    return str(value)
