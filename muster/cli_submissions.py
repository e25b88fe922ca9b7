"""Commands that read what was sent: list, changes, effects, report, plausibility."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from contracts.errors import UsageError
from muster import cli_deciding
from muster.cli_options import (
    AtServer,
    Force,
    Out,
    Reference,
    Role,
    known,
    named_path,
    stands,
    write_and_say,
)

if TYPE_CHECKING:
    from contracts.findings import Report

_PLACES_IN_A_TERMINAL = 50
_REPORTS = ("text", "json", "csv", "xlsx", "html", "junit", "sarif", "github")


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
    ):
        submissions.command(name)(command)
    cli_deciding.register(submissions)
    app.add_typer(submissions, name="submissions")


def changes(
    files: Annotated[
        list[Path], typer.Argument(parser=named_path, help="The file or files of one submission.")
    ],
    return_slug: Annotated[str, typer.Option("--return", help="Which return.")],
    force: Annotated[str, typer.Option(help="Two-character force code, such as 01.")],
    period: Annotated[str, typer.Option(help="The period, such as 2022-03-31.")],
    form: Annotated[str, typer.Option("--format", help="text, csv or json.")] = "text",
    role: Role = "administrator",
    server: AtServer = None,
) -> None:
    """What a file would change against what is live, cell by cell; leaves no trace."""
    known(form, ("text", "csv", "json"))
    if server is not None:
        from muster import at_a_server

        order = {"return": return_slug, "force": force, "period": period}
        found, exit_code = at_a_server.changes(server, files, order, form)
        if found is None:
            _not_compared(exit_code)
        typer.echo(found, nl=False)
        return
    from muster.changes_told import render
    from muster.ledgers import known_ledger
    from muster.rehearsal import rehearse
    from muster.submitting import acting

    with known_ledger() as ledger:
        done = rehearse(ledger, files, return_slug, force, period, acting(role, force), drawn=False)
    if done.changes is None:
        _not_compared(done.report.exit_code)
    typer.echo(render(done.changes, form, _limit(form)), nl=False)


def _not_compared(exit_code: int) -> NoReturn:
    typer.echo("It does not pass, so it is not compared: run `muster validate`.", err=True)
    raise typer.Exit(exit_code)


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
    from contracts.filters import nothing_found, require_known
    from ledger.times import minute_words
    from muster.ledgers import known_ledger
    from muster.submitting import acting

    require_known(return_slug=return_slug, force_code=force, period=period)
    with known_ledger() as ledger:
        found = ledger.submissions(
            actor=acting(role, force), return_slug=return_slug, force_code=force, period=period
        )
    if not found:
        typer.echo(nothing_found(return_slug, force, period), err=True)
    for each in found:
        late = "  late" if each.is_late else ""
        unasked = each.state in ("ready", "needs_explanation") and each.compared_with is None
        typer.echo(
            f"{each.submission_id}  {each.return_slug}  {each.force_code}  {each.period}  "
            f"v{each.version}  {minute_words(each.received_at)}  "
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
        from muster.api.paths import place

        at_a_server.fetch(server, place("submissions", submission, "changes"), format=form)
        return
    from muster.changes import of_submission
    from muster.changes_told import render
    from muster.ledgers import known_ledger
    from muster.submitting import acting

    known(form, ("text", "csv", "json"))
    with known_ledger() as ledger:
        found = of_submission(ledger, submission, acting(role, force))
    typer.echo(render(found, form, _limit(form)), nl=False)


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
    from muster.ledgers import known_ledger
    from muster.moves import render
    from muster.release.effects import effects as foresee
    from muster.settings import home
    from muster.submitting import acting

    known(form, ("text", "json"))
    with known_ledger() as ledger:
        found = foresee(home(), ledger, submission, acting(role, force))
    typer.echo(render(found, form), nl=False)


def report(
    submission: Reference,
    form: Annotated[str, typer.Option("--format", help=f"One of {', '.join(_REPORTS)}.")] = "text",
    out: Out = None,
    role: Role = "administrator",
    force: Force = None,
    server: AtServer = None,
) -> None:
    """All that was found of a submission: by its check, and by history and other forces since."""
    known(form, _REPORTS)
    if form == "xlsx" and out is None:
        raise UsageError("A workbook needs a file to be written to: add --out report.xlsx.")
    if server is not None:
        from muster import at_a_server

        write_and_say(at_a_server.report(server, submission, form), out)
        return
    from contracts.load import load_contract
    from validators.report import pieces

    found = _report(submission, role, force)
    contract = load_contract(found.return_slug, found.contract_version)
    write_and_say(pieces(found, form, contract), out)


def _report(submission: str, role: str, force: str | None) -> Report:
    from muster.ledgers import known_ledger
    from muster.plausibility.standing import told
    from muster.settings import home
    from muster.submitting import acting

    with known_ledger() as ledger:
        actor = acting(role, force)
        return told(home(), ledger, ledger.get(submission, actor), actor)


def plausibility(
    submission: Reference,
    role: Role = "administrator",
    force: Force = None,
    server: AtServer = None,
) -> None:
    """Compare it with history, other forces and other returns now, and say what is doubtful.

    A server asks by itself: there it says what became of that.
    """
    if server is not None:
        from muster import at_a_server

        at_a_server.plausibility(server, submission)
        return
    from muster.ledgers import known_ledger
    from muster.plausibility.asking import compare
    from muster.plausibility.standing import standing
    from muster.settings import home
    from muster.submitting import acting
    from validators.report.words import visible

    with known_ledger() as ledger:
        actor = acting(role, force)
        ledger.get(submission, actor)
        done = compare(home(), ledger, submission)
        typer.echo(standing(home(), ledger, done, actor).sentence)
        answer = ledger.compared(submission, actor)
        open_ = {finding.fingerprint for finding in ledger.unexplained(submission, actor)}
    for finding in answer.findings if answer else ():
        explained = "" if finding.fingerprint in open_ else "  (explained)"
        typer.echo(visible(f"{finding.rule_id}: {finding.message}{explained}"))
    typer.echo(f"Submission {submission} {stands(str(done.state))}.")


def _limit(form: str) -> int | None:
    return _PLACES_IN_A_TERMINAL if form == "text" and sys.stdout.isatty() else None
