"""Commands about one return: validate, template, map, submit, contracts check and list."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from contracts.amounts import count
from contracts.errors import UsageError
from muster import contracts_ci
from muster.cli_options import AtServer, known, write

if TYPE_CHECKING:
    from contracts.findings import Report
    from contracts.model import Contract

REPORT_FORMATS = ("text", "json", "csv", "xlsx", "html", "junit", "sarif", "github")
_TERMINAL_PLACES = 20

Return = Annotated[str, typer.Option("--return", help="Which return, for example workforce.")]
Files = Annotated[list[Path], typer.Argument(help="The file or files of one submission.")]
Out = Annotated[Path, typer.Option("--out", help="Where to write.")]
Checked = tuple[int, str | None]
"""The exit code of a check, and why no corrected file was written (None: one was)."""


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command()(validate)
    app.command()(template)
    app.command("map")(map_extract)
    app.command()(submit)
    app.command()(status)
    contracts = typer.Typer(help="The contracts of the returns.", no_args_is_help=True)
    contracts.command("check")(contracts_check)
    contracts.command("list")(contracts_list)
    contracts_ci.register(contracts)
    app.add_typer(contracts, name="contracts")


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

        raise typer.Exit(validate_folder(files[0], return_slug, engine, out))
    if engine != "local":
        raise UsageError("Spark checks a folder of <force>/<period>/ folders, not single files.")
    _require_places(report_format, out, corrected)
    _say(f"Checking {', '.join(path.name for path in files)}.")
    order = {"return": return_slug, "force": force, "period": period}
    check = _check_here if server is None else _check_at(server)
    exit_code, why_not = check(files, order, report_format, out, corrected)
    if out is not None:
        typer.echo(f"{_verdict(exit_code)}. The report is in {out}.", err=True)
    if corrected is not None:
        _tell_corrected(corrected, why_not)
    raise typer.Exit(exit_code)


def _require_places(report_format: str, out: Path | None, corrected: Path | None) -> None:
    """What is asked for can be written where it is asked for. Raises UsageError."""
    known(report_format, REPORT_FORMATS)
    if report_format == "xlsx" and out is None:
        raise UsageError("An XLSX report needs a file to be written to: add --out report.xlsx.")
    if out is not None and not out.parent.is_dir():
        raise UsageError(f"There is no folder {out.parent} to write {out.name} in.")
    if corrected is None:
        return
    if corrected.suffix.lower() != ".xlsx" or not corrected.parent.is_dir():
        raise UsageError(f"{corrected} is no .xlsx file in a folder that exists.")


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
    if form != "xlsx" or (out and not out.exists()):
        limit = _TERMINAL_PLACES if out is None and sys.stdout.isatty() else None
        write(pieces(report, form, contract, limit=limit, given=files), out)
    return report.exit_code, _list_corrections(report, contract, corrected) if corrected else None


def _list_corrections(report: Report, contract: Contract, corrected: Path) -> str | None:
    """Write the list of suggested corrections beside the workbook, or say why there is none."""
    from validators.report import corrections

    why_not = corrections.refused(report, contract)
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


def _say(line: str) -> None:
    """What is going on, for a person who waits; nothing where nobody is watching."""
    if sys.stderr.isatty():
        typer.echo(line, err=True)


def _verdict(exit_code: int) -> str:
    return {0: "Passes", 1: "Has errors", 2: "Cannot be read as this return"}[exit_code]


def template(
    return_slug: Annotated[
        str, typer.Argument(help="Which return, for example workforce; or manifest.")
    ],
    out: Out,
    file_format: Annotated[str, typer.Option("--format", help="xlsx or csv.")] = "xlsx",
) -> None:
    """Write the blank template of a return: a workbook, or a folder of CSV files.

    `muster template manifest` writes the manifest that may travel beside the files of any return.
    """
    from contracts.load import load_contract
    from contracts.render.template import write_manifest_template, write_template

    if return_slug == "manifest":
        write_manifest_template(out)
        typer.echo(f"The template of a manifest is in {out}.", err=True)
        return
    if file_format not in ("xlsx", "csv"):
        raise UsageError(f"There is no template format {file_format!r}; there are xlsx and csv.")
    write_template(load_contract(return_slug), file_format, out)
    typer.echo(f"The template of {return_slug} is in {out}.", err=True)


def map_extract(
    source: Annotated[
        str, typer.Argument(help="What the extract comes from; see docs/mappings.md.")
    ],
    files: Annotated[list[Path], typer.Argument(help="The extract.")],
    out: Out,
) -> None:
    """Turn a system's extract into submissions: OUT/<force>/<period>/<table>.csv."""
    from mappings.apply import apply_mapping

    result = apply_mapping(source, files, out, lambda line: typer.echo(line, err=True))
    typer.echo(
        f"{count(result.rows_read, 'row')} read: {result.rows_mapped:,} mapped into "
        f"{count(len(result.submissions), 'submission')}, {result.rows_unmapped:,} not mapped"
        + (f" (why: {out / 'unmapped.csv'})." if result.rows_unmapped else ".")
    )
    doubted = sum(not claim.agrees for claim in result.claims)
    if doubted:
        is_doubtful = "is doubtful" if doubted == 1 else "are doubtful"
        things = count(doubted, "thing")
        typer.echo(f"{things} that the source says {is_doubtful}: {out / 'claims.csv'}.")
    for note in result.notes:
        typer.echo(f"Note: {note}")


