"""The command that checks a submission and leaves no trace."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from contracts.errors import UsageError
from muster.cli_options import (
    AtServer,
    Return,
    known,
    named_path,
    not_over,
    require_none,
    say,
    write,
)

if TYPE_CHECKING:
    from contracts.findings import Report
    from contracts.model import Contract

REPORT_FORMATS = ("text", "json", "csv", "xlsx", "html", "junit", "sarif", "github")
_TERMINAL_PLACES = 20

Files = Annotated[
    list[Path],
    typer.Argument(parser=named_path, help="The file or files of one submission."),
]
Checked = tuple[int, str | None]
"""The exit code of a check, and why no corrected file was written (None: one was)."""


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(validate)


def validate(
    files: Files,
    return_slug: Return,
    force: Annotated[str | None, typer.Option(help="Two-character force code, such as 01.")] = None,
    period: Annotated[
        str | None, typer.Option(help="The period, such as 2022-03-31 or 2024-03.")
    ] = None,
    report_format: Annotated[
        str, typer.Option("--format", help=f"One of {', '.join(REPORT_FORMATS)}.")
    ] = "text",
    out: Annotated[Path | None, typer.Option(help="Write the report to this file.")] = None,
    corrected: Annotated[
        Path | None,
        typer.Option(help="Write your tables with the suggestions in them to this .xlsx file."),
    ] = None,
    server: AtServer = None,
    engine: Annotated[
        str,
        typer.Option(help="Of a folder of submissions: local, or spark (docs/scaling-spark.md)."),
    ] = "local",
) -> None:
    """Check a submission and leave no trace. Exit code 0 passes, 1 has errors, 2 not readable."""
    if len(files) == 1 and files[0].is_dir():
        from muster.checking_folders import validate_folder

        form = None if report_format == "text" else report_format
        where = {"--server": server, "--corrected": corrected, "--format": form}
        require_none(
            {"--force": force, "--period": period, **where},
            "A folder of <force>/<period>/ folders is checked on this machine, as those say",
        )
        raise typer.Exit(validate_folder(files[0], return_slug, engine, out))
    if engine != "local":
        raise UsageError("Spark checks a folder of <force>/<period>/ folders, not single files.")
    _require_said(force, "--force")
    _require_said(period, "--period")
    _require_places(report_format, out, corrected, files)
    say(f"Checking {', '.join(path.name for path in files)}.")
    order = {"return": return_slug, "force": force, "period": period}
    check = _check_here if server is None else _check_at(server)
    exit_code, why_not = check(files, order, report_format, out, corrected)
    if out is not None:
        typer.echo(f"{_verdict(exit_code)}. The report is in {out}.", err=True)
    if corrected is not None:
        _tell_corrected(corrected, why_not)
    raise typer.Exit(exit_code)


def _require_said(text: str | None, option: str) -> None:
    """Not to ask whose a file is, or of when, is a choice; an empty answer is none.

    It would pass a file of anybody. Raises UsageError.
    """
    if text is not None and not text.strip():
        raise UsageError(f"{option} is empty: is a variable not set?")


def _require_places(
    report_format: str, out: Path | None, corrected: Path | None, files: list[Path]
) -> None:
    """What is asked for can be written where it is asked for, over nothing. Raises UsageError."""
    known(report_format, REPORT_FORMATS)
    if report_format == "xlsx" and out is None:
        raise UsageError("An XLSX report needs a file to be written to: add --out report.xlsx.")
    if out is not None and not out.parent.is_dir():
        raise UsageError(f"There is no folder {out.parent} to write {out.name} in.")
    not_over(out, files)
    if corrected is None:
        return
    if corrected.suffix.lower() != ".xlsx" or not corrected.parent.is_dir():
        raise UsageError(f"{corrected} is no .xlsx file in a folder that exists.")
    for path in (corrected, _beside(corrected)):
        not_over(path, files)
        if out is not None and path.resolve() == out.resolve():
            raise UsageError(f"{path} is to hold the report as well: name another file.")


def _check_here(
    files: list[Path],
    order: Mapping[str, str | None],
    form: str,
    out: Path | None,
    corrected: Path | None,
) -> Checked:
    """Check on this machine and write the report and the suggested corrections."""
    from validators.pool import Pool

    with Pool(1) as pool:
        # The child takes up its libraries while this process takes up its own.
        pool.start()
        from contracts.load import load_contract
        from muster.pipeline import check_upload
        from validators.jobs import CORRECTIONS, Rendering
        from validators.report import pieces

        renderings = [Rendering("xlsx", out)] if form == "xlsx" and out else []
        renderings += [Rendering(CORRECTIONS, corrected)] if corrected else []
        slug, force, period = str(order["return"]), order["force"], order["period"]
        report = check_upload(files, slug, force, period, renderings=renderings, pool=pool)
        contract = load_contract(report.return_slug, report.contract_version)
    if not report.readable:
        from muster.mapped import with_source

        report = with_source(report, files)
    if form != "xlsx" or (out and not out.is_file()):
        limit = _TERMINAL_PLACES if out is None and sys.stdout.isatty() else None
        write(pieces(report, form, contract, limit=limit, given=files), out)
    return report.exit_code, _list_corrections(report, contract, corrected) if corrected else None


def _list_corrections(report: Report, contract: Contract, corrected: Path) -> str | None:
    """Write the list of suggested corrections beside the workbook, or say why there is none."""
    from validators.report import corrections

    why_not = corrections.refused(report, contract)
    if why_not is None and not corrected.is_file():
        return "It could not be written, or needs more memory than a check is given."
    if why_not is None:
        with _beside(corrected).open("w", encoding="utf-8", newline="") as listed:
            listed.writelines(corrections.as_list(report, contract))
    return why_not


def _check_at(server: str) -> Callable[..., Checked]:
    """The same, at a server."""
    from muster import at_a_server

    def check(
        files: list[Path],
        order: Mapping[str, str | None],
        form: str,
        out: Path | None,
        corrected: Path | None,
    ) -> Checked:
        places = {"xlsx": corrected, "csv": _beside(corrected)} if corrected else {}
        with at_a_server.validated(server, files, order, form, places) as (report, code, why_not):
            write(report, out)
            return code, why_not

    return check


def _beside(corrected: Path) -> Path:
    """Where the list of what was changed is."""
    return corrected.with_suffix(".changes.csv")


def _tell_corrected(corrected: Path, why_not: str | None) -> None:
    """Say where the corrected tables are, and the list beside them; nothing is submitted."""
    if why_not is not None:
        typer.echo(f"No corrected file was written. {why_not}", err=True)
        return
    typer.echo(
        f"Your tables with the suggestions in them are in {corrected}, and what was changed is in "
        f"{_beside(corrected)}. Read it; nothing was submitted.",
        err=True,
    )


def _verdict(exit_code: int) -> str:
    return {0: "Passes", 1: "Has errors", 2: "Cannot be read as this return"}[exit_code]
