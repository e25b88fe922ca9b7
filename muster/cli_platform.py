"""Commands about everything at once: build, app, demo, verify, compare, trace, releases."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from contracts.amounts import count
from contracts.errors import UsageError
from muster.cli_options import Keep, known, tell_altered
from muster.settings import home, ledger_url

PORT = 8501
Port = Annotated[int, typer.Option(min=1, max=65535, help="The port on 127.0.0.1.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    for command in (build, serve, demo, verify, compare, trace):
        app.command("app" if command is serve else command.__name__)(command)
    releases = typer.Typer(help="The releases that were built.", no_args_is_help=True)
    releases.command("list")(releases_list)
    releases.command("diff")(releases_diff)
    app.add_typer(releases, name="releases")


def _tell(line: str) -> None:
    typer.echo(line, err=True)


def build(
    data_docs: Annotated[
        bool, typer.Option("--data-docs", help="Write Great Expectations' own pages too.")
    ] = False,
    full: Annotated[
        bool, typer.Option("--full", help="Make everything again, whatever has not changed.")
    ] = False,
    keep: Keep = None,
) -> None:
    """Build a new release from everything that is signed off, and publish it if the gate passes.

    It goes on from the last release and makes again what has changed since, where that is the same.
    """
    from muster.ledgers import require_begun
    from muster.release import build as build_release

    require_begun()
    release = build_release(
        home(),
        progress=_tell,
        data_docs=data_docs,
        as_of=datetime.now(UTC),
        whole=full,
        keep=keep,
        ledger_url=ledger_url(),
    )
    typer.echo(f"Release {release.release_id} is published.")


def serve(port: Port = PORT) -> None:
    """Serve the app on 127.0.0.1."""
    import importlib.util
    import os
    import sys

    if importlib.util.find_spec("streamlit") is None:
        raise ModuleNotFoundError("streamlit", name="streamlit")
    os.environ["MUSTER_HOME"] = str(home())
    os.execv(sys.executable, [sys.executable, "-P", "-m", "app.launch", "--port", str(port)])


def demo(
    serve_app: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Serve the app at the end.")
    ] = True,
    port: Port = PORT,
    months: Annotated[int, typer.Option(min=1, help="How many months of returns.")] = 36,
) -> None:
    """Generate demonstration returns for all 43 forces, check, submit, build and serve."""
    from muster.demo.run import run_demo

    run_demo(home(), months=months, progress=_tell)
    if serve_app:
        serve(port)


def verify(
    sweep: Annotated[bool, typer.Option("--sweep", help="Remove what was never accepted.")] = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Make lost tables again from the received bytes.")
    ] = False,
    vouch: Annotated[
        bool,
        typer.Option("--vouch", help="Write down that you compared the ledger with a backup."),
    ] = False,
) -> None:
    """Say whether everything that was accepted is there, unaltered. Exit code 1 where it is not."""
    from ledger.access import local_administrator
    from ledger.doctor import LEFT
    from muster.ledgers import known_ledger
    from muster.rebuilding import rebuild_tables

    with known_ledger() as ledger:
        found = ledger.verify()
        if rebuild:
            for line in rebuild_tables(ledger, found):
                typer.echo(line)
        if sweep:
            for line in ledger.doctor():
                if not line.startswith(LEFT):  # named below, as everything that is there still
                    typer.echo(line)
        if vouch:
            ledger.vouch(local_administrator(), at=datetime.now(UTC))
        if rebuild or sweep or vouch:
            found = ledger.verify()
        head, noted = ledger.head(), ledger.published()
    for discrepancy in found:
        typer.echo(f"{str(discrepancy.kind).capitalize()}: {discrepancy.sentence}")
    harm = sum(not discrepancy.harmless for discrepancy in found)
    if harm:
        typer.echo(f"{count(harm, 'place')} where the store and the ledger disagree.")
    if tell_altered(home(), noted) or harm:
        raise typer.Exit(1)
    if not head:
        typer.echo("Nothing was ever accepted in this ledger.")
        return
    typer.echo(f"Everything that was accepted is there, unaltered, up to transition {head:,}.")


def compare(
    indicator: Annotated[str, typer.Argument(help="For example officers_per_1000.")],
    period: Annotated[
        str | None, typer.Option(help="The period; the latest where it is not given.")
    ] = None,
    force: Annotated[str | None, typer.Option(help="Only this force.")] = None,
    table_format: Annotated[str, typer.Option("--format", help="table, csv or json.")] = "table",
) -> None:
    """Compare the forces by one indicator, with intervals, statuses and caveats."""
    from muster.release.compare import compare as compare_forces
    from muster.release.compare import render

    known(table_format, ("table", "csv", "json"))
    rows = compare_forces(home(), indicator, period=period, force=force)
    typer.echo(render(rows, table_format), nl=False)


def trace(
    force: Annotated[str, typer.Argument(help="Two-character force code, such as 01.")],
    indicator: Annotated[str, typer.Argument(help="For example officers_per_1000.")],
    period: Annotated[str, typer.Argument(help="The period, such as 2022-03-31.")],
    trace_format: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
) -> None:
    """The release, the submissions and the received files behind one figure."""
    known(trace_format, ("text", "json"))
    from muster.release.trace import render_trace
    from muster.release.trace import trace as trace_figure

    typer.echo(render_trace(trace_figure(home(), force, indicator, period), trace_format), nl=False)


def releases_list() -> None:
    """Every release that is kept, newest first."""
    from muster.release import store

    shown = store.shown(home())
    kept = store.releases_list(home())
    if not kept and not shown.trouble:
        typer.echo("There is no release yet. Run `muster build` first.")
    for release in kept:
        mark = "  current" if release == shown.release else ""
        typer.echo(f"{release.release_id}{mark}")
    if shown.trouble:
        raise UsageError(shown.trouble)


def releases_diff(
    older: Annotated[str, typer.Argument(help="A release id.")],
    newer: Annotated[str, typer.Argument(help="A release id.")],
) -> None:
    """Which published figures differ between two releases."""
    from muster.release.diff import diff, render_diff

    typer.echo(render_diff(diff(home(), older, newer)), nl=False)
