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
    """The whole report in one of FORMATS: bytes for xlsx, text for every other; as `pieces`."""
    told = pieces(report, format, contract, sources=sources, limit=limit, given=given)
    content = b"".join(told)
    return content if format == "xlsx" else content.decode("utf-8")


def pieces(
    report: Report,
    format: str,  # noqa: A002 - as above
    contract: Contract,
    *,
    sources: Mapping[str, SourceRows] | None = None,
    limit: int | None = None,
    given: Sequence[Path] = (),
) -> Iterator[bytes]:
    """The report in one of FORMATS, as UTF-8 where it is text, in pieces of a finding or less.

    A report of millions of findings is never held; only a workbook comes whole, and that holds as
    many as a workbook is good for. `sources` gives the rows of each table, in the sender's order,
    for the sheets that the workbook marks. `limit` is the number of places shown for a rule, for a
    terminal only. `given` are the files as they were named, for the formats that point into a
    checkout. Raises UsageError, at once, where the format is not one of FORMATS.
    """
    if format not in FORMATS:
        raise UsageError(f"There is no report format {format!r}; there are {', '.join(FORMATS)}.")
    if format == "xlsx":
        from validators.report.as_xlsx import as_xlsx

        return iter([as_xlsx(report, contract, sources or {})])
    return (piece.encode("utf-8") for piece in _texts(report, format, contract, limit, given))


def _texts(
    report: Report, form: str, contract: Contract, limit: int | None, given: Sequence[Path]
) -> Iterator[str]:
    """The pieces of the formats that are text."""
    if form == "text":
        from validators.report.as_text import text_pieces

        return text_pieces(report, contract, limit=limit)
    if form == "json":
        from validators.report.as_json import json_pieces

        return json_pieces(report)
    if form == "csv":
        from validators.report.as_csv import csv_pieces

        return csv_pieces(report, contract)
    if form == "html":
        from validators.report.as_html import html_pieces

        return html_pieces(report, contract)
    return _for_ci(report, form, contract, given)


def _for_ci(report: Report, form: str, contract: Contract, given: Sequence[Path]) -> Iterator[str]:
    if form == "junit":
        from validators.report.as_junit import junit_pieces

        return junit_pieces(report, contract)
    if form == "sarif":
        from validators.report.as_sarif import sarif_pieces

        return sarif_pieces(report, contract, given)
    from validators.report.as_github import github_pieces

    return github_pieces(report, contract, given)


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
        handle.writelines(pieces(report, format, contract, sources=sources))
