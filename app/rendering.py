"""Charts and tables as files: everything is made on this machine, when it is asked for."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from contracts.safe import starts_a_formula

Row = Mapping[str, Any]

WIDTH_PX = 720
# The address that stands for the data dialect; nothing is fetched from it.
CSVW_CONTEXT = "http://www.w3.org/ns/csvw"


def sized(spec: Mapping[str, Any], width_px: int | None = None) -> dict[str, Any]:
    """The specification with a width of its own: outside a page there is no container."""
    content = dict(spec)
    if content.get("width") == "container":
        content["width"] = width_px or WIDTH_PX
        content.pop("autosize", None)
    return content


def as_png(spec: Mapping[str, Any], width_px: int | None = None) -> bytes:
    """The chart at twice its size, for print."""
    import vl_convert

    return bytes(vl_convert.vegalite_to_png(sized(spec, width_px), scale=2))


def as_svg(spec: Mapping[str, Any], width_px: int | None = None) -> bytes:
    """The chart as drawing instructions, its text as text."""
    import vl_convert

    return str(vl_convert.vegalite_to_svg(sized(spec, width_px))).encode("utf-8")


def as_pdf(spec: Mapping[str, Any], width_px: int | None = None) -> bytes:
    """The chart on one page of its own size."""
    import vl_convert

    return bytes(vl_convert.vegalite_to_pdf(sized(spec, width_px)))


def as_xlsx(
    rows: Sequence[Row], columns: Mapping[str, str], about: Sequence[tuple[str, str]]
) -> bytes:
    """A workbook: the table on one sheet, what must be known about it on another.

    Text is written as text, so that no cell is ever run as a formula or turned into a link, nor
    run when somebody types it again.
    """
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        quoted = book.add_format({"quote_prefix": True})
        sheet = book.add_worksheet("Table")
        for place, heading in enumerate(columns.values()):
            sheet.write_string(0, place, heading, bold)
        for line, row in enumerate(rows, start=1):
            for place, name in enumerate(columns):
                _write(sheet, line, place, row.get(name), quoted)
        sheet.freeze_panes(1, 1)
        sheet.autofit(300)
        notes = book.add_worksheet("About")
        notes.set_column(0, 0, 18)
        notes.set_column(1, 1, 100, wrap)
        for line, (what, text) in enumerate(about):
            notes.write_string(line, 0, what, bold)
            notes.write_string(line, 1, text, wrap)
    return out.getvalue()


def _write(sheet: Any, line: int, place: int, value: object, quoted: Any) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(line, place, value)
    elif isinstance(value, int | float):
        sheet.write_number(line, place, value)
    elif value is not None:
        text = str(value)
        sheet.write_string(line, place, text, quoted if starts_a_formula(text) else None)


def csvw(
    file_name: str,
    title: str,
    rows: Sequence[Row],
    columns: Mapping[str, str],
    notes: Sequence[str],
    release_id: str,
) -> dict[str, Any]:
    """CSV on the Web metadata (W3C, 2015) of a table that is downloaded from a page."""
    return {
        "@context": [CSVW_CONTEXT, {"@language": "en"}],
        "url": file_name,
        "dc:title": title,
        "dc:identifier": release_id,
        "dc:description": " ".join(note for note in notes if note),
        "dialect": {"encoding": "utf-8", "lineTerminators": ["\r\n", "\n"], "header": True},
        "tableSchema": {
            "columns": [
                {
                    "name": name,
                    "titles": heading,
                    "datatype": _datatype([row.get(name) for row in rows]),
                    "required": False,
                }
                for name, heading in columns.items()
            ]
        },
    }


def _datatype(values: Sequence[object]) -> str:
    """The narrowest of CSVW's types that holds every value of a column."""
    held = [value for value in values if value is not None]
    if held and all(isinstance(value, bool) for value in held):
        return "boolean"
    if held and all(isinstance(value, int) for value in held):
        return "integer"
    if held and all(isinstance(value, int | float) for value in held):
        return "number"
    return "string"
