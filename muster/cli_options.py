"""What many commands share: their options, the formats they know, and where they write."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from contracts.errors import UsageError


def named_path(text: str) -> Path:
    """The path of an argument. An empty one is what a shell makes of a variable that is not set,
    and would be the folder in which one happens to stand. Raises UsageError."""
    if not text:
        raise UsageError("A file or folder has an empty name here: is a variable not set?")
    return Path(text)


Return = Annotated[str, typer.Option("--return", help="Which return, for example workforce.")]
Reference = Annotated[str, typer.Argument(help="The submission's reference.")]
Role = Annotated[str, typer.Option("--as", help="The role in which you act.")]
Force = Annotated[str | None, typer.Option(help="The force of that role.")]
Reason = Annotated[str, typer.Option("--reason", help="Why, in a sentence.")]
Out = Annotated[Path | None, typer.Option("--out", help="Write it to this file.")]
Keep = Annotated[
    int | None,
    typer.Option(
        "--keep",
        min=1,
        envvar="MUSTER_KEEP_RELEASES",
        help="Keep the figures of so many releases and remove those of older ones.",
    ),
]
AtServer = Annotated[
    str | None,
    typer.Option("--server", help="Work through the Muster at this address; MUSTER_TOKEN is used."),
]


def say(line: str) -> None:
    """What is going on, for a person who waits; nothing where nobody is watching."""
    if sys.stderr.isatty():
        typer.echo(line, err=True)


def known(form: str, forms: tuple[str, ...]) -> None:
    """Raises UsageError where there is no such format."""
    if form not in forms:
        raise UsageError(f"There is no format {form!r}; there are {', '.join(forms)}.")


def stands(state: str) -> str:
    """How a submission stands, after its reference: 'is ready', 'needs explanation'."""
    words = state.replace("_", " ")
    return words if words.startswith("needs ") else f"is {words}"


def tell_altered(home: Path, noted: Iterable[str]) -> bool:
    """Name each release that is not as it was published, or not all there, and each reference table
    that is not as it was loaded; whether there is any. An earlier release that is gone whole is
    named besides.

    `noted` is what the ledger says of those that were published.
    """
    from muster.release import reference, store, sums
    from muster.release.lacking import lacking, taken_whole

    known = sums.noted(noted)
    altered = list(sums.altered(store.releases_folder(home), known))
    gone = list(lacking(home, known))
    for sentence in altered:
        typer.echo(f"Release altered: {sentence}")
    for sentence in gone:
        typer.echo(f"Release damaged: {sentence}")
    for sentence in taken_whole(home, known):
        typer.echo(f"Release gone: {sentence}")
    tables = list(reference.altered(home))
    for sentence in tables:
        typer.echo(f"Reference table altered: {sentence}")
    return bool(altered or gone or tables)


def not_over(out: Path | None, given: Iterable[Path]) -> None:
    """Raises UsageError where what is written would stand in the place of what it is about."""
    if out is None or not out.exists():
        return
    if any(path.exists() and out.samefile(path) for path in given):
        raise UsageError(f"{out} is itself what was given, and would be lost: name another file.")


def write(pieces: Iterable[bytes], out: Path | None) -> None:
    """Write to a file, or to standard output with a line end after it."""
    if out is not None:
        with out.open("wb") as handle:
            handle.writelines(pieces)
        return
    last = b""
    for piece in pieces:
        sys.stdout.buffer.write(piece)
        last = piece or last
    if not last.endswith(b"\n"):
        sys.stdout.buffer.write(b"\n")
    sys.stdout.buffer.flush()


def have_sent(sent: int, asked: int) -> str:
    """How many forces have sent what was asked of so many."""
    return f"{sent} of {asked} " + ("force has sent it." if asked == 1 else "forces have sent it.")


def write_and_say(pieces: Iterable[bytes], out: Path | None) -> None:
    """As `write`, and say where it is."""
    write(pieces, out)
    if out is not None:
        typer.echo(f"It is in {out}.", err=True)


def require_none(given: Mapping[str, object], why: str) -> None:
    """Nothing is left out in silence. Raises UsageError for options that have no place there."""
    named = [option for option, value in given.items() if value is not None]
    if named:
        raise UsageError(
            f"{why}: leave out {', '.join(named)}, or name the files of one submission."
        )
