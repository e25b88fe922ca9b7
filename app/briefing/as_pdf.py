"""The briefing as PDF: what is said on the first page, figures and sources behind it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from app import rendering, words
from app.briefing import sentences as said
from app.briefing.as_html import BESIDE, OUTSIDE, SHOWN_AT_MOST
from app.briefing.content import Briefing
from app.briefing.drawings import charts

# The built-in fonts of PDF know Latin-1; these are what our own words have beyond it.
_PLAIN = str.maketrans(
    {
        "\u2013": "-", "\u2014": "-", "\u2018": "'", "\u2019": "'",
        "\u201c": '"', "\u201d": '"', "\u2026": "...", "\u2715": "x",
    }
)  # fmt: skip
_MARGIN_MM, _LINE_MM = 15, 4.6
# The table of all figures: name in the row, heading, and how wide it is to the others.
_COLUMNS = (
    ("title", "Indicator", 32),
    ("period_words", "Period", 15),
    ("shown", "Force", 12),
    ("interval", "95% interval", 18),
    ("all_shown", "All (weighted)", 13),
    ("median_shown", "Median", 12),
    ("unit", "Unit", 19),
    ("note", "Note", 28),
)


def as_pdf(brief: Briefing) -> bytes:
    """A4 pages; the first holds the sentences and where the force lies."""
    from fpdf import FPDF

    document = FPDF(format="A4")
    document.set_margins(_MARGIN_MM, _MARGIN_MM)
    document.set_auto_page_break(True, _MARGIN_MM)
    document.set_title(plain(brief.title))
    document.set_lang("en-GB")
    document.set_creation_date(_made(brief.as_of))
    document.add_page()
    _opening(document, brief)
    _outside(document, brief)
    _list(
        document,
        "What changed in a year",
        brief.changed,
        "Listed where the two 95% intervals do not overlap; without intervals, from 10%.",
    )
    _list(document, "What the data cannot show", brief.cannot_say, "")
    _list(document, BESIDE, brief.beside, "")
    _sources_line(document, brief)
    for finding, spec in charts(brief):
        _chart(document, finding, rendering.as_png(spec))
    _figures(document, brief)
    _sources(document, brief)
    return bytes(document.output())


def _chart(document: Any, finding: str, png: bytes) -> None:
    """The chart over the width of the page, with its finding; never parted from it."""
    from PIL import Image

    with Image.open(io.BytesIO(png)) as image:
        width, height = image.size
    wide = min(document.epw, (document.eph - 20) * width / height)
    if document.get_y() + wide * height / width + 16 > document.h - _MARGIN_MM:
        document.add_page()
    _heading(document, finding)
    document.image(io.BytesIO(png), w=wide, alt_text=plain(finding))


def plain(text: str) -> str:
    """The text in the letters that the built-in fonts have; others are a question mark."""
    return text.translate(_PLAIN).encode("latin-1", "replace").decode("latin-1")


def _made(as_of: str) -> datetime:
    """The release's own moment: the same briefing is the same file."""
    try:
        return datetime.fromisoformat(as_of.replace("Z", "+00:00"))
    except ValueError:
        return datetime(2000, 1, 1, tzinfo=UTC)


def _write(
    document: Any, text: str, size: float = 9.5, style: str = "", indent_mm: float = 0
) -> None:
    document.set_font("Helvetica", style, size)
    document.set_x(_MARGIN_MM + indent_mm)
    document.multi_cell(
        0, _LINE_MM * size / 9.5, plain(text), align="L", new_x="LMARGIN", new_y="NEXT"
    )


def _heading(document: Any, text: str) -> None:
    document.ln(1.5)
    _write(document, text, 11.5, "B")
    document.ln(0.5)


def _opening(document: Any, brief: Briefing) -> None:
    _write(document, brief.title, 16, "B")
    if brief.demonstration:
        _write(document, "Demonstration data: these are not the figures of any force.", 10, "B")
    _write(document, brief.about)


def _outside(document: Any, brief: Briefing) -> None:
    """All that is outside limits, return by return: the worst of it may be in any place."""
    _heading(document, OUTSIDE)
    _write(document, brief.outside_note, 8, "I")
    for title, told in (brief.outside or {"Nothing.": ()}).items():
        _write(document, title, 9, "B" if told else "")
        for sentence in told:
            _write(document, f"- {sentence}", 9, indent_mm=2)


def _list(document: Any, heading: str, sentences: Sequence[str], note: str) -> None:
    _heading(document, heading)
    if note:
        _write(document, note, 8, "I")
    for sentence in sentences[:SHOWN_AT_MOST] or ["Nothing."]:
        _write(document, f"- {sentence}", 9, indent_mm=2)
    if len(sentences) > SHOWN_AT_MOST:
        more = len(sentences) - SHOWN_AT_MOST
        _write(document, f"And {more} more, in the HTML briefing.", 9, indent_mm=2)


def _sources_line(document: Any, brief: Briefing) -> None:
    document.ln(1.5)
    told = f"Release {brief.release_id}, from the ledger as of {said.as_of(brief.as_of)}"
    if brief.submissions is not None:
        told += f"; {words.count(len(brief.submissions), 'submission')} behind it"
    _write(document, f"{told}.", 8, "I")


def _figures(document: Any, brief: Briefing) -> None:
    document.add_page()
    _heading(document, "Every figure")
    document.set_font("Helvetica", "", 7.5)
    with document.table(
        col_widths=tuple(wide for _, _, wide in _COLUMNS), line_height=3.6, text_align="LEFT"
    ) as table:
        headings = tuple(heading for _, heading, _ in _COLUMNS)
        for cells in (headings, *(_cells(row) for row in brief.figures)):
            line = table.row()
            for cell in cells:
                line.cell(plain(cell))
    document.ln(1)
    _write(document, words.key_words(brief.figures), 7.5)


def _cells(row: Any) -> tuple[str, ...]:
    noted = {**row, "note": row["signal"] or row["status_reason"] or ""}
    return tuple(str(noted[name]) for name, _, _ in _COLUMNS)


def _sources(document: Any, brief: Briefing) -> None:
    _heading(document, "Where the figures come from")
    _write(document, " ".join(filter(None, brief.trace_words)), 8)
    for one in brief.submissions or ():
        told = f"{said.sent(one)}: "
        _write(document, f"{told}{one['submission_id']} {one['files'] or ''}", 6.5)
