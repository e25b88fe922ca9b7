"""Commands about one return: template, map, submit, status, contracts check and list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from contracts.amounts import count
from contracts.errors import UsageError
from muster import contracts_ci
from muster.cli_options import AtServer, Return, named_path, require_none, say

if TYPE_CHECKING:
    from contracts.model import Contract
    from mappings.model import Unmapped

_MOST_REASONS, _MOST_NAMED = 12, 5
Out = Annotated[Path, typer.Option("--out", help="Where to write.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command()(template)
    app.command("map")(map_extract)
    app.command()(submit)
    app.command()(status)
    contracts = typer.Typer(help="The contracts of the returns.", no_args_is_help=True)
    contracts.command("check")(contracts_check)
    contracts.command("list")(contracts_list)
    contracts_ci.register(contracts)
    app.add_typer(contracts, name="contracts")


def template(
    return_slug: Annotated[
        str, typer.Argument(help="Which return, for example workforce; or manifest.")
    ],
    out: Out,
    file_format: Annotated[str, typer.Option("--format", help="xlsx or csv.")] = "xlsx",
) -> None:
    """Write the blank template of a return: a workbook, or a folder of CSV files.

    `muster template manifest` writes the manifest that may travel beside the files of any return.
    """
    from contracts.load import load_contract
    from contracts.render.template import write_manifest_template, write_template

    if return_slug == "manifest":
        write_manifest_template(out)
        typer.echo(f"The template of a manifest is in {out}.", err=True)
        return
    if file_format not in ("xlsx", "csv"):
        raise UsageError(f"There is no template format {file_format!r}; there are xlsx and csv.")
    write_template(load_contract(return_slug), file_format, out)
    typer.echo(f"The template of {return_slug} is in {out}.", err=True)


def map_extract(
    source: Annotated[
        str,
        typer.Argument(
            help="What the extract comes from (docs/mappings.md), or a mapping file of your own."
        ),
    ],
    files: Annotated[list[Path], typer.Argument(parser=named_path, help="The extract.")],
    out: Out,
) -> None:
    """Turn a system's extract into submissions: OUT/<force>/<period>/<table>.csv."""
    from mappings.apply import apply_mapping

    result = apply_mapping(source, files, out, lambda line: typer.echo(line, err=True))
    typer.echo(
        f"{count(result.rows_read, 'row')} read: {result.rows_mapped:,} mapped into "
        f"{count(len(result.submissions), 'submission')}, {result.rows_unmapped:,} not mapped"
        + (f" (why: {out / 'unmapped.csv'})." if result.rows_unmapped else ".")
    )
    for line in _why_not(result.unmapped):
        typer.echo(line)
    doubted = sum(not claim.agrees for claim in result.claims)
    if doubted:
        is_doubtful = "is doubtful" if doubted == 1 else "are doubtful"
        things = count(doubted, "thing")
        typer.echo(f"{things} that the source says {is_doubtful}: {out / 'claims.csv'}.")
    for note in result.notes:
        typer.echo(f"Note: {note}")


def _why_not(unmapped: Sequence[Unmapped]) -> Iterator[str]:
    """The reasons for which rows were not mapped, the most frequent first."""
    reasons = Counter(item.reason for item in unmapped).most_common()
    for reason, many in reasons[:_MOST_REASONS]:
        yield f"  {count(many, 'row')}: {reason}"
    if len(reasons) > _MOST_REASONS:
        others = sum(many for _, many in reasons[_MOST_REASONS:])
        yield f"  {count(others, 'row')} for {len(reasons) - _MOST_REASONS:,} other reasons."