def submit(
    return_slug: Return,
    files: Annotated[
        list[Path] | None, typer.Argument(help="Files, or a folder that `map` wrote.")
    ] = None,
    force: Annotated[str | None, typer.Option(help="Two-character force code, such as 01.")] = None,
    period: Annotated[
        str | None, typer.Option(help="The period, such as 2022-03-31 or 2024-03.")
    ] = None,
    explain: Annotated[
        Path | None,
        typer.Option(
            help="CSV of explanations: rule_id, table, column, key, reason_code, sentence."
        ),
    ] = None,
    role: Annotated[
        str, typer.Option("--as", help="The role in which you submit.")
    ] = "administrator",
    reason: Annotated[
        str | None, typer.Option(help="Why a return is sent again, such as LATE_RECORDS.")
    ] = None,
    nil: Annotated[bool, typer.Option("--nil", help="There was nothing to report.")] = False,
    server: AtServer = None,
) -> None:
    """Keep a submission, check it, and sign it off where nothing stands against it."""
    sent = files or []
    if nil and sent:
        raise UsageError("A nil return says that there was nothing to report: leave the files out.")
    if not nil and not sent:
        raise UsageError("Name the files of the return, or say that there was nothing: --nil.")
    if server is not None:
        from muster import at_a_server

        if period is None:
            raise UsageError("Say of which period the return is: add --period.")
        raise typer.Exit(
            at_a_server.submit(server, sent, return_slug, force, period, explain, reason)
        )
    from muster.submitting import submit_files, submit_from_folder, submit_nil

    if len(sent) == 1 and sent[0].is_dir():
        raise typer.Exit(submit_from_folder(sent[0], return_slug, role))
    if force is None or period is None:
        raise UsageError("Say whose return it is and of which period: add --force and --period.")
    if nil:
        raise typer.Exit(submit_nil(return_slug, force, period, role, reason))
    _say(f"Keeping and checking {', '.join(path.name for path in sent)}.")
    raise typer.Exit(submit_files(sent, return_slug, force, period, role, explain, reason))


def status(
    submission_id: Annotated[str, typer.Argument(help="Such as 7K3M-Q2XD-9RTV-04AB.")],
    server: AtServer = None,
) -> None:
    """Where a submission stands, and who did what to it."""
    if server is not None:
        from muster import at_a_server

        at_a_server.status(server, submission_id)
        return
    from muster.submitting import tell_status

    tell_status(submission_id)


def contracts_check() -> None:
    """Load and lint every contract, and see that everything generated from them is current."""
    from contracts.load import all_contracts
    from contracts.render.generated import stale

    for contract in all_contracts():
        typer.echo(f"{contract.slug} {contract.version}: {len(contract.rules)} rules, in order.")
    if not (Path.cwd() / "contracts" / "returns").is_dir():
        typer.echo("What is generated from them is kept in a checkout of Muster; this is none.")
        return
    outdated = stale(Path.cwd())
    for path in outdated:
        typer.echo(f"{path} is not what the contracts say now.", err=True)
    if outdated:
        typer.echo("Run `make generate` and look at what changed.", err=True)
        raise typer.Exit(1)
    typer.echo("Everything generated is current.")


def contracts_list() -> None:
    """Name every return, its version and its tables."""
    from contracts.load import all_contracts

    for contract in all_contracts():
        tables = ", ".join(table.name for table in contract.tables)
        typer.echo(f"{contract.slug:<20} {contract.version:<8} {contract.title} ({tables})")
