"""Commands about what becomes of a submission: explain, sign off, withdraw, revert, receipt."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from contracts.errors import UsageError
from muster.cli_options import (
    AtServer,
    Force,
    Out,
    Reason,
    Reference,
    Role,
    known,
    stands,
    write_and_say,
)


def register(submissions: typer.Typer) -> None:
    """Add the commands of this module to `muster submissions`."""
    for name, command in (
        ("warnings", warnings),
        ("explain", explain),
        ("signoff", sign_off),
        ("withdraw", withdraw),
        ("revert", revert),
        ("receipt", receipt),
    ):
        submissions.command(name)(command)


def warnings(
    submission: Reference,
    out: Out = None,
    role: Role = "administrator",
    force: Force = None,
    server: AtServer = None,
) -> None:
    """The warnings as a sheet to fill in (.csv or .xlsx), with what is explained already."""
    if server is not None:
        from muster import at_a_server

        write_and_say(at_a_server.warnings(server, submission, _sheet_format(out)), out)
        return
    from contracts.load import load_contract
    from muster import explanations
    from muster.ledgers import known_ledger
    from muster.submitting import acting

    with known_ledger() as ledger:
        actor = acting(role, force)
        found = ledger.get(submission, actor)
        report = ledger.report(submission, actor)
        told = [each.explanation for each in ledger.explanations(submission, actor)]
    contract = load_contract(found.return_slug, found.contract_version)
    if _sheet_format(out) == "xlsx":
        write_and_say([explanations.as_xlsx(report, contract, told)], out)
    else:
        write_and_say((t.encode() for t in explanations.as_csv(report, contract, told)), out)


def explain(
    submission: Reference,
    sheet: Annotated[Path, typer.Argument(help="The sheet that was filled in.")],
    role: Role = "administrator",
    force: Force = None,
    server: AtServer = None,
) -> None:
    """Take in the explanations of a sheet."""
    if server is not None:
        from muster import at_a_server

        at_a_server.explain(server, submission, sheet)
        return
    from contracts.amounts import count as counted
    from muster import explanations
    from muster.ledgers import known_ledger
    from muster.submitting import acting

    with known_ledger() as ledger:
        actor = acting(role, force)
        given = explanations.read_file(sheet, ledger.report(submission, actor))
        done = ledger.explain(submission, given, actor=actor, at=datetime.now(UTC))
        left = len(ledger.unexplained(submission, actor))
    typer.echo(
        f"Taken in: {counted(len(given), 'explanation')}; left: {counted(left, 'warning')}. "
        f"Submission {submission} {stands(str(done.state))}."
    )


def sign_off(
    submission: Reference,
    read_to: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="What `muster status` says there: where it was explained or compared anew since, "
            "or another version is live, nothing is signed.",
        ),
    ] = None,
    role: Role = "administrator",
    force: Force = None,
    server: AtServer = None,
) -> None:
    """Make a submission live; whoever prepared it cannot, but in local mode."""
    if server is not None:
        from muster import at_a_server

        at_a_server.sign_off(server, submission, read_to)
        return
    from muster.ledgers import known_ledger
    from muster.submitting import acting

    with known_ledger() as ledger:
        done = ledger.sign_off(
            submission, actor=acting(role, force), at=datetime.now(UTC), read_to=read_to
        )
    typer.echo(done.as_json())


def withdraw(
    submission: Reference,
    reason: Reason,
    role: Role = "administrator",
    force: Force = None,
    server: AtServer = None,
) -> None:
    """Take a submission back; if it was live, nothing is live then."""
    if server is not None:
        from muster import at_a_server

        at_a_server.withdraw(server, submission, reason)
        return
    from muster.ledgers import known_ledger
    from muster.submitting import acting

    with known_ledger() as ledger:
        ledger.withdraw(submission, actor=acting(role, force), at=datetime.now(UTC), reason=reason)
    typer.echo(f"Submission {submission} is withdrawn.")


def revert(
    submission: Reference,
    reason: Reason,
    role: Role = "administrator",
    force: Force = None,
    server: AtServer = None,
) -> None:
    """Make live again what a live submission had replaced."""
    if server is not None:
        from muster import at_a_server

        at_a_server.revert(server, submission, reason)
        return
    from muster.ledgers import known_ledger
    from muster.submitting import acting

    with known_ledger() as ledger:
        live = ledger.revert(
            submission, actor=acting(role, force), at=datetime.now(UTC), reason=reason
        )
    typer.echo(
        f"Submission {submission} is withdrawn; version {live.version}, {live.submission_id}, is "
        "live again."
    )


def receipt(
    submission: Reference,
    form: Annotated[
        str | None,
        typer.Option("--format", help="json or pdf; as the file is called, unless it is given."),
    ] = None,
    out: Out = None,
    role: Role = "administrator",
    force: Force = None,
    server: AtServer = None,
) -> None:
    """The receipt of a submission: what was received, what was found, and when."""
    form = form or ("pdf" if out is not None and out.suffix.lower() == ".pdf" else "json")
    known(form, ("json", "pdf"))
    if form == "pdf" and out is None:
        raise UsageError("A receipt as PDF needs a file to be written to: add --out receipt.pdf.")
    if server is not None:
        from muster import at_a_server

        write_and_say([at_a_server.receipt(server, submission, form)], out)
        return
    from muster.ledgers import known_ledger
    from muster.submitting import acting

    with known_ledger() as ledger:
        found = ledger.receipt(submission, acting(role, force))
    content = found.as_pdf() if form == "pdf" else found.as_json().encode("utf-8")
    write_and_say([content], out)


def _sheet_format(out: Path | None) -> str:
    ending = out.suffix.lower() if out is not None else ""
    if ending not in ("", ".csv", ".xlsx"):
        raise UsageError(f"The sheet is CSV or XLSX: end the name {out} in .csv or .xlsx.")
    return "xlsx" if ending == ".xlsx" else "csv"
