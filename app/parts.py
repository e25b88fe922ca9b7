"""The parts that every page is made of: the figure block, the banner, the apology."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from app import arrow, downloads, state, words
from contracts.errors import MusterError
from ledger.receipt import Receipt
from muster.failures import record
from muster.logs import log

Row = Mapping[str, Any]

TRACE_PAGE = "views/trace.py"
as_csv = downloads.as_csv
# Only the page is cut short; the downloads have every row.
MOST_ROWS_ON_PAGE = 1_000
MOST_ROWS_HIDDEN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One finding: what it says, what it shows, and all that belongs beside it.

    `columns` names the table's columns: name in the row to heading, in order.
    """

    key: str
    finding: str
    rows: Sequence[Row]
    columns: Mapping[str, str]
    release_id: str
    spec: dict[str, Any] | None = None
    alt: str = ""
    note: str = ""
    caveats: Sequence[str] = ()
    coverage: str = ""
    # Whose shapes a map shows.
    attribution: str = ""
    trace: Mapping[str, str] = field(default_factory=dict[str, str])
    open_table: bool = False
    # Charts whose shape matters are not stretched; on a narrow page they shrink all the same.
    width_px: int | None = None
    level: int = 2


def draw(figure: Figure) -> None:
    """The figure block: finding, chart, table, CSV, caveats, coverage, release, trace."""
    with st.container(key=f"figure_{figure.key}"):
        st.markdown(f"{'#' * figure.level} {escaped(figure.finding)}")
        if figure.note:
            st.markdown(escaped(figure.note))
        if figure.spec is not None and figure.rows:
            data, spec = arrow.apart(figure.spec)
            st.vega_lite_chart(
                data,
                spec,
                width=figure.width_px or "stretch",
                theme=None,
                key=f"chart_{figure.key}",
                alt=figure.alt or figure.finding,
            )
        if not figure.rows:
            st.markdown("There is nothing to show for this choice.")
            return
        if figure.open_table:
            _table_of(figure)
        else:
            _folded(figure)
        _below(figure)


def _folded(figure: Figure) -> None:
    """The table behind a click. A browser draws every cell of a hidden one: a long one waits."""
    label = f"Table: {words.count(len(figure.rows), 'row')}"
    if len(figure.rows) <= MOST_ROWS_HIDDEN:
        with st.expander(label):
            _table_of(figure)
        return
    box = st.expander(label, key=f"table_{figure.key}", on_change="rerun")
    if box.open:
        with box:
            _table_of(figure)


def _table_of(figure: Figure) -> None:
    table(figure.rows[:MOST_ROWS_ON_PAGE], figure.columns)
    if len(figure.rows) > MOST_ROWS_ON_PAGE:
        st.markdown(f"These are the first {MOST_ROWS_ON_PAGE:,}; the CSV has all of them.")


def _below(figure: Figure) -> None:
    caveats = (f"Caveat: {caveat}" for caveat in figure.caveats if caveat)
    for text in (figure.attribution, figure.coverage, *caveats):
        if text:
            st.caption(escaped(text))
    with st.container(horizontal=True, vertical_alignment="center"):
        downloads.offer(figure)
        if figure.trace:
            st.page_link(
                TRACE_PAGE,
                label="Trace this figure",
                query_params=state.carried(**figure.trace),
            )
        st.caption(f"Release {figure.release_id}")


def table(rows: Sequence[Row], columns: Mapping[str, str]) -> None:
    """A real HTML table; it scrolls in its own box where it is wider than the page."""
    content = {
        heading: [escaped(cell(row.get(name))) for row in rows] for name, heading in columns.items()
    }
    st.table(arrow.of_columns(content), hide_index=True, border="horizontal")


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


_MARKDOWN = str.maketrans({sign: "\\" + sign for sign in "\\*_`[]<$#~|:"})


def escaped(text: str) -> str:
    """Text that Markdown shows as it is."""
    return text.translate(_MARKDOWN)


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
    reference = record(problem)
    log("page failed", level=logging.ERROR, reference=reference, error_type=type(problem).__name__)
    st.error(
        "This page could not be shown. Nothing that was accepted is lost. "
        f"Quote reference {reference} to whoever runs Muster here."
    )
