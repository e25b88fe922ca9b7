"""Commands about what leaves Muster: the publication pack and a force's briefing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from contracts.errors import UsageError
from muster.settings import home

BRIEFING_FORMATS = ("html", "pdf")


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command("pack")(pack_release)
    app.command()(briefing)


def pack_release(
    out: Annotated[Path, typer.Option("--out", help="A new folder.")],
    release: Annotated[str | None, typer.Option(help="A release id; the current one.")] = None,
) -> None:
    """Write a release as tables, metadata, definitions and checksums, for publication."""
    from muster.release.pack import pack

    typer.echo(f"Written to {pack(home(), out, release)}.")


def briefing(
    force: Annotated[str, typer.Argument(help="Two-character force code, such as 42.")],
    out: Annotated[Path, typer.Option("--out", help="Where to write: a .html or a .pdf file.")],
    month: Annotated[
        str | None, typer.Option(help="Up to which month, such as 2024-03; the last.")
    ] = None,
) -> None:
    """Write a force's briefing: what is outside limits, what changed, what cannot be said."""
    import os
    import sys

    if out.suffix.lstrip(".").lower() not in BRIEFING_FORMATS:
        raise UsageError(f"{out.name} must end in .html or .pdf.")
    os.environ["MUSTER_HOME"] = str(home())
    command = [sys.executable, "-P", "-m", "app.briefing", force, str(out.resolve())]
    os.execv(sys.executable, [*command, *(["--month", month] if month else [])])
