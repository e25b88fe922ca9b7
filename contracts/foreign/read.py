"""From a foreign ODCS document to a contract, or to the reasons why it is none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any, cast

from contracts.errors import ContractError
from contracts.foreign.columns import read_column
from contracts.foreign.model import Foreign, Note, Notes, Standing
from contracts.foreign.quality import read_table_quality
from contracts.load import load_codelist, load_contract, load_contract_file, odcs_document, slugs
from contracts.model import CodeList, Contract, Field, PeriodGrain, Table

NAME = re.compile(r"[a-z][a-z0-9_]*")
_VERSION = re.compile(r"\d+\.\d+\.\d+")
_READ = frozenset(
    {"apiVersion", "kind", "id", "name", "version", "schema", "description", "customProperties"}
)
_TABLE_READ = frozenset(
    {"name", "physicalType", "logicalType", "description", "businessName", "properties",
     "quality", "relationships", "customProperties", "id"}
)  # fmt: skip
_SAID_OF_TABLES = {
    "businessName": "A table of Muster has a name in words.",
    "description": "A table of Muster says what its rows are.",
}
_NEEDED = {
    "returnCode": "a code of its own, as R04",
    "title": "its name in words",
    "periodGrain": "how a submission's period is written (taken as month until it is said)",
    "dueWorkingDays": "how many working days after its period it is due",
    "suppliedBy": "who in a force supplies it",
    "commonRules": "which rules of every return it is held to, as common/1.0.0",
}


def read_foreign(path: Path) -> Foreign:
    """The contract in that file, with notes. Raises ContractError where it is not ODCS at all."""
    try:
        document = odcs_document(path, _with_types)
    except OSError as error:
        raise ContractError(f"{path.name} cannot be opened: {error.strerror}.") from error
    if "returnCode" in _custom(document):
        return _own(path)
    notes = Notes()
    _top(document, notes)
    codelists: dict[str, CodeList] = {}
    tables = [
        _table(entry, notes.at("schema", str(entry["name"])), codelists)
        for entry in _entries(document, "schema")
    ]
    taken = tuple(sorted(notes.taken, key=lambda note: list(Standing).index(note.standing)))
    refused = any(note.standing is Standing.UNSUPPORTED for note in taken)
    contract = None if refused else _contract(document, tables, codelists)
    return Foreign(file=path.name, contract=contract, notes=taken)


def _with_types(document: Any) -> Any:
    """The document with `string` where a column has no logicalType, which may be left out.

    The standard's JSON Schema takes such a column for a map and asks for what only maps have.
    """
    if not isinstance(document, dict):
        return document
    whole = deepcopy(cast(dict[str, Any], document))
    for table in _mappings(whole.get("schema")):
        for column in _mappings(table.get("properties")):
            column.setdefault("logicalType", "string")
    return whole


def _mappings(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _own(path: Path) -> Foreign:
    """A contract in Muster's own terms, held to Muster's own rules."""
    try:
        return Foreign(file=path.name, contract=load_contract_file(path), notes=())
    except ContractError as error:
        told = str(error).splitlines()
    except KeyError as error:
        told = [f"It lacks {error.args[0]}, which every contract of Muster has."]
    except (TypeError, ValueError, AttributeError) as error:
        told = [f"It is not as Muster writes its contracts: {error}."]
    notes = tuple(Note(Standing.UNSUPPORTED, "the file", sentence) for sentence in told)
    return Foreign(file=path.name, contract=None, notes=notes)


def _entries(holder: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    return list(holder.get(name) or [])


def _custom(document: Mapping[str, Any]) -> dict[str, Any]:
    return {str(item.get("property")): item.get("value")
            for item in _entries(document, "customProperties")}  # fmt: skip


def _top(document: Mapping[str, Any], notes: Notes) -> None:
    if not _VERSION.fullmatch(str(document.get("version"))):
        notes.unsupported("A version is three whole numbers, as 1.4.0.", "version")
    if not _slug(document):
        notes.unsupported("It has no name or id with a letter in it.", "name")
    elif not document.get("name"):
        notes.unsaid("A return of Muster has a name, and not an id alone.", "name")
    if not (document.get("description") or {}).get("purpose"):
        notes.unsaid("A return of Muster says what it is for.", "description/purpose")
    if not document.get("schema"):
        notes.unsupported("It has no tables, so there is nothing to check.", "schema")
    for name, told in _NEEDED.items():
        notes.unsaid(f"A return of Muster also says {told}.", f"customProperties/{name}")
    for name in _custom(document):
        notes.aside("Not a word that Muster knows.", f"customProperties/{name}")
    for name in sorted(set(document) - _READ):
        notes.aside("Not read: it says nothing of what a file must hold.", name)


def _slug(document: Mapping[str, Any]) -> str:
    """The name in Muster's letters: 'Customer Orders' is customer_orders."""
    name = str(document.get("name") or document.get("id") or "").lower()
    return re.sub(r"^[0-9_]+|_+$", "", re.sub(r"[^a-z0-9]+", "_", name))


