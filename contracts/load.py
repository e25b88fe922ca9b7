"""The only reader of the contract files: ODCS first, the house rules after."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import yaml

from contracts.amounts import count
from contracts.entries import custom, flag, named, one_of, rule_of, table_of, told_at, whole_days
from contracts.errors import ContractError
from contracts.faults import Faults
from contracts.house_rules import check_house_rules, is_version
from contracts.model import CodeList, Contract, PeriodGrain, Rule, Table
from contracts.once import FastOnceLoader
from contracts.read_codes import codes_in

if TYPE_CHECKING:
    import jsonschema
    from jsonschema.protocols import Validator

HERE = Path(__file__).parent
RETURNS = HERE / "returns"
CODELISTS = HERE / "codelists"

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
_LONGEST_TOLD = 300
_MOST_TOLD = 20
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
    return CodeList(name, codes_in(path))


def slugs() -> tuple[str, ...]:
    """Every return that has a contract, in alphabetical order."""
    return tuple(sorted(p.name for p in RETURNS.iterdir() if any(p.glob("*.odcs.yaml"))))


def versions(slug: str) -> tuple[str, ...]:
    """The versions of a return's contract, oldest first.

    Raises ContractError where a file is not named by one.
    """
    names = [p.name.removesuffix(".odcs.yaml") for p in (RETURNS / slug).glob("*.odcs.yaml")]
    for name in names:
        if not is_version(name):
            raise ContractError(
                f"{slug}/{name}.odcs.yaml is not named by its version: rename it, as "
                "1.4.0.odcs.yaml."
            )
    return tuple(sorted(names, key=_version_key))


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
    with told_at(named(path)):
        contract = _contract(document, path)
    check_house_rules(contract, path)
    return contract


def _contract(document: Mapping[str, Any], path: Path) -> Contract:
    properties = custom(document, _PROPERTIES)
    common = _common_rules(str(properties.get("commonRules", "")), path)
    faults = Faults()
    tables = faults.each(lambda entry: table_of(entry, path), document["schema"])
    faults.refuse()
    return Contract(
        slug=document["name"],
        return_code=str(properties["returnCode"]),
        version=document["version"],
        title=str(properties["title"]),
        purpose=document["description"]["purpose"],
        supplied_by=str(properties["suppliedBy"]),
        period_grain=one_of(PeriodGrain, properties["periodGrain"], "periodGrain"),
        due_working_days=whole_days(properties["dueWorkingDays"]),
        tables=tables,
        common_rules=common,
        codelists=_codelists(tables, common, path),
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
    from open_data_contract_standard.model import OpenDataContractStandard

    document = parsed(path)
    try:
        held = completed(document)
        if faults := list(_standard().iter_errors(held)):
            raise ContractError(f"{named(path)} is not ODCS at {_told(document, faults)}")
        OpenDataContractStandard.model_validate(held)
    except RecursionError as error:
        raise ContractError(f"{named(path)} is not ODCS: it holds itself.") from error
    except ValueError as error:
        raise ContractError(f"{named(path)} is not ODCS: {_short(str(error))}") from error
    return document


def _told(document: object, faults: Sequence[jsonschema.ValidationError]) -> str:
    """Each fault with its place."""
    told = [
        f"{_place(document, fault.absolute_path) or 'the top'}: {_said(fault)}"
        for fault in faults[:_MOST_TOLD]
    ]
    if len(faults) <= _MOST_TOLD:
        return "; at ".join(told)
    return f"{'; at '.join(told)}; and at {count(len(faults) - _MOST_TOLD, 'more place')}"


def _said(error: jsonschema.ValidationError) -> str:
    if isinstance(error.instance, date):
        return f"{error.instance} is a date to YAML; write it in quotation marks, as text"
    return _short(error.message)


def _place(document: object, steps: Iterable[str | int]) -> str:
    """Where something stands, entries of a list by their names: schema/stock/properties/fte."""
    told: list[str] = []
    here: Any = document
    for step in steps:
        try:
            here = here[step]
        except (LookupError, TypeError):  # what was added while it was held to the standard
            here = None
        name = str(step)
        if isinstance(step, int) and isinstance(here, dict):
            entry = cast(dict[str, object], here)
            name = str(entry.get("name") or entry.get("id") or entry.get("property") or step)
        told.append(name)
    return "/".join(told)


def _short(text: str) -> str:
    """A message that quotes what it is about may quote a whole contract."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_TOLD else f"{line[:_LONGEST_TOLD]}..."


def parsed(path: Path) -> dict[str, Any]:
    """The file as it stands, held to nothing. Raises ContractError where it is no YAML text."""
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), FastOnceLoader)
    except ContractError as twice:
        raise ContractError(f"{named(path)}, {twice}") from twice
    except UnicodeDecodeError as error:
        raise ContractError(f"{named(path)} is not UTF-8: save it as UTF-8.") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}: " if mark else ""
        raise ContractError(f"{named(path)} is not YAML: {where}{error.problem}.") from error
    except RecursionError as error:
        raise ContractError(f"{named(path)} is not YAML: it is nested too deeply.") from error
    except (yaml.YAMLError, ValueError) as error:
        raise ContractError(f"{named(path)} is not YAML: {_short(str(error))}") from error
    if not isinstance(document, dict):
        raise ContractError(
            f"{named(path)} is not ODCS: "
            + ("it is empty." if document is None else "it has no names with values at its top.")
        )
    return cast(dict[str, Any], document)


@cache
def _standard() -> Validator:
    """What holds a document to the standard's JSON Schema, which is not itself checked again."""
    from jsonschema.validators import validator_for
    from open_data_contract_standard.model import OpenDataContractStandard

    schema = json.loads(OpenDataContractStandard.json_schema())
    return validator_for(schema)(schema)


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
        raise ContractError(f"{named(path)}: commonRules names {reference}, which does not exist.")
    document = parsed(source)
    with told_at(named(source)):
        return tuple(rule_of(entry, None, source) for entry in document["quality"])


def _codelists(tables: Iterable[Table], rules: Iterable[Rule], path: Path) -> dict[str, CodeList]:
    """The lists that the columns and the reasons name. Raises ContractError at what names none."""
    every_rule = [*rules, *(rule for table in tables for rule in table.rules)]
    users = {
        field.codelist: f"{table.name}.{field.name}"
        for table in tables
        for field in table.fields
        if field.codelist
    }
    wanted = {"force": "every return", **users}
    if any(rule.reasons for rule in every_rule):
        wanted["explanation_reason"] = "a rule with reasons"
    beside = _codelists_beside(path)
    faults = Faults()
    lists = faults.each(lambda name: _named_list(name, beside, wanted[name], path), sorted(wanted))
    faults.refuse()
    return {each.name: each for each in lists}


def _named_list(name: str, beside: Path | None, user: str, path: Path) -> CodeList:
    if not (beside and (beside / f"{name}.csv").is_file()) and not _is_known_list(name):
        raise ContractError(
            f"{named(path)}: {user} names the code list {name}, which is not there: add "
            f"{CODELISTS.name}/{name}.csv, or mend the name."
        )
    return load_codelist(name, beside)


def _is_known_list(name: str) -> bool:
    return (CODELISTS / f"{name}.csv").is_file()
