"""Commands about reference tables that are not ours to ship: populations and boundaries."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from contracts.errors import UsageError
from muster.cli_options import named_path
from muster.settings import home


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    reference = typer.Typer(
        help="Official tables that this installation holds.", no_args_is_help=True
    )
    reference.command("load")(load)
    reference.command("list")(held)
    app.add_typer(reference, name="reference")


def load(
    files: Annotated[
        list[Path], typer.Argument(parser=named_path, help="Population CSV, boundaries GeoJSON.")
    ],
    check: Annotated[
        bool, typer.Option("--check", help="Say what is wrong; keep nothing.")
    ] = False,
) -> None:
    """Check official tables and keep them for the next build. Exit code 1 where one has errors."""
    from muster.release.reference import examine, keep

    refused = False
    for path in files:
        if not path.is_file():
            raise UsageError(f"There is no file {path}.")
        examined = examine(path)
        for finding in examined.findings:
            place = f"row {finding.row}, {finding.column}: " if finding.row else ""
            typer.echo(f"{finding.severity} {finding.rule_id}  {place}{finding.message}")
        refused = refused or not examined.passed
        typer.echo(f"{path.name}: {examined.summary}")
        if examined.passed and not check:
            for kept in keep(home(), examined):
                typer.echo(f"Kept as {kept}; the next build takes it in.")
    if refused:
        raise typer.Exit(1)


def held() -> None:
    """What is held, when it was loaded, and from which file."""
    from muster.release.reference import loads

    found = loads(home())
    for one in found:
        typer.echo(f"{one['loaded_at']}  {one['kept_as']}  {one['file']}  sha256 {one['sha256']}")
    if not found:
        typer.echo("No reference table has been loaded; what is shipped is used.")
