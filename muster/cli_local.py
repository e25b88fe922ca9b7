"""Commands about a force's own mappings: keep, list, show, retire, preview."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from contracts.calendar import london_day
from contracts.errors import NotThereError, UsageError
from muster.cli_options import AtServer, Role, named_path, write

if TYPE_CHECKING:
    from ledger.model import ForceMapping
    from muster.local_codes import Mapped

Force = Annotated[str, typer.Option("--force", help="Your two-character force code.")]
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
    server: AtServer = None,
) -> None:
    """Keep a mapping: every later upload in that layout is mapped before it is checked."""
    if not file.is_file():
        raise UsageError(f"There is no file {file}.")
    if server is not None:
        from muster import local_codes_at_a_server

        kept = local_codes_at_a_server.keep(server, file, force, name)
    else:
        from muster import local_codes
        from muster.ledgers import ledger_here
        from muster.submitting import acting

        with ledger_here() as ledger:
            kept = local_codes.keep(ledger, acting(role, force), force, name, file, at=_now())
    typer.echo(f"{kept.name}, version {kept.version}, is kept for {kept.return_slug}.")


def list_mappings(force: Force, role: Role = "administrator", server: AtServer = None) -> None:
    """The mappings that the force keeps."""
    kept = _kept(force, role, server)
    for each in kept:
        state = "retired" if each.retired else each.title
        typer.echo(
            f"{each.name} v{each.version}  {each.return_slug}  {london_day(each.kept_at)}  {state}"
        )
    if not kept:
        typer.echo(f"Force {force} keeps no mapping yet.")
    if server is None:  # whether one loads is for the contracts that it is used under
        from muster.local_codes import unusable

        for sentence in dict.fromkeys(unusable(kept).values()):
            typer.echo(sentence)


def show(name: Name, force: Force, role: Role = "administrator", server: AtServer = None) -> None:
    """Write the newest version of a mapping."""
    kept = {each.name: each for each in _kept(force, role, server)}
    if name not in kept or kept[name].content is None:
        raise NotThereError(f"Force {force} keeps no mapping called {name!r}.")
    typer.echo(kept[name].content, nl=False)


def _kept(force: str, role: str, server: str | None) -> Sequence[ForceMapping]:
    if server is not None:
        from muster import local_codes_at_a_server

        return local_codes_at_a_server.kept(server, force)
    from contracts.filters import require_known
    from muster.ledgers import known_ledger
    from muster.submitting import acting

    require_known(force_code=force)
    with known_ledger() as ledger:
        return ledger.mappings(acting(role, force), force)


def retire(name: Name, force: Force, role: Role = "administrator", server: AtServer = None) -> None:
    """Use a mapping no more; its versions stay where they were used."""
    if server is not None:
        from muster import local_codes_at_a_server

        local_codes_at_a_server.retire(server, force, name)
    else:
        from muster.ledgers import known_ledger
        from muster.submitting import acting

        with known_ledger() as ledger:
            ledger.retire_mapping(acting(role, force), force, name, at=_now())
    typer.echo(f"{name} is retired.")


def preview(
    mapping: Annotated[Path, typer.Argument(help="The mapping.")],
    files: Annotated[
        list[Path],
        typer.Argument(parser=named_path, help="Your export, and the return's other files."),
    ],
    return_slug: Annotated[str, typer.Option("--return", help="Which return.")],
    force: Force,
    period: Annotated[str, typer.Option("--period", help="Such as 2024-03.")],
    server: AtServer = None,
) -> None:
    """What a mapping makes of your own export; nothing is kept or sent on."""
    if server is not None:
        from muster import local_codes_at_a_server

        order = {"return": return_slug, "force": force, "period": period}
        with local_codes_at_a_server.previewed(server, [mapping, *files], order) as (told, report):
            _tell(told)
            write(report.pieces, None)
        raise typer.Exit(report.exit_code)
    from contracts.load import load_contract
    from muster import local_codes
    from validators.report import pieces

    seen = local_codes.preview(mapping, files, return_slug, force, period)
    _tell(seen)
    write(pieces(seen.report, "text", load_contract(return_slug)), None)
    raise typer.Exit(seen.report.exit_code)


def _tell(seen: Mapped) -> None:
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


def _now() -> datetime:
    return datetime.now(UTC)
