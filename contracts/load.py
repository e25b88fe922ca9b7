"""The only reader of the contract files: ODCS first, the house rules after."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import yaml

from contracts.entries import custom, flag, rule_of, table_of, told_at
from contracts.errors import ContractError
from contracts.model import Code, CodeList, Contract, PeriodGrain, Rule, Table
from contracts.vocabulary import check_rule

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

HERE = Path(__file__).parent
RETURNS = HERE / "returns"
CODELISTS = HERE / "codelists"

# The same reader in C where PyYAML was built with it: ten times as fast.
_SAFE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_SAFE):
    """YAML whose last of two equal keys does not silently stand for both."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: set[object] = set()
        for key, _ in node.value if isinstance(node, yaml.MappingNode) else ():
            name = key.value if isinstance(key, yaml.ScalarNode) else None
            if name is not None and name in seen:
                raise ContractError(f"line {key.start_mark.line + 1}: {name} is there twice.")
            seen.add(name)
        return super().construct_mapping(node, deep)


_PROPERTIES = frozenset(
    {
        "returnCode",
        "title",
        "suppliedBy",
        "periodGrain",
        "dueWorkingDays",
        "commonRules",
        "national",
    }
)
# What this process has read of the shipped contracts.
_LOADED: dict[Path, Contract] = {}


@cache
def load_codelist(name: str, beside: Path | None = None) -> CodeList:
    """The code list of that name; one in the folder `beside` comes before Muster's own.

    Raises ContractError where there is none.
    """
    own = CODELISTS / f"{name}.csv"
    path = beside / f"{name}.csv" if beside and (beside / f"{name}.csv").is_file() else own
    if not path.is_file():
        raise ContractError(f"There is no code list called {name!r} in {CODELISTS.name}/.")
    with path.open(encoding="utf-8", newline="") as handle:
        codes = tuple(
            Code(
                row["code"],
                row["label"],
                _day(row["valid_from"]),
                _day(row["valid_to"]),
                row["source"],
            )
            for row in csv.DictReader(handle)
        )
    return CodeList(name, codes)


def slugs() -> tuple[str, ...]:
    """Every return that has a contract, in alphabetical order."""
    return tuple(sorted(p.name for p in RETURNS.iterdir() if any(p.glob("*.odcs.yaml"))))


def versions(slug: str) -> tuple[str, ...]:
    """The versions of a return's contract, oldest first."""
    files = (RETURNS / slug).glob("*.odcs.yaml")
    return tuple(sorted((p.name.removesuffix(".odcs.yaml") for p in files), key=_version_key))


@cache
def load_contract(slug: str, version: str | None = None, *, held: bool = False) -> Contract:
    """The contract of a return, the newest version unless one is named.

    `held` says that the file was held to the standard already, by the process that asks this one
    or by the build that this one goes on from. A file is read once a process. Raises ContractError
    where there is no such return or version, or where it breaks a rule.
    """
    if slug not in slugs():
        raise ContractError(
            f"There is no return called {slug!r}. The returns are: {', '.join(slugs())}."
        )
    known = versions(slug)
    chosen = version or known[-1]
    if chosen not in known:
        raise ContractError(f"Return {slug} has no version {chosen}; it has {', '.join(known)}.")
    return _shipped(contract_path(slug, chosen), held)


def _shipped(path: Path, held: bool) -> Contract:
    """One contract however it is asked for: by its version, as the newest, held or not."""
    if path not in _LOADED:
        _LOADED[path] = load_contract_file(path, held=held)
    return _LOADED[path]


def contract_path(slug: str, version: str) -> Path:
    """Where the contract of that return and version stands, whether or not it exists."""
    return RETURNS / slug / f"{version}.odcs.yaml"


def all_contracts(*, held: bool = False) -> tuple[Contract, ...]:
    """The newest version of every return's contract; `held` as in `load_contract`."""
    return tuple(load_contract(slug, held=held) for slug in slugs())


def load_contract_file(path: Path, *, held: bool = False) -> Contract:
    """Read one ODCS file, with the code lists and common rules of the tree that it stands in.

    Code lists come from `codelists/` beside the file or beside the folder of all returns, so that
    two checkouts can be compared; from Muster's own where there are none. `held` as in
    `load_contract`. Raises ContractError with a sentence that names file and place.
    """
    path = path.resolve()
    document = parsed(path) if held else odcs_document(path)
    with told_at(path.name):
        contract = _contract(document, path)
    _check_house_rules(contract, path)
    return contract


