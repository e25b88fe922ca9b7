"""The parts that every page is made of: the figure block, the banner, the apology."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import streamlit as st

from app import downloads, drawing, markdown, state, tables, words
from contracts.errors import MusterError
from contracts.periods import with_days_in_words
from ledger.receipt import Receipt
from muster.failures import record
from muster.logs import log
from muster.release import older
from muster.settings import home

Row = Mapping[str, Any]

TRACE_PAGE = "views/trace.py"
as_csv = downloads.as_csv
escaped = markdown.escaped
# Only the page is cut short; the downloads have every row.
MOST_ROWS_ON_PAGE = 1_000
MOST_ROWS_HIDDEN = 100
# So many rows are seen at one look; a table of more is many screens, and may be behind a click.
AT_ONE_LOOK = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One finding: what it says, what it shows, and all that belongs beside it.

    `columns` names the table's columns: name in the row to heading, in order. `in_files` are those
    that only a download has: what the page says in fewer words or beside the table.
    """

    key: str
    finding: str
    rows: Sequence[Row]
    columns: Mapping[str, str]
    release_id: str
    in_files: Mapping[str, str] = field(default_factory=dict[str, str])
    spec: dict[str, Any] | None = None
    alt: str = ""
    note: str = ""
    caveats: Sequence[str] = ()
    coverage: str = ""
    # Whose shapes a map shows.
    attribution: str = ""
    trace: Mapping[str, str] = field(default_factory=dict[str, str])
    trace_label: str = "Trace this figure"
    open_table: bool = False
    # A table of what is read and not compared: on a narrow page nothing of it scrolls.
    stacked: bool = False
    # Charts whose shape matters are not stretched; on a narrow page they shrink all the same.
    width_px: int | None = None
    # A chart that says nothing when it is narrower scrolls in a box of its own.
    least_px: int | None = None
    level: int = 2


def draw(figure: Figure) -> None:
    """The figure block: finding, chart, table, CSV, caveats, coverage, release, trace.

    What is only read is one piece of HTML: every element of Streamlit's costs a browser its time.
    """
    with st.container(key=f"figure_{figure.key}"):
        if not figure.rows:
            st.html(_piece(_finding(figure), "<p>There is nothing to show for this choice.</p>"))
            return
        if figure.open_table or len(figure.rows) <= MOST_ROWS_HIDDEN:
            st.html(_piece(_finding(figure), _chart(figure), _table_of(figure), _beside(figure)))
        else:
            st.html(_piece(_finding(figure), _chart(figure)))
            _long_table(figure)
            st.html(_piece(_beside(figure)))
        with st.container(horizontal=True, vertical_alignment="center"):
            downloads.offer(figure)
            if figure.trace:
                st.page_link(
                    TRACE_PAGE,
                    label=figure.trace_label,
                    query_params=state.carried(**figure.trace),
                )


def _piece(*parts: str) -> str:
    return f'<div class="muster-figure">{"".join(parts)}</div>'


def _finding(figure: Figure) -> str:
    heading = f"<h{figure.level}>{escape(figure.finding)}</h{figure.level}>"
    return heading + (f"<p>{escape(figure.note)}</p>" if figure.note else "")


def _chart(figure: Figure) -> str:
    if figure.spec is None:
        return ""
    html = drawing.as_html(figure.spec, figure.alt or figure.finding, figure.width_px)
    return drawing.scrolled(html, figure.least_px) if figure.least_px else html


def _table_of(figure: Figure) -> str:
    """The table, open or behind a click: then its cells are set when it is opened."""
    if not figure.open_table:
        folded = tables.as_folded_html(figure.rows, figure.columns, stacked=figure.stacked)
        return (
            f'<details class="muster-fold" data-key="{figure.key}"><summary>{_label(figure)}'
            f"</summary>{folded}</details>"
        )
    return _open_table(figure)


