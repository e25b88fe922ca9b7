"""Commands for those who change a contract: diff, backtest, export, read."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from contracts.errors import ContractError, UsageError
from muster.cli_options import not_over

if TYPE_CHECKING:
    from contracts.model import Contract

_WHICH = "An ODCS file, SLUG@VERSION, or SLUG for its newest version."

Out = Annotated[Path | None, typer.Option("--out", help="Write to this file.")]


def register(contracts: typer.Typer) -> None:
    """Add these commands to `muster contracts`."""
    contracts.command("diff")(diff)
    contracts.command("backtest")(backtest)
    contracts.command("export")(export)
    contracts.command("read")(read)


def find_contract(which: str) -> Contract:
    """The contract named by a file, `slug@version` or `slug`. Raises ContractError."""
    from contracts.load import load_contract, load_contract_file

    path = Path(which)
    if path.suffix.lower() in (".yaml", ".yml") or path.is_file():
        if not path.is_file():
            raise UsageError(f"There is no file {which}.")
        try:
            return load_contract_file(path)
        except OSError as error:
            raise UsageError(f"{which} cannot be opened: {error.strerror}.") from error
        except ContractError as error:
            raise ContractError(
                f"{error}\nWhat else it lacks, `muster contracts read {which}` says."
            ) from error
    slug, _, version = which.partition("@")
    return load_contract(slug, version or None)


def diff(
    old: Annotated[str, typer.Argument(help=_WHICH)],
    new: Annotated[str, typer.Argument(help=_WHICH)],
    report_format: Annotated[
        str, typer.Option("--format", help="One of text, json, markdown.")
    ] = "text",
    out: Out = None,
) -> None:
    """Classify every change of a contract. Exit code 1 where the version number does not obey."""
    from contracts.changes import compare
    from contracts.changes.words import render

    not_over(out, [Path(old), Path(new)])
    comparison = compare(find_contract(old), find_contract(new))
    _write(render(comparison, report_format), out)
    raise typer.Exit(0 if comparison.obeys else 1)


def _write(text: str, out: Path | None) -> None:
    if out is None:
        sys.stdout.write(text)
        return
    if not out.parent.is_dir():
        raise UsageError(f"There is no folder {out.parent} to write {out.name} in.")
    out.write_text(text, encoding="utf-8")
    typer.echo(f"Written to {out}.", err=True)


def backtest(
    new: Annotated[str, typer.Argument(help=_WHICH)],
    return_slug: Annotated[
        str | None, typer.Option("--return", help="Whose submissions; the contract's own return.")
    ] = None,
    report_format: Annotated[str, typer.Option("--format", help="One of text, json.")] = "text",
    out: Out = None,
) -> None:
    """Ask a contract of all the ledger holds. Exit code 1 where something live newly fails."""
    from ledger.access import local_administrator
    from muster.backtest import backtest as run
    from muster.backtest_words import FORMATS, render
    from muster.ledgers import known_ledger

    if report_format not in FORMATS:
        raise UsageError(f"There is no format {report_format!r}; there are {', '.join(FORMATS)}.")
    not_over(out, [Path(new)])
    contract = find_contract(new)
    with known_ledger() as ledger:
        result = run(
            ledger,
            contract,
            _source(new, contract).resolve(),
            return_slug or contract.slug,
            actor=local_administrator(),
            told=lambda line: typer.echo(line, err=True),
        )
    _write(render(result, report_format), out)
    raise typer.Exit(1 if result.breaks_live else 0)


def export(
    slug: Annotated[str, typer.Argument(help=_WHICH)],
    out: Annotated[Path, typer.Option("--out", help="The file, or the folder of a package.")],
    form: Annotated[
        str,
        typer.Option("--format", help="frictionless, jsonschema, csvw, odcs, dbt or dictionary."),
    ],
) -> None:
    """Write a contract in a form that other tools read, or as an XLSX data dictionary."""
    from contracts.render.export import write_export

    not_over(out, [Path(slug)])
    contract = find_contract(slug)
    written = write_export(contract, form, out, _source(slug, contract))
    typer.echo(f"{len(written)} file{'s' * (len(written) != 1)} written at {out}.", err=True)


def _source(which: str, contract: Contract) -> Path:
    """The file that a contract was read from."""
    from contracts.load import contract_path

    return Path(which) if Path(which).is_file() else contract_path(contract.slug, contract.version)


def read(
    file: Annotated[Path, typer.Argument(help="An ODCS contract that others wrote.")],
    report_format: Annotated[str, typer.Option("--format", help="One of text, json.")] = "text",
) -> None:
    """Load a foreign ODCS contract, or name what Muster does not support (exit code 1)."""
    from contracts.foreign import read_foreign
    from contracts.foreign.words import render

    if not file.is_file():
        raise UsageError(f"There is no file {file}.")
    result = read_foreign(file)
    _write(render(result, report_format), None)
    raise typer.Exit(0 if result.contract else 1)
