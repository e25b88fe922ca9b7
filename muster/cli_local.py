"""Commands about a force's own mappings: keep, list, show, retire, preview."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

Force = Annotated[str, typer.Option("--force", help="Your two-character force code.")]
Role = Annotated[str, typer.Option("--as", help="The role in which you act.")]
Name = Annotated[str, typer.Argument(help="The name of the mapping.")]
_MOST_REFUSED = 20


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    local = typer.Typer(help="Your own export's columns and codes.", no_args_is_help=True)
    for name, command in (
        ("keep", keep),
        ("list", list_mappings),
        ("show", show),
        ("retire", retire),
        ("preview", preview),
    ):
        local.command(name)(command)
    app.add_typer(local, name="local")


def keep(
    file: Annotated[Path, typer.Argument(help="A mapping: docs/local-codes.md says how.")],
    force: Force,
    name: Annotated[str, typer.Option("--name", help="What to call it, such as itsm.")],
    role: Role = "administrator",
) -> None:
    """Keep a mapping: every later upload in that layout is mapped before it is checked."""
    from contracts.errors import UsageError
    from muster import local_codes
    from muster.submitting import acting, ledger_here

    if not file.is_file():
        raise UsageError(f"There is no file {file}.")
    with ledger_here() as ledger:
        kept = local_codes.keep(ledger, acting(role, force), force, name, file, at=_now())
    typer.echo(f"{kept.name}, version {kept.version}, is kept for {kept.return_slug}.")


def list_mappings(force: Force, role: Role = "administrator") -> None:
    """The mappings that the force keeps."""
    from muster.submitting import acting, ledger_here

    with ledger_here() as ledger:
        kept = ledger.mappings(acting(role, force), force)
    for each in kept:
        state = "retired" if each.retired else each.title
        typer.echo(
            f"{each.name} v{each.version}  {each.return_slug}  {each.kept_at:%Y-%m-%d}  {state}"
        )
    if not kept:
        typer.echo(f"Force {force} keeps no mapping yet.")


def show(name: Name, force: Force, role: Role = "administrator") -> None:
    """Write the newest version of a mapping."""
    from contracts.errors import NotThereError
    from muster.submitting import acting, ledger_here

    with ledger_here() as ledger:
        kept = {each.name: each for each in ledger.mappings(acting(role, force), force)}
    if name not in kept or kept[name].content is None:
        raise NotThereError(f"Force {force} keeps no mapping called {name!r}.")
    typer.echo(kept[name].content, nl=False)


def retire(name: Name, force: Force, role: Role = "administrator") -> None:
    """Use a mapping no more; its versions stay where they were used."""
    from muster.submitting import acting, ledger_here

    with ledger_here() as ledger:
        ledger.retire_mapping(acting(role, force), force, name, at=_now())
    typer.echo(f"{name} is retired.")


def preview(
    mapping: Annotated[Path, typer.Argument(help="The mapping.")],
    files: Annotated[list[Path], typer.Argument(help="Your export, and the return's other files.")],
    return_slug: Annotated[str, typer.Option("--return", help="Which return.")],
    force: Force,
    period: Annotated[str, typer.Option("--period", help="Such as 2024-03.")],
) -> None:
    """What a mapping makes of your own export; nothing is kept or sent."""
    from contracts.load import load_contract
    from muster import local_codes
    from validators.report import render

    seen = local_codes.preview(mapping, files, return_slug, force, period)
    typer.echo(
        f"{seen.title}: {seen.read:,} rows read, {seen.taken:,} taken into {seen.table}, "
        f"{len(seen.not_taken):,} refused, {seen.left_out:,} of other periods left out."
    )
    for item in seen.not_taken[:_MOST_REFUSED]:
        typer.echo(f"  row {item['row']}, {item['column'] or 'whole row'}: {item['sentence']}")
    if len(seen.not_taken) > _MOST_REFUSED:
        typer.echo(f"  and {len(seen.not_taken) - _MOST_REFUSED:,} more; see the report below.")
    for row in seen.rows[:3]:
        typer.echo("  " + ", ".join(f"{column}={value}" for column, value in row.items() if value))
    typer.echo(render(seen.report, "text", load_contract(return_slug)))
    raise typer.Exit(seen.report.exit_code)


def _now() -> datetime:
    return datetime.now(UTC)
