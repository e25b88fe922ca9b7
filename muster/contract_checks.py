"""What `muster contracts check` asks of the contracts, beside that each of them loads."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.errors import ContractError
from contracts.load import HERE, load_contract, slugs, versions
from contracts.model import Contract, Executor
from contracts.render.example import example_rows
from contracts.render.template import csv_files

if TYPE_CHECKING:
    from contracts.findings import Report

_READ = ("*.yaml", "*.csv")


def every_version() -> Iterator[tuple[str, Contract | str]]:
    """'workforce 1.0.0' and the contract, or the sentence that says why it does not load."""
    for slug in slugs():
        try:
            known = versions(slug)
        except ContractError as error:
            yield slug, str(error)
            continue
        for version in known:
            try:
                yield f"{slug} {version}", load_contract(slug, version)
            except ContractError as error:
                yield f"{slug} {version}", str(error)


def clashes(contracts: Iterable[Contract]) -> Iterator[str]:
    """What two returns call by one name: their code, or a rule that is not of every return.

    Findings, explanations and the gate of a release know a rule by its id alone.
    """
    known: dict[str, str] = {"R00": "manifest"}
    for contract in contracts:
        common = {rule.id for rule in contract.common_rules}
        own = {rule.id for rule in contract.rules} - common
        for name in [contract.return_code, *sorted(own)]:
            other = known.setdefault(name, contract.slug)
            if other != contract.slug:
                what = "return code" if name == contract.return_code else "rule id"
                yield f"{contract.slug} has the {what} {name}, which is that of {other}."


def fault_of_example(contract: Contract) -> str:
    """Why the contract's own worked example does not pass; blank, where it does.

    A rule that cannot be asked of it, as one about numbers of a text, is named.
    """
    try:
        report = _checked(contract)
    except Exception as error:  # whatever an engine says of what it cannot ask
        said = str(error).splitlines() or [type(error).__name__]
        return f"its worked example cannot be checked{_for_which_rule(contract)}: {said[0]}."
    if report.passed:
        return ""
    worst = next(each for each in report.findings if each.severity == "error")
    place = ".".join(filter(None, (worst.table, worst.column)))
    return (
        "its worked example, made of the examples of its columns, does not pass: "
        f"{worst.rule_id}, {place or 'the file'}: {worst.message}"
    )


def _checked(contract: Contract) -> Report:
    from validators.validate import check_files

    sender = contract.sender_codes[0] if contract.national else None
    with tempfile.TemporaryDirectory(prefix="muster-example-") as folder:
        paths: list[Path] = []
        for name, text in csv_files(contract, example_rows(contract)).items():
            paths.append(Path(folder) / name)
            paths[-1].write_text(text, encoding="utf-8")
        return check_files(paths, contract, sender, None, Path(folder))


def _for_which_rule(contract: Contract) -> str:
    """The rule without which it can be checked, where there is one."""
    for rule in contract.rules:
        if rule.table is None or rule.executor is not Executor.PANDERA:
            continue
        tables = tuple(
            replace(table, rules=tuple(each for each in table.rules if each is not rule))
            for table in contract.tables
        )
        try:
            _checked(replace(contract, tables=tables))
        except Exception:  # another rule, or no rule at all
            continue
        return f", for rule {rule.id}"
    return ""


def differing(root: Path) -> list[Path]:
    """Files of a checkout's contracts that are not those that this Muster has read.

    A Muster that was installed once reads its own, whatever is edited in the checkout beside it.
    """
    theirs = root / "contracts"
    if theirs.resolve() == HERE.resolve():
        return []
    known = {path.relative_to(folder) for folder in (HERE, theirs) for path in _read_in(folder)}
    return sorted(path for path in known if _bytes(HERE / path) != _bytes(theirs / path))


def _read_in(folder: Path) -> Iterator[Path]:
    return (path for pattern in _READ for path in folder.rglob(pattern))


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