def _table(entry: Mapping[str, Any], notes: Notes, codelists: dict[str, CodeList]) -> Table:
    name = str(entry["name"])
    if not NAME.fullmatch(name):
        notes.unsupported("A table's name is lower-case letters, digits and underscores.", "name")
    notes.unsaid_of(entry, _SAID_OF_TABLES)
    if entry.get("relationships"):
        notes.unsupported("Relationships between tables are not checked.", "relationships")
    columns = _entries(entry, "properties")
    key = [str(column["name"]) for column in columns if column.get("primaryKey")]
    only_key = key[0] if len(key) == 1 else None
    fields = tuple(
        read_column(column, name, notes.at(str(column["name"])), codelists, only_key)
        for column in columns
    )
    _check_columns(fields, notes)
    read_table_quality(_entries(entry, "quality"), fields, notes.at("quality"))
    for part in sorted(set(entry) - _TABLE_READ):
        notes.aside("Not read: it says nothing of what a file must hold.", part)
    for item in _entries(entry, "customProperties"):
        notes.aside("Not a word that Muster knows.", f"customProperties/{item.get('property')}")
    return Table(
        name=name,
        title=str(entry.get("businessName") or name),
        description=str(entry.get("description") or ""),
        fields=fields,
    )


def _check_columns(fields: Sequence[Field], notes: Notes) -> None:
    if not fields:
        notes.unsupported("The table has no columns.", "properties")
        return
    names = [field.name for field in fields]
    for name in sorted({name for name in names if names.count(name) > 1}):
        notes.unsupported(f"The column {name} is there twice.", "properties")
    for name in names:
        if not NAME.fullmatch(name):
            notes.unsupported(
                "A column's name is lower-case letters, digits and underscores.", f"{name}/name"
            )
    if not any(field.key for field in fields):
        notes.unsupported("No column is a primaryKey: Muster must know what makes a row one.")


def _contract(
    document: Mapping[str, Any], tables: Sequence[Table], codelists: Mapping[str, CodeList]
) -> Contract:
    """The contract, under the rules that are common to every return of Muster."""
    common = ("explanation_reason", "force")
    description: Mapping[str, Any] = document.get("description") or {}
    return Contract(
        slug=_slug(document),
        return_code="",
        version=str(document["version"]),
        title=str(document.get("name") or document["id"]),
        purpose=str(description.get("purpose") or ""),
        usage=str(description.get("usage") or ""),
        limitations=str(description.get("limitations") or ""),
        supplied_by="",
        period_grain=PeriodGrain.MONTH,
        due_working_days=0,
        tables=tuple(tables),
        common_rules=load_contract(slugs()[0]).common_rules,
        codelists={**codelists, **{name: load_codelist(name) for name in common}},
    )
