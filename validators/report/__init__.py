"""A report, as people and programs read it: text, JSON, CSV, XLSX, HTML, and what CI systems read.

Every format holds every finding, but for the workbook, which holds as many as a workbook is good
for and says where all of them are. The text for an interactive terminal may be shortened, and only
when its caller asks for it with `limit`; it then says how many more there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from contracts.errors import UsageError
from contracts.findings import Report
from contracts.model import Contract

FORMATS: tuple[str, ...] = ("text", "json", "csv", "xlsx", "html", "junit", "sarif", "github")

SourceRows = Iterable[tuple[int, Mapping[str, str | None]]]
"""The sender's rows of one table: (row of the sender's file, {column as sent: cell as typed})."""


def render(
    report: Report,
    format: str,  # noqa: A002 - the word that the command line uses
    contract: Contract,
    *,
    sources: Mapping[str, SourceRows] | None = None,
    limit: int | None = None,
    given: Sequence[Path] = (),
) -> bytes | str:
    """The report in one of FORMATS: bytes for xlsx, text for every other.

    `sources` gives the rows of each table, in the sender's order, for the sheets that the XLSX
    report marks. `limit` is the number of places shown for a rule, for a terminal only. `given` are
    the files as they were named, for the formats that point into a checkout.
    Raises UsageError where the format is not one of FORMATS.
    """
    if format == "text":
        from validators.report.as_text import as_text

        return as_text(report, contract, limit=limit)
    if format == "json":
        from validators.report.as_json import as_json

        return as_json(report)
    if format == "csv":
        from validators.report.as_csv import as_csv

        return as_csv(report, contract)
    if format == "html":
        from validators.report.as_html import as_html

        return as_html(report, contract)
    if format == "xlsx":
        from validators.report.as_xlsx import as_xlsx

        return as_xlsx(report, contract, sources or {})
    if format in ("junit", "sarif", "github"):
        return _for_ci(report, format, contract, given)
    raise UsageError(f"There is no report format {format!r}; there are {', '.join(FORMATS)}.")


def pieces(
    report: Report,
    format: str,  # noqa: A002 - as above
    contract: Contract,
    *,
    sources: Mapping[str, SourceRows] | None = None,
    limit: int | None = None,
    given: Sequence[Path] = (),
) -> Iterator[bytes]:
    """As `render`, in pieces and as UTF-8: a report of millions of findings need not be held."""
    if format == "json":
        from validators.report.as_json import json_pieces

        yield from (piece.encode() for piece in json_pieces(report))
    elif format == "csv":
        from validators.report.as_csv import csv_pieces

        yield from (piece.encode() for piece in csv_pieces(report, contract))
    else:
        content = render(report, format, contract, sources=sources, limit=limit, given=given)
        yield content if isinstance(content, bytes) else content.encode("utf-8")


def _for_ci(report: Report, form: str, contract: Contract, given: Sequence[Path]) -> str:
    if form == "junit":
        from validators.report.as_junit import as_junit

        return as_junit(report, contract)
    if form == "sarif":
        from validators.report.as_sarif import as_sarif

        return as_sarif(report, contract, given)
    from validators.report.as_github import as_github

    return as_github(report, contract, given)


def write(
    report: Report,
    format: str,  # noqa: A002 - as above
    contract: Contract,
    out: Path,
    *,
    sources: Mapping[str, SourceRows] | None = None,
) -> None:
    """Write the whole report to a file, as UTF-8 where it is text. Raises UsageError as render."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("wb") as handle:
        for piece in pieces(report, format, contract, sources=sources):
            handle.write(piece)