def submit(
    return_slug: Return,
    files: Annotated[
        list[Path] | None,
        typer.Argument(parser=named_path, help="Files, or a folder that `map` wrote."),
    ] = None,
    force: Annotated[str | None, typer.Option(help="Two-character force code, such as 01.")] = None,
    period: Annotated[
        str | None, typer.Option(help="The period, such as 2022-03-31 or 2024-03.")
    ] = None,
    explain: Annotated[
        Path | None,
        typer.Option(
            help="CSV of explanations: rule_id, table, column, key, reason_code, sentence."
        ),
    ] = None,
    role: Annotated[
        str, typer.Option("--as", help="The role in which you submit.")
    ] = "administrator",
    reason: Annotated[
        str | None, typer.Option(help="Why a return is sent again, such as LATE_RECORDS.")
    ] = None,
    nil: Annotated[bool, typer.Option("--nil", help="There was nothing to report.")] = False,
    server: AtServer = None,
) -> None:
    """Keep a submission, check it, and sign it off where nothing stands against it."""
    sent = files or []
    _require_files(sent, nil)
    if server is not None:
        from muster import at_a_server

        if period is None:
            raise UsageError("Say of which period the return is: add --period.")
        raise typer.Exit(
            at_a_server.submit(server, sent, return_slug, force, period, explain, reason)
        )
    from muster.submitting import submit_files, submit_from_folder, submit_nil

    if len(sent) == 1 and sent[0].is_dir():
        given = {"--force": force, "--period": period, "--explain": explain, "--reason": reason}
        require_none(given, "Each submission of a folder that map wrote is as its folders say")
        raise typer.Exit(submit_from_folder(sent[0], return_slug, role))
    if force is None or period is None:
        raise UsageError("Say whose return it is and of which period: add --force and --period.")
    if nil:
        raise typer.Exit(submit_nil(return_slug, force, period, role, reason))
    say(f"Keeping and checking {', '.join(path.name for path in sent)}.")
    raise typer.Exit(submit_files(sent, return_slug, force, period, role, explain, reason))


def _require_files(sent: list[Path], nil: bool) -> None:
    """Files or a nil return, and not both. Raises UsageError."""
    if nil and sent:
        raise UsageError("A nil return says that there was nothing to report: leave the files out.")
    if not nil and not sent:
        raise UsageError("Name the files of the return, or say that there was nothing: --nil.")


def status(
    submission_id: Annotated[str, typer.Argument(help="Such as 7K3M-Q2XD-9RTV-04AB.")],
    server: AtServer = None,
) -> None:
    """Where a submission stands, and who did what to it."""
    if server is not None:
        from muster import at_a_server

        at_a_server.status(server, submission_id)
        return
    from muster.submitting import tell_status

    tell_status(submission_id)


def contracts_check() -> None:
    """Load and lint every contract, and see that everything generated from them is current.

    Exit code 1 where a contract is faulty, or something generated is not what the contracts say.
    """
    if not (_contracts_are_in_order() and _checkout_is_current(Path.cwd())):
        raise typer.Exit(1)


def _contracts_are_in_order() -> bool:
    """Tell how each version of each return stands, and that its worked example passes."""
    from muster.contract_checks import clashes, every_version, fault_of_example

    newest: dict[str, Contract] = {}
    faults: list[str] = []
    for name, contract in every_version():
        if isinstance(contract, str):
            faults.append(contract)
            continue
        newest[contract.slug] = contract
        if fault := fault_of_example(contract):
            faults.append(f"{name}: {fault}")
        else:
            typer.echo(f"{name}: {len(contract.rules)} rules, in order.")
    faults += clashes(newest.values())
    for fault in faults:
        typer.echo(fault, err=True)
    return not faults


def _checkout_is_current(here: Path) -> bool:
    """Tell what of a checkout is not what the contracts say; anywhere else nothing is generated."""
    from contracts.render.generated import stale
    from muster.contract_checks import differing

    around = (folder for folder in (here, *here.parents) if _is_checkout(folder))
    here = next(around, here)
    if not _is_checkout(here):
        typer.echo("What is generated from them is kept in a checkout of Muster; this is none.")
        return True
    if others := differing(here):
        named = ", ".join(f"contracts/{path}" for path in others[:_MOST_NAMED])
        more = f" and {len(others) - _MOST_NAMED} more" if len(others) > _MOST_NAMED else ""
        typer.echo(
            f"These contracts are not those of this checkout: it has another {named}{more}. The "
            "Muster that runs was installed before: install this checkout, as `pip install .` "
            "does, or run its own command.",
            err=True,
        )
        return False
    outdated = stale(here)
    for path in outdated:
        typer.echo(f"{path} is not what the contracts say now.", err=True)
    if outdated:
        typer.echo("Run `make generate` and look at what changed.", err=True)
        return False
    typer.echo("Everything generated is current.")
    return True


def _is_checkout(folder: Path) -> bool:
    return (folder / "contracts" / "returns").is_dir()


def contracts_list() -> None:
    """Name every return, its version and its tables."""
    from contracts.load import all_contracts

    for contract in all_contracts():
        tables = ", ".join(table.name for table in contract.tables)
        typer.echo(f"{contract.slug:<20} {contract.version:<8} {contract.title} ({tables})")