def _open_table(figure: Figure) -> str:
    made = tables.as_stacked_html if figure.stacked else tables.as_html
    return made(figure.rows[:MOST_ROWS_ON_PAGE], figure.columns) + _cut(figure)


def _long_table(figure: Figure) -> None:
    """A table that is sent only when it is opened."""
    box = st.expander(_label(figure), key=f"table_{figure.key}", on_change="rerun")
    if box.open:
        with box:
            st.html(_open_table(figure))


def _label(figure: Figure) -> str:
    return f"Table: {words.count(len(figure.rows), 'row')}"


def _cut(figure: Figure) -> str:
    if len(figure.rows) <= MOST_ROWS_ON_PAGE:
        return ""
    return f"<p>These are the first {MOST_ROWS_ON_PAGE:,}; the CSV has all of them.</p>"


def _beside(figure: Figure) -> str:
    """What must be known about a figure: attribution, coverage, caveats, release."""
    caveats = (f"Caveat: {with_days_in_words(each)}" for each in figure.caveats if each)
    told = (figure.attribution, figure.coverage, *caveats, f"Release {figure.release_id}")
    return "".join(f'<p class="muster-said">{escape(text)}</p>' for text in told if text)


def table(rows: Sequence[Row], columns: Mapping[str, str]) -> None:
    """A real HTML table; it scrolls in its own box where it is wider than the page."""
    st.html(tables.as_html(rows, columns))


def sentences(rows: Sequence[Row], columns: Mapping[str, str]) -> None:
    """A table of what is read and not compared: on a narrow page nothing of it scrolls."""
    st.html(tables.as_stacked_html(rows, columns))


def held(count: int) -> None:
    """Under a field of files: `shell.js` shows it where that names more than the server has."""
    st.html(
        f'<p class="muster-held" role="alert" data-held="{count}" hidden>'
        "Muster no longer has what is named here: it was restarted, or the connection was lost for "
        "too long. Remove each file here, then add it again.</p>"
    )


def pressed() -> None:
    """A button was pressed that is answered further down: the answer is said anew."""
    st.session_state["pressed"] = st.session_state.get("pressed", 0) + 1


def answer(text: str, heading: str = "") -> None:
    """What answers what was pressed; `shell.js` has a screen reader say it, too."""
    st.markdown(f"{heading} {escaped(text)}".lstrip())
    times = st.session_state.get("pressed", 0)
    st.html(f'<p class="muster-answer" data-pressed="{times}" hidden>{escape(text)}</p>')


def receipt_downloads(slip: Receipt, label: str = "") -> None:
    """A receipt to print and one for a program, side by side."""
    with st.container(horizontal=True):
        st.download_button(
            f"{label}Receipt, PDF",
            slip.as_pdf,
            file_name=f"receipt-{slip.submission_id}.pdf",
            mime="application/pdf",
            key=f"receipt_pdf_{slip.submission_id}",
            on_click="ignore",
        )
        st.download_button(
            f"{label}Receipt, JSON",
            slip.as_json(),
            file_name=f"receipt-{slip.submission_id}.json",
            mime="application/json",
            key=f"receipt_{slip.submission_id}",
            on_click="ignore",
        )


def banner(demonstration: bool) -> None:
    """What every page says at its top: whether its figures are real."""
    if demonstration:
        st.warning(
            "**Demonstration data.** The figures here were made up to show how Muster works. "
            "They are not the figures of any force."
        )


def apologise(problem: BaseException) -> None:
    """The last resort: a sentence, and a reference under which the server kept where it was."""
    if isinstance(problem, MusterError):
        st.error(escaped(str(problem)))
        return
    if lacking := older.lacks(problem, home()):
        st.error(escaped(lacking))
        return
    reference = record(problem)
    log("page failed", level=logging.ERROR, reference=reference, error_type=type(problem).__name__)
    st.error(
        "This page could not be shown. Nothing that was accepted is lost. "
        f"Quote reference {reference} to whoever runs Muster here."
    )