def _contract(document: Mapping[str, Any], path: Path) -> Contract:
    properties = custom(document, _PROPERTIES)
    common = _common_rules(str(properties.get("commonRules", "")), path)
    tables = tuple(table_of(entry, path) for entry in document["schema"])
    return Contract(
        slug=document["name"],
        return_code=str(properties["returnCode"]),
        version=document["version"],
        title=str(properties["title"]),
        purpose=document["description"]["purpose"],
        supplied_by=str(properties["suppliedBy"]),
        period_grain=PeriodGrain(str(properties["periodGrain"])),
        due_working_days=int(str(properties["dueWorkingDays"])),
        tables=tables,
        common_rules=common,
        codelists=_codelists(tables, common, _codelists_beside(path)),
        national=flag(properties, "national"),
        usage=str(document["description"].get("usage", "")),
        limitations=str(document["description"].get("limitations", "")),
    )


def _codelists_beside(path: Path) -> Path | None:
    """The folder of code lists that belongs to a contract file elsewhere, if it has one."""
    folders = [path.parent / "codelists"]
    if path.parent.parent.name == RETURNS.name:
        folders.append(path.parents[2] / CODELISTS.name)
    return next((folder for folder in folders if folder.is_dir()), None)


def odcs_document(
    path: Path, completed: Callable[[Any], Any] = lambda document: document
) -> dict[str, Any]:
    """The parsed file, valid by the standard's JSON Schema and by its own model.

    What is held to the standard is what `completed` makes of the document, which stays as it is.
    Raises ContractError with a sentence where it is not ODCS.
    """
    import jsonschema
    from open_data_contract_standard.model import OpenDataContractStandard

    document = parsed(path)
    try:
        held = completed(document)
        _standard().validate(held)
        OpenDataContractStandard.model_validate(held)
    except jsonschema.ValidationError as error:
        place = "/".join(str(part) for part in error.absolute_path)
        raise ContractError(
            f"{path.name} is not ODCS at {place or 'the top'}: {error.message}"
        ) from error
    except ValueError as error:
        raise ContractError(f"{path.name} is not ODCS: {error}") from error
    return document


def parsed(path: Path) -> dict[str, Any]:
    """The file as it stands, held to nothing. Raises ContractError where it is no YAML text."""
    try:
        return cast(dict[str, Any], yaml.load(path.read_text(encoding="utf-8"), _Loader))
    except ContractError as twice:
        raise ContractError(f"{path.name}, {twice}") from twice
    except (yaml.YAMLError, ValueError) as error:
        raise ContractError(f"{path.name} is not YAML: {error}") from error


@cache
def _standard() -> Validator:
    """What holds a document to the standard's JSON Schema, which is not itself checked again."""
    from jsonschema.validators import validator_for
    from open_data_contract_standard.model import OpenDataContractStandard

    schema = json.loads(OpenDataContractStandard.json_schema())
    return validator_for(schema)(schema)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _version_key(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


@cache
def _common_rules(reference: str, path: Path) -> tuple[Rule, ...]:
    if not reference:
        return ()
    source = path.parent.parent / f"{reference}.yaml"
    if not source.is_file():
        source = RETURNS / f"{reference}.yaml"
    if not source.is_file():
        raise ContractError(f"{path.name}: commonRules names {reference}, which does not exist.")
    document = parsed(source)
    return tuple(rule_of(entry, None, source) for entry in document["quality"])


def _codelists(
    tables: Iterable[Table], rules: Iterable[Rule], beside: Path | None
) -> dict[str, CodeList]:
    every_rule = [*rules, *(rule for table in tables for rule in table.rules)]
    names = {f.codelist for table in tables for f in table.fields if f.codelist}
    names |= {"force"} | (
        {"explanation_reason"} if any(rule.reasons for rule in every_rule) else set()
    )
    return {name: load_codelist(name, beside) for name in sorted(names)}


def _check_house_rules(contract: Contract, path: Path) -> None:
    """What the standard does not ask and we do: unique ids, known columns, known reasons."""
    seen: set[str] = set()
    for rule in contract.rules:
        if rule.id in seen:
            raise ContractError(f"{path.name}: rule id {rule.id} is used twice.")
        seen.add(rule.id)
        with told_at(f"{path.name}: rule {rule.id}"):
            check_rule(rule, contract, path.name)
    for table in contract.tables:
        _check_table(table, path)


def _check_table(table: Table, path: Path) -> None:
    if not table.key:
        raise ContractError(f"{path.name}: table {table.name} has no key.")
    if len(set(table.column_names)) != len(table.column_names):
        raise ContractError(f"{path.name}: table {table.name} names a field twice.")
    for field in table.fields:
        if field.kind.numeric and not field.unit:
            raise ContractError(
                f"{path.name}: {table.name}.{field.name} is a number without a unit."
            )
        if field.status_field and field.status_field not in table.column_names:
            raise ContractError(
                f"{path.name}: {table.name}.{field.name} names the status column "
                f"{field.status_field}, which the table does not have."
            )
