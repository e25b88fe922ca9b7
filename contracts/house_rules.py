"""What the standard does not ask of a contract and Muster does: names, keys, known columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from contracts.entries import named, told_at
from contracts.errors import ContractError
from contracts.faults import Faults
from contracts.model import Contract, Field, Kind, PeriodGrain, Rule, Table
from contracts.rule_cards import faults_of_rule
from contracts.vocabulary import ASKED_OF_EVERY_RETURN


class _Form(NamedTuple):
    """How a name is written, and how people are told."""

    pattern: re.Pattern[str]
    told: str


_NAME = _Form(
    re.compile(r"[a-z][a-z0-9_]{0,59}"),
    "at most 60 lower-case letters, digits and underscores, a letter first",
)
# A table that is only checked, and never kept, may be called as somebody else's file is.
_FILE = _Form(
    re.compile(r"[A-Za-z0-9][A-Za-z0-9_. -]{0,59}"),
    "at most 60 letters of A to Z, digits, blanks, dots, hyphens and underscores, a letter or a "
    "digit first",
)
_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
# The list that every status column takes its codes from: it says why a cell is blank.
_STATUSES = "value_status"
_KINDS_OF_PERIOD: Mapping[PeriodGrain, tuple[Kind, ...]] = {
    PeriodGrain.QUARTER_END: (Kind.DATE,),
    PeriodGrain.MONTH: (Kind.MONTH, Kind.QUARTER, Kind.DATE, Kind.DATETIME),
    PeriodGrain.QUARTER: (Kind.QUARTER, Kind.MONTH, Kind.DATE, Kind.DATETIME),
}


def check_house_rules(contract: Contract, path: Path) -> None:
    """Raise ContractError with a sentence for each fault that names file and place."""
    faults = Faults()
    faults.add(_faults(contract, path, named(path)))
    faults.refuse()


def _faults(contract: Contract, path: Path, source: str) -> Iterator[str]:
    yield from _of_place(contract, path, source)
    if not contract.tables:
        yield f"{source} has no tables, so there is nothing to send."
    form = _NAME if _stands_among_returns(path) else _FILE
    yield from _of_names("table", [table.name for table in contract.tables], source, form)
    for table in contract.tables:
        yield from _of_table(table, contract, source)
        if _stands_among_returns(path):
            yield from _of_force(table, source)
    yield from _of_rules(contract, source)


def is_version(text: str) -> bool:
    """Whether it is three whole numbers, as 1.4.0."""
    return _VERSION.fullmatch(text) is not None


def _of_place(contract: Contract, path: Path, source: str) -> Iterator[str]:
    """A contract is found by its folder and its file: both have to say what it says of itself."""
    if not is_version(contract.version):
        yield f"{source} has the version {contract.version!r}; write three whole numbers, as 1.4.0."
    if not _NAME.pattern.fullmatch(contract.slug):
        yield f"{source} has the name {contract.slug!r}; write {_NAME.told}."
    place = f"{contract.slug}/{contract.version}.odcs.yaml"
    if _stands_among_returns(path) and f"{path.parent.name}/{path.name}" != place:
        yield (
            f"{source} says that it is {contract.slug} {contract.version}: change its name and "
            f"version, or move it to {place}."
        )


def _stands_among_returns(path: Path) -> bool:
    return path.parent.parent.name == "returns"


def _of_force(table: Table, source: str) -> Iterator[str]:
    """What is collected is somebody's; a table that is only checked may be nobody's."""
    force = next((field for field in table.fields if field.name == "force_code"), None)
    if force is None or force.codelist != "force":
        yield (
            f"{source}: table {table.name} has no column force_code with the code list force, "
            "which says whose a row is."
        )


def _of_names(what: str, names: Iterable[str], source: str, form: _Form = _NAME) -> Iterator[str]:
    """Names become those of files, of columns and of SQL."""
    for name, times in Counter(names).items():
        if times > 1:
            yield f"{source} has the {what} {name} {times} times."
        if not form.pattern.fullmatch(name):
            yield f"{source} has the {what} {name!r}; write {form.told}."


def _of_table(table: Table, contract: Contract, source: str) -> Iterator[str]:
    place = f"{source}: table {table.name}"
    yield from _of_names("column", table.column_names, place)
    if not table.key:
        yield f"{place} has no key."
    for column in table.hourly or ():
        if column not in table.column_names:
            yield f"{place} has no column {column}, which hourly or hourlyDate names."
    for field in table.fields:
        told = _fault_of_field(field, table, contract)
        if told:
            yield f"{source}: {table.name}.{field.name} {told}"


def _fault_of_field(field: Field, table: Table, contract: Contract) -> str:
    """What is wrong with a field among the others of its table; blank where nothing is."""
    if field.kind.numeric and not field.unit:
        return "is a number without a unit."
    if field.codelist and field.kind is not Kind.TEXT:
        return (
            f"takes its codes from a list and is {field.kind}: codes are text (logicalType string)."
        )
    if field.count_of_people and not field.kind.numeric:
        return f"counts people (peopleCount) and is {field.kind}: it has to be a number."
    if field.every_day and field.kind is not Kind.DATE:
        return f"holds the days of the period (everyDay) and is {field.kind}: it has to be a date."
    if field.period and field.kind not in (allowed := _KINDS_OF_PERIOD[contract.period_grain]):
        return (
            f"names the period and is {field.kind}: of a return by {contract.period_grain} it has "
            f"to be {' or '.join(allowed)}."
        )
    return _fault_of_status(field, table)


def _fault_of_status(field: Field, table: Table) -> str:
    if not field.status_field:
        return ""
    if field.status_field not in table.column_names:
        return f"names the status column {field.status_field}, which the table does not have."
    if table.field(field.status_field).codelist != _STATUSES:
        return (
            f"names the status column {field.status_field}, which does not take its codes from "
            f"{_STATUSES}."
        )
    return ""


def _of_rules(contract: Contract, source: str) -> Iterator[str]:
    for rule_id, times in Counter(rule.id for rule in contract.rules).items():
        if times > 1:
            yield f"{source}: rule id {rule_id} is used twice."
    asked = {rule.id: rule.predicate for rule in contract.common_rules}
    lost = [
        rule for rule, predicate in ASKED_OF_EVERY_RETURN.items() if asked.get(rule) != predicate
    ]
    if lost:
        yield (
            f"{source}: its commonRules lack {', '.join(lost)}, which every return is asked: name "
            "the rules of returns/common/, as commonRules: common/1.0.0."
        )
    for rule in contract.rules:
        yield from _of_rule(rule, contract, source)


def _of_rule(rule: Rule, contract: Contract, source: str) -> list[str]:
    told: list[str] = []
    try:
        with told_at(f"{source}: rule {rule.id}"):
            told.extend(faults_of_rule(rule, contract, source))
    except ContractError as error:
        # Behind another fault it may be nothing but what comes of that.
        return told or [str(error)]
    return told
