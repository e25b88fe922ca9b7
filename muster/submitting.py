"""What `muster submit` says and does: one submission, a folder of them, or nothing to report."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import typer

from contracts.amounts import count
from contracts.errors import UsageError
from contracts.findings import Finding
from contracts.load import load_contract
from ledger.access import local_administrator
from ledger.model import Actor, Role, State, Submission
from ledger.receipt import Receipt
from ledger.times import written_time
from muster.cli_options import write
from muster.explanations import carried_over, read_file
from muster.ledgers import known_ledger, ledger_here
from muster.pipeline import Submitted, submit
from muster.settings import home
from muster.submission_folders import doubts_of_folder, submit_folder


def acting(role: str, force_code: str | None) -> Actor:
    """Without an identity provider this machine vouches for whoever types; it is recorded so."""
    if role == Role.ADMINISTRATOR:
        return local_administrator()
    if role not in {str(known) for known in Role}:
        raise UsageError(f"There is no role {role!r}; there are {', '.join(Role)}.")
    return Actor(f"local {role}", role, force_code, local=False)


def submit_files(
    files: list[Path], slug: str, force: str, period: str, role: str,
    explain: Path | None, reason: str | None,
) -> int:  # fmt: skip
    """Submit one return. Returns the exit code of its check."""
    with ledger_here() as ledger:
        explanations = read_file(explain) if explain else []
        done = submit(
            ledger, files, slug, force, period,
            actor=acting(role, force), explanations=explanations, revision_reason=reason,
        )  # fmt: skip
        given = ledger.explanations(done.submission.submission_id, acting(role, force))
    _tell(done, carried_over(each.explanation for each in given))
    return done.report.exit_code


def _tell(done: Submitted, carried: str) -> None:
    from validators.report import pieces

    submission = done.submission
    if submission.state == "rejected":
        contract = load_contract(submission.return_slug, submission.contract_version)
        write(pieces(done.report, "text", contract), None)
        typer.echo()
    if done.again:
        typer.echo("These very files were here already: this is the same submission.", err=True)
    for sentence in done.untried:
        typer.echo(sentence, err=True)
    typer.echo(_fate(submission, done))
    if carried:
        typer.echo(carried)
    if submission.state == "signed_off":
        typer.echo(json.dumps(Receipt.of(submission).as_dict(), indent=2))


def _fate(submission: Submission, done: Submitted) -> str:
    about = f"{submission.return_slug}, {submission.force_code}, {submission.period}"
    what = f"Submission {submission.submission_id} ({about})"
    warnings = done.report.counts["warning"]
    explained = "its warning is" if warnings == 1 else f"its {warnings:,} warnings are"
    match str(submission.state):
        case "signed_off":
            return f"{what} is accepted and live.{_doubted(submission)}"
        case "rejected":
            return (
                f"{what} is rejected, and kept as received: correct what is listed above and send "
                "it again."
            )
        case "needs_explanation":
            return (
                f"{what} is kept; it becomes live when {explained} explained. "
                f"Get the sheet with `muster submissions warnings {submission.submission_id} --out "
                "warnings.csv`, fill it in, and give it to `muster submissions explain "
                f"{submission.submission_id} warnings.csv`."
            )
        case _:
            return f"{what} is kept and {_waits(submission)}{_doubted(submission)}"


def _doubted(submission: Submission) -> str:
    """Whoever signs off before history and other forces were asked is told so."""
    if submission.compared_with is not None:
        return ""
    return (
        " It is not compared with history and other forces yet: what they say joins its report "
        f"(`muster submissions report {submission.submission_id}`)."
    )


def submit_from_folder(folder: Path, slug: str, role: str) -> int:
    """Submit every submission of a folder that `map` wrote. Returns the worst exit code."""
    counts: dict[str, int] = {}
    worst = 0
    for sentence in doubts_of_folder(folder):
        typer.echo(sentence, err=True)
    with ledger_here() as ledger:
        done = submit_folder(
            ledger, folder, slug, actor=acting(role, None), received_at=datetime.now(UTC)
        )
        for number, each in enumerate(done, start=1):
            state = str(each.submission.state)
            counts[state] = counts.get(state, 0) + 1
            worst = max(worst, each.report.exit_code)
            if state == "rejected":
                typer.echo(_rejection(each))
            if number % 50 == 0:
                typer.echo(f"{number} submissions checked", err=True)
    total = ", ".join(
        f"{many:,} {state.replace('_', ' ')}" for state, many in sorted(counts.items())
    )
    typer.echo(f"{count(sum(counts.values()), 'submission')} of {slug}: {total}.")
    return worst


def _rejection(each: Submitted) -> str:
    found = each.report.counts
    first: Finding = each.report.findings[0]
    return (
        f"{each.submission.force_code} {each.submission.period}: rejected with "
        f"{found['error']:,} errors; the first: {first.rule_id}, {first.message}"
    )


def submit_nil(slug: str, force: str, period: str, role: str, reason: str | None) -> int:
    """Submit that there was nothing to report."""
    contract = load_contract(slug)
    with ledger_here() as ledger:
        submission = ledger.accept(
            [], None, {},
            return_slug=slug, force_code=force, period=period, contract_version=contract.version,
            actor=acting(role, force), received_at=datetime.now(UTC), submission_type="NIL",
            revision_reason=reason,
        )  # fmt: skip
    what = f"Nil return {submission.submission_id} ({slug}, {force}, {period})"
    if submission.is_live:
        typer.echo(f"{what} is accepted and live.{_doubted(submission)}")
        typer.echo(Receipt.of(submission).as_json())
    else:
        typer.echo(f"{what} is kept and {_waits(submission)}{_doubted(submission)}")
    return 0


def _waits(submission: Submission) -> str:
    """What comes next for one that is ready."""
    if submission.state is not State.READY:
        return f"{str(submission.state).replace('_', ' ')}."
    return (
        "ready: an approver can sign it off with `muster submissions signoff "
        f"{submission.submission_id} --as approver --force {submission.force_code}`."
    )


def tell_status(submission_id: str) -> None:
    """Say where a submission of this ledger stands, and who did what to it, as JSON."""
    with known_ledger() as ledger:
        from muster.plausibility.standing import standing

        actor = local_administrator()
        read_to = ledger.read_to(submission_id, actor)
        submission = ledger.get(submission_id, actor)
        found = Receipt.of(submission).as_dict() | {"read_to": read_to}
        told = standing(home(), ledger, submission, actor).as_dict()
        steps = ledger.history(submission_id, actor)
    history = [
        {"sequence": s.sequence, "action": s.action, "state": s.state, "at": written_time(s.at),
         "subject": s.subject, "role": s.role, "reason": s.reason}
        for s in steps
    ]  # fmt: skip
    typer.echo(json.dumps({**found, "plausibility": told, "history": history}, indent=2))
