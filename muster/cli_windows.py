"""Commands about collection windows: open, extend, close, list, status, remind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from contracts.errors import UsageError
from muster.cli_options import AtServer, Role, known

if TYPE_CHECKING:
    from ledger.standing import Standing

Return = Annotated[str, typer.Argument(help="Which return, for example workforce.")]
Period = Annotated[str, typer.Argument(help="The period, such as 2022-03-31 or 2024-03.")]
Due = Annotated[str | None, typer.Option("--due", help="The due date, such as 2024-04-22.")]
Reason = Annotated[str | None, typer.Option("--reason", help="Why, in a sentence.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    windows = typer.Typer(help="When returns are asked for.", no_args_is_help=True)
    for name, command in (
        ("open", open_window),
        ("extend", extend_window),
        ("close", close_window),
        ("list", list_windows),
        ("status", status),
        ("remind", remind),
    ):
        windows.command(name)(command)
    app.add_typer(windows, name="windows")


def open_window(
    return_slug: Return,
    period: Period,
    due: Due = None,
    reason: Reason = None,
    role: Role = "administrator",
    server: AtServer = None,
) -> None:
    """Ask for a return of a period; due when its contract says unless --due is given."""
    if server is not None:
        from muster import at_a_server

        at_a_server.window(
            server, return_slug, period, "opening", {"due_on": due, "reason": reason}
        )
        return
    from muster import window_words
    from muster.ledgers import ledger_here
    from muster.submitting import acting

    with ledger_here() as ledger:
        window = ledger.open_window(
            return_slug, period, due_on=_day(due), reason=reason,
            actor=acting(role, None), at=datetime.now(UTC),
        )  # fmt: skip
    typer.echo(window_words.line(window_words.window_as_dict(window)))


def extend_window(
    return_slug: Return,
    period: Period,
    due: Annotated[str, typer.Option("--due", help="The later date, such as 2024-05-07.")],
    reason: Annotated[str, typer.Option("--reason", help="Why, in a sentence.")],
    force: Annotated[str | None, typer.Option(help="For this force only.")] = None,
    role: Role = "administrator",
    server: AtServer = None,
) -> None:
    """A later due date, for all or for one force; that force may send after the closing, too."""
    if server is not None:
        from muster import at_a_server

        asked = {"due_on": due, "reason": reason, "force": force}
        at_a_server.window(server, return_slug, period, "extension", asked)
        return
    from muster import window_words
    from muster.ledgers import known_ledger
    from muster.submitting import acting

    day = _day(due)
    assert day is not None, "the option is required"
    with known_ledger() as ledger:
        window = ledger.extend_window(
            return_slug, period, due_on=day, force_code=force, reason=reason,
            actor=acting(role, None), at=datetime.now(UTC),
        )  # fmt: skip
    typer.echo(window_words.line(window_words.window_as_dict(window)))


def close_window(
    return_slug: Return,
    period: Period,
    reason: Reason = None,
    role: Role = "administrator",
    server: AtServer = None,
) -> None:
    """Receive nothing more of that return and period; extensions of single forces run on."""
    if server is not None:
        from muster import at_a_server

        at_a_server.window(server, return_slug, period, "closing", {"reason": reason})
        return
    from muster import window_words
    from muster.ledgers import known_ledger
    from muster.submitting import acting

    with known_ledger() as ledger:
        window = ledger.close_window(
            return_slug, period, reason=reason, actor=acting(role, None), at=datetime.now(UTC)
        )
    typer.echo(window_words.line(window_words.window_as_dict(window)))


def list_windows(
    return_slug: Annotated[str | None, typer.Argument(help="Only of this return.")] = None,
    form: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
    role: Role = "administrator",
    server: AtServer = None,
) -> None:
    """Every window, with its due date and its extensions."""
    if server is not None:
        from muster import at_a_server

        at_a_server.windows(server, return_slug, form)
        return
    from contracts.filters import require_known
    from muster import window_words
    from muster.ledgers import known_ledger
    from muster.submitting import acting

    known(form, ("text", "json"))
    require_known(return_slug=return_slug)
    with known_ledger() as ledger:
        found = ledger.windows(actor=acting(role, None), return_slug=return_slug)
    told = [window_words.window_as_dict(window) for window in found]
    typer.echo(window_words.windows(told, form))


def status(
    return_slug: Return,
    period: Period,
    form: Annotated[str, typer.Option("--format", help="table, csv or json.")] = "table",
    missing: Annotated[
        bool, typer.Option("--missing", help="Only those of whom nothing stands.")
    ] = False,
    role: Role = "administrator",
    force: Annotated[str | None, typer.Option(help="The force of that role.")] = None,
    server: AtServer = None,
) -> None:
    """Who has sent the return of a period, and who has not."""
    known(form, ("table", "csv", "json"))
    if server is not None:
        from muster import at_a_server

        at_a_server.standing(server, return_slug, period, form, missing=missing)
        return
    from muster import window_words
    from muster.ledgers import known_ledger
    from muster.submitting import acting

    with known_ledger() as ledger:
        rows = ledger.standing(return_slug, period, actor=acting(role, force), at=datetime.now(UTC))
        windows = ledger.windows(actor=acting(role, force), return_slug=return_slug, period=period)
    told = [window_words.standing_as_dict(row) for row in rows]
    window = window_words.window_as_dict(windows[0]) if windows else None
    typer.echo(window_words.standing(told, window, form, missing=missing))


def remind(
    return_slug: Return,
    period: Period,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the reminders into this folder.")
    ] = None,
    mail: Annotated[
        bool, typer.Option("--send", help="Send them through the server of MUSTER_SMTP.")
    ] = False,
    role: Role = "administrator",
) -> None:
    """Remind the forces that have not sent: e-mail files in a folder, or mail that is sent.

    Exit code 1 where the mail server refused some of them.
    """
    from ledger.access import require_windows
    from muster import reminders, settings
    from muster.ledgers import known_ledger
    from muster.submitting import acting

    if (out is None) == (not mail):
        raise UsageError("Say where the reminders go: --out FOLDER, or --send.")
    actor, at = acting(role, None), datetime.now(UTC)
    require_windows(actor)
    contacts = reminders.read_contacts(settings.contacts_file())
    with known_ledger() as ledger:
        rows = ledger.standing(return_slug, period, actor=actor, at=at)
    if not reminders.to_remind(rows):
        typer.echo("Every force has sent it: there is nobody to remind.")
        return
    if out is not None:
        written, unknown = reminders.write_files(
            rows, contacts, out, sender=settings.mail_from(), at=at
        )
        _tell(f"{_reminders(len(written))} in {out}.", unknown)
        return
    server = settings.smtp_server()
    if server is None:
        raise UsageError("No mail server is configured: set MUSTER_SMTP, or use --out FOLDER.")
    done = reminders.send(
        rows, contacts, server, sender=settings.mail_from(), at=at, login=settings.smtp_login()
    )
    _tell(f"{_reminders(len(done.reached))} on the way.", done.unknown)
    for row, said in done.refused:
        typer.echo(f"{row.force_code} {row.force_name}: the mail server said {said}.", err=True)
    raise typer.Exit(1 if done.refused else 0)


def _reminders(count: int) -> str:
    return f"{count} reminder{' is' if count == 1 else 's are'}"


def _tell(said: str, unknown: Sequence[Standing]) -> None:
    typer.echo(said)
    if unknown:
        names = ", ".join(f"{row.force_code} {row.force_name}" for row in unknown)
        typer.echo(f"No contact is known for: {names}.", err=True)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is no date; write it as 2024-04-22.") from None
