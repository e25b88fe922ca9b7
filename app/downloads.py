"""What can be taken away from a figure; only what is asked for is made."""

from __future__ import annotations

import codecs
import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import streamlit as st

from app import queries, rendering, theme, words
from muster.release.compare import safe_cell

if TYPE_CHECKING:
    from app.parts import Figure

Row = Mapping[str, Any]
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


# A file of made-up figures under the names of real forces says so wherever it comes to lie.
MADE_UP = "Demonstration data: these are not the figures of any force."


def offer(figure: Figure) -> None:
    """The table as CSV, and the other forms of table and chart behind one button."""
    if queries.is_demonstration(figure.release_id):
        figure = marked(figure)
    name = f"{figure.key}-{figure.release_id}"
    columns = columns_of(figure)
    st.download_button(
        "Download CSV",
        lambda: as_csv(figure.rows, columns),
        file_name=f"{name}.csv",
        mime="text/csv",
        key=f"csv_{figure.key}",
        on_click="ignore",
    )
    with st.popover("Other formats", key=f"formats_{figure.key}"):
        for label, suffix, mime, made in _others(figure, columns, name):
            st.download_button(
                label,
                made,
                file_name=f"{name}{suffix}",
                mime=mime,
                key=f"{suffix.strip('.').replace('.', '_')}_{figure.key}",
                on_click="ignore",
            )


def marked(figure: Figure) -> Figure:
    """The figure whose rows and notes say that it is made up."""
    rows = figure.rows
    if not any("demonstration" in row for row in rows):
        rows = [{**row, "demonstration": True} for row in rows]
    return replace(figure, rows=rows, coverage=f"{MADE_UP} {figure.coverage}".strip())


def _others(
    figure: Figure, columns: Mapping[str, str], name: str
) -> list[tuple[str, str, str, Callable[[], bytes]]]:
    """Label, suffix, media type and maker of each form beside the CSV."""
    forms: list[tuple[str, str, str, Callable[[], bytes]]] = [
        ("Table as XLSX", ".xlsx", _XLSX, lambda: _workbook(figure, columns)),
        (
            "CSVW metadata of the CSV",
            ".csv-metadata.json",
            "application/csvm+json",
            lambda: _metadata(figure, columns, name),
        ),
    ]
    drawn, width = figure.spec, figure.width_px
    if drawn is not None and figure.rows:
        spec = {**drawn, **_title(figure)}
        forms += [
            ("Chart as PNG", ".png", "image/png", lambda: rendering.as_png(spec, width)),
            ("Chart as SVG", ".svg", "image/svg+xml", lambda: rendering.as_svg(spec, width)),
            ("Chart as PDF", ".pdf", "application/pdf", lambda: rendering.as_pdf(spec, width)),
        ]
    return forms


def _title(figure: Figure) -> dict[str, Any]:
    """What the page says around a chart: a picture is taken away without it."""
    width = max(figure.width_px or 0, rendering.WIDTH_PX)
    notes = [*_subject(figure), *_notes(figure), f"Release {figure.release_id}"]
    return {
        "title": {
            "text": wrap(figure.finding, width // 8),
            "subtitle": [line for note in notes for line in wrap(note, width // 6)],
            "anchor": "start",
            "frame": "bounds",
            "offset": 16,
            "fontSize": 15,
            "subtitleFontSize": 11,
            "subtitlePadding": 6,
            "subtitleColor": theme.INK,
        }
    }


def _subject(figure: Figure) -> list[str]:
    """The indicator and the period, where all rows are of one."""
    titles = {str(row["title"]) for row in figure.rows if row.get("title")}
    periods = {str(row["period"]) for row in figure.rows if row.get("period")}
    told = [*titles] if len(titles) == 1 else []
    told += [words.period_words(period) for period in periods] if len(periods) == 1 else []
    return [", ".join(told)] if told else []


# What a row is of, under its heading: a file is taken away without the page around it. The first
# of the names that the rows have is taken, where the table has none of them.
_SUBJECTS: Sequence[tuple[str, tuple[str, ...]]] = (
    ("Indicator", ("title", "indicator_title")),
    ("Name in Muster", ("indicator",)),
    ("Unit", ("unit",)),
    ("Platform", ("platform", "shared_platform_id")),
    ("Force", ("force_name", "force", "force_code")),
    ("Period", ("period", "period_words", "month")),
    ("Demonstration", ("demonstration",)),
)


def columns_of(figure: Figure) -> dict[str, str]:
    """The columns of a download: what the rows are of, those of the table, and the number behind a
    value as shown."""
    columns = {**_unsaid(figure), **figure.columns, **figure.in_files}
    if "shown" not in columns or not any("value" in row for row in figure.rows):
        return columns
    placed: dict[str, str] = {}
    for name, heading in columns.items():
        placed[name] = heading
        if name == "shown":
            placed["value"] = f"{heading} as a number"
    return placed


def _unsaid(figure: Figure) -> dict[str, str]:
    """What a page says around a table and its rows know."""
    taken = set(figure.columns.values())
    found: dict[str, str] = {}
    for heading, names in _SUBJECTS:
        held = [name for name in names if any(row.get(name) is not None for row in figure.rows)]
        if held and not set(names) & set(figure.columns):
            # The column that a profile heads with `Force` is that of its figures.
            found[held[0]] = f"{heading}'s name" if heading in taken else heading
    return found


def as_csv(rows: Sequence[Row], columns: Mapping[str, str]) -> bytes:
    """The rows as CSV (UTF-8 with a mark, as spreadsheets expect), safe to open in one."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns.values())
    for row in rows:
        cells = (safe_cell(row.get(name)) for name in columns)
        writer.writerow(["" if cell is None else cell for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def csv_of_many(
    label: str, lines: Callable[[], Iterable[bytes]], *, name: str, packed: bool, key: str
) -> None:
    """A button for a CSV that is written line by line when it is asked for; in a ZIP, where it is
    long."""
    st.download_button(
        f"{label} in a ZIP" if packed else label,
        lambda: _zipped(lines(), f"{name}.csv") if packed else codecs.BOM_UTF8 + b"".join(lines()),
        file_name=f"{name}.zip" if packed else f"{name}.csv",
        key=key,
        on_click="ignore",
    )


def _zipped(lines: Iterable[bytes], name: str) -> bytes:
    """One file in a ZIP; only the packed bytes are held."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open(name, "w") as written,
    ):
        for line in lines:
            written.write(line)
    return buffer.getvalue()


def _notes(figure: Figure) -> list[str]:
    caveats = [f"Caveat: {caveat}" for caveat in figure.caveats if caveat]
    return [text for text in (figure.note, figure.coverage, *caveats, figure.attribution) if text]


def _workbook(figure: Figure, columns: Mapping[str, str]) -> bytes:
    about = [("Finding", figure.finding), ("Release", figure.release_id)]
    about += [("Note", note) for note in _notes(figure)]
    return rendering.as_xlsx(figure.rows, columns, about)


def _metadata(figure: Figure, columns: Mapping[str, str], name: str) -> bytes:
    content = rendering.csvw(
        f"{name}.csv", figure.finding, figure.rows, columns, _notes(figure), figure.release_id
    )
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode("utf-8")
