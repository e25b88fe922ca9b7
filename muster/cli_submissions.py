"""Commands about what was sent: list, changes, effects, explain, sign off, withdraw, revert."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from contracts.errors import UsageError

Reference = Annotated[str, typer.Argument(help="The submission's reference.")]
Role = Annotated[str, typer.Option("--as", help="The role in which you act.")]
Force = Annotated[str | None, typer.Option(help="The force of that role.")]
Reason = Annotated[str, typer.Option("--reason", help="Why, in a sentence.")]
Out = Annotated[Path | None, typer.Option("--out", help="Write it to this file.")]
AtServer = Annotated[
    str | None,
    typer.Option("--server", help="Work through the Muster at this address; MUSTER_TOKEN is used."),
]
_PLACES_IN_A_TERMINAL = 50


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command()(changes)
    submissions = typer.Typer(help="What was sent, and what becomes of it.", no_args_is_help=True)
    for name, command in (
        ("list", list_submissions),
        ("changes", submission_changes),
        ("effects", effects),
        ("report", report),
        ("plausibility", plausibility),
        ("warnings", warnings),
        ("explain", explain),
        ("signoff", sign_off),
        ("withdraw", withdraw),
        ("revert", revert),
        ("receipt", receipt),
    ):
        submissions.command(name)(command)
    app.add_typer(submissions, name="submissions")


def changes(
    files: Annotated[list[Path], typer.Argument(help="The file or files of one submission.")],
    return_slug: Annotated[str, typer.Option("--return", help="Which return.")],
    force: Annotated[str, typer.Option(help="Two-character force code, such as 01.")],
    period: Annotated[str, typer.Option(help="The period, such as 2022-03-31.")],
    form: Annotated[str, typer.Option("--format", help="text, csv or json.")] = "text",
    role: Role = "administrator",
) -> None:
    """What a file would change against what is live, cell by cell; leaves no trace."""
    from muster import changes as compared
    from muster.rehearsal import rehearse
    from muster.submitting import acting, ledger_here

    _known(form, ("text", "csv", "json"))
    with ledger_here() as ledger:
        done = rehearse(ledger, files, return_slug, force, period, acting(role, force), drawn=False)
    if done.changes is None:
        typer.echo("It does not pass, so it is not compared: run `muster validate`.", err=True)
        raise typer.Exit(done.report.exit_code)
    typer.echo(compared.render(done.changes, form, _limit(form)), nl=False)


def list_submissions(
    return_slug: Annotated[
        str | None, typer.Option("--return", help="Only of this return.")
    ] = None,
    force: Annotated[str | None, typer.Option(help="Only of this force.")] = None,
    period: Annotated[str | None, typer.Option(help="Only of this period.")] = None,
    role: Role = "administrator",
    server: AtServer = None,
) -> None:
    """Every submission that you may see, oldest first."""
    if server is not None:
        from muster import at_a_server

        at_a_server.list_submissions(server, return_slug, force, period)
        return
    from muster.submitting import acting, ledger_here

    with ledger_here() as ledger:
        found = ledger.submissions(
            actor=acting(role, force), return_slug=return_slug, force_code=force, period=period
        )
    for each in found:
        late = "  late" if each.is_late else ""
        unasked = each.state in ("ready", "needs_explanation") and each.compared_with is None
        typer.echo(
            f"{each.submission_id}  {each.return_slug}  {each.force_code}  {each.period}  "
            f"v{each.version}  {each.received_at:%Y-%m-%d %H:%M}  "
            f"{str(each.state).replace('_', ' ')}{late}"
            f"{'  plausibility not yet asked' if unasked else ''}"
        )


def submission_changes(
    submission: Reference,
    form: Annotated[str, typer.Option("--format", help="text, csv or json.")] = "text",
    role: Role = "administrator",
    force: Force = None,
    server: AtServer = None,
) -> None:
    """What a submission changes against what is live, cell by cell."""
    if server is not None:
        from muster import at_a_server

        at_a_server.fetch(server, f"/submissions/{submission}/changes", format=form)
        return
    from muster import changes as compared
    from muster.submitting import acting, ledger_here

    _known(form, ("text", "csv", "json"))
    with ledger_here() as ledger:
        found = compared.of_submission(ledger, submission, acting(role, force))
    typer.echo(compared.render(found, form, _limit(form)), nl=False)


def effects(
    submission: Reference,
    form: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
    role: Role = "administrator",
    force: Force = None,
    server: AtServer = None,
) -> None:
    """Which published comparisons would move if it were signed off, and by how much."""
    if server is not None:
        from muster import at_a_server

        at_a_server.effects(server, submission, form)
        return
    from muster.release.effects import effects as foresee
    from muster.release.moves import render
    from muster.settings import home
    from muster.submitting import acting, ledger_here

    _known(form, ("text", "json"))
    with ledger_here() as ledger:
        found = foresee(home(), ledger, submission, acting(role, force))
    typer.echo(render(found, form), nl=False)


def report(
    submission: Reference,
    form: Annotated[str, typer.Option("--format", help="text, json, csv, xlsx or html.")] = "text",
    out: Out = None,
    role: Role = "administrator",
    force: Force = None,
) -> None:
    """All that was found of a submission: by its check, and by history and other forces since."""
    from contracts.load import load_contract
    from muster.plausibility.standing import told
    from muster.settings import home
    from muster.submitting import acting, ledger_here
    from validators.report import render

    _known(form, ("text", "json", "csv", "xlsx", "html"))
    if form == "xlsx" and out is None:
        raise UsageError("A workbook needs a file to be written to: add --out report.xlsx.")
    with ledger_here() as ledger:
        actor = acting(role, force)
        found = told(home(), ledger, ledger.get(submission, actor), actor)
    content = render(found, form, load_contract(found.return_slug, found.contract_version))
    _write(content if isinstance(content, bytes) else content.encode("utf-8"), out)


def plausibility(submission: Reference, role: Role = "administrator", force: Force = None) -> None:
    """Compare it with history, other forces and other returns now, and say what is doubtful."""
    from muster.plausibility.asking import compare
    from muster.plausibility.standing import standing
    from muster.settings import home
    from muster.submitting import acting, ledger_here

    with ledger_here() as ledger:
        actor = acting(role, force)
        ledger.get(submission, actor)
        done = compare(home(), ledger, submission)
        typer.echo(standing(home(), ledger, done, actor).sentence)
        answer = ledger.compared(submission, actor)
        open_ = {finding.fingerprint for finding in ledger.unexplained(submission, actor)}
    for finding in answer.findings if answer else ():
        explained = "" if finding.fingerprint in open_ else "  (explained)"
        typer.echo(f"{finding.rule_id}: {finding.message}{explained}")
    typer.echo(f"Submission {submission} is {str(done.state).replace('_', ' ')}.")


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

        _write(at_a_server.warnings(server, submission, _sheet_format(out)), out)
        return
    from contracts.load import load_contract
    from muster import explanations
    from muster.submitting import acting, ledger_here

    with ledger_here() as ledger:
        actor = acting(role, force)
        found = ledger.get(submission, actor)
        report = ledger.report(submission, actor)
        told = [each.explanation for each in ledger.explanations(submission, actor)]
    contract = load_contract(found.return_slug, found.contract_version)
    if _sheet_format(out) == "xlsx":
        _write(explanations.as_xlsx(report, contract, told), out)
    else:
        _write(explanations.as_csv(report, contract, told).encode("utf-8"), out)


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
    from muster import explanations
    from muster.submitting import acting, ledger_here

    with ledger_here() as ledger:
        actor = acting(role, force)
        given = explanations.read_file(sheet, ledger.report(submission, actor))
        done = ledger.explain(submission, given, actor=actor, at=datetime.now(UTC))
        left = len(ledger.unexplained(submission, actor))
    typer.echo(
        f"{len(given):,} explanations were taken in; {left:,} warnings are left. "
        f"Submission {submission} is {str(done.state).replace('_', ' ')}."
    )


def sign_off(
    submission: Reference,
    role: Role = "administrator",
    force: Force = None,
    server: AtServer = None,
) -> None:
    """Make a submission live; whoever prepared it cannot, but in local mode."""
    if server is not None:
        from muster import at_a_server

        at_a_server.sign_off(server, submission)
        return
    from muster.submitting import acting, ledger_here

    with ledger_here() as ledger:
        done = ledger.sign_off(submission, actor=acting(role, force), at=datetime.now(UTC))
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
    from muster.submitting import acting, ledger_here

    with ledger_here() as ledger:
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
    from muster.submitting import acting, ledger_here

    with ledger_here() as ledger:
        live = ledger.revert(
            submission, actor=acting(role, force), at=datetime.now(UTC), reason=reason
        )
    typer.echo(
        f"Submission {submission} is withdrawn; version {live.version}, {live.submission_id}, is "
        "live again."
    )


def receipt(
    submission: Reference,
    form: Annotated[str, typer.Option("--format", help="json or pdf.")] = "json",
    out: Out = None,
    role: Role = "administrator",
    force: Force = None,
    server: AtServer = None,
) -> None:
    """The receipt of a submission: what was received, what was found, and when."""
    from muster.submitting import acting, ledger_here

    _known(form, ("json", "pdf"))
    if form == "pdf" and out is None:
        raise UsageError("A receipt as PDF needs a file to be written to: add --out receipt.pdf.")
    if server is not None:
        from muster import at_a_server

        _write(at_a_server.receipt(server, submission, form), out)
        return
    with ledger_here() as ledger:
        found = ledger.receipt(submission, acting(role, force))
    _write(found.as_pdf() if form == "pdf" else found.as_json().encode("utf-8"), out)


def _sheet_format(out: Path | None) -> str:
    return "xlsx" if out is not None and out.suffix.lower() == ".xlsx" else "csv"


def _known(form: str, forms: tuple[str, ...]) -> None:
    if form not in forms:
        raise UsageError(f"There is no format {form!r}; there are {', '.join(forms)}.")


def _limit(form: str) -> int | None:
    return _PLACES_IN_A_TERMINAL if form == "text" and sys.stdout.isatty() else None


def _write(content: bytes, out: Path | None) -> None:
    if out is not None:
        out.write_bytes(content)
        typer.echo(f"It is in {out}.", err=True)
        return
    sys.stdout.buffer.write(content if content.endswith(b"\n") else content + b"\n")
    sys.stdout.buffer.flush()
