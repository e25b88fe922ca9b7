"""Commands for those who run Muster: doctor, backup, restore, worker."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from muster.cli_options import Keep, named_path, tell_altered
from muster.settings import home, ledger_url

if TYPE_CHECKING:
    from muster.health import Answer


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    for command in (doctor, backup, restore, worker):
        app.command()(command)


def doctor(
    now: Annotated[
        bool, typer.Option("--now", help="Finish checks at once, however lately they began.")
    ] = False,
) -> None:
    """Say what is not well, sweep what a crash left, finish checks. Exit code 1 if harm remains."""
    from ledger.discrepancy import DiscrepancyKind
    from muster.health import building, readiness, remembering, working
    from muster.ledgers import known_ledger, require_begun
    from muster.recovery import recover
    from muster.release.alone import sweep_builds

    require_begun()
    looked_at = datetime.now(UTC)
    parts = (*readiness(home(), ledger_url()), building(home()), working(home(), looked_at))
    for answer in parts:
        _tell(answer)
    with known_ledger() as ledger:
        _tell(remembering(home()))
        done = chain(recover(ledger, now=datetime.now(UTC), at_once=now), sweep_builds(home()))
        _tell_all(done)
        found, noted = ledger.verify(), ledger.published()
    for discrepancy in found:
        if discrepancy.kind is not DiscrepancyKind.UNVOUCHED:  # told above, among what is needed
            typer.echo(f"{str(discrepancy.kind).capitalize()}: {discrepancy.sentence}")
    harm = any(not discrepancy.harmless for discrepancy in found)
    if harm:
        typer.echo("Restore what is named here from a backup, or `muster verify --rebuild`.")
    if tell_altered(home(), noted) or harm:
        raise typer.Exit(1)


def _tell_all(done: Iterable[str]) -> None:
    """A line for each thing that was done, as soon as it is; one that says so where nothing was.

    What was left as it is comes after, where everything that is not well is named.
    """
    from ledger.doctor import LEFT, NOTHING

    found = False
    for line in done:
        if line != NOTHING:
            found = True
            if not line.startswith(LEFT):
                typer.echo(line)
    if not found:
        typer.echo(NOTHING)


def _tell(answer: Answer) -> None:
    typer.echo(f"{'Well' if answer.well else 'Not well'}: {answer.sentence}")


def backup(
    folder: Annotated[
        Path, typer.Argument(parser=named_path, help="A folder of its own, made where it is not.")
    ],
) -> None:
    """Copy the ledger, its files, reference tables, contacts and releases, while others submit."""
    from muster.keeping import backup as back_up
    from muster.ledgers import require_begun

    require_begun()
    for line in back_up(home(), ledger_url(), folder, at=datetime.now(UTC)):
        typer.echo(line)


def restore(
    folder: Annotated[
        Path, typer.Argument(parser=named_path, help="A folder that `muster backup` wrote.")
    ],
) -> None:
    """Make MUSTER_HOME (empty) and the ledger's database (empty) from a backup, and verify them."""
    from muster.keeping import restore as restore_all

    for line in restore_all(folder, home(), ledger_url()):
        typer.echo(line)


def worker(
    every: Annotated[
        float, typer.Option(min=1, max=86_400, help="Seconds between two looks.")
    ] = 60.0,
    builds: Annotated[
        bool, typer.Option("--builds/--no-builds", help="Build a release when there is news.")
    ] = True,
    keep: Keep = None,
) -> None:
    """Recover after a crash, finish unfinished checks, build releases; goes on until stopped."""
    from muster.logs import configure
    from muster.worker import work

    configure()
    work(
        home(), ledger_url(), every_seconds=every, say=typer.echo,
        build_releases=builds, keep=keep,
    )  # fmt: skip
