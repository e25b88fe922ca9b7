"""The only reader of the mapping files; whatever is unknown in one does not load."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple, cast

import yaml

from contracts.errors import ContractError, UsageError
from contracts.load import load_codelist, load_contract
from contracts.model import Contract, Table
from contracts.once import OnceLoader
from contracts.periods import parse_day
from mappings import lookups
from mappings.model import ColumnStep, PeriodSplit, SourceMapping, TableMapping
from mappings.plain import require_readable, require_written_out, title_of
from mappings.steps import STEPS

HERE = Path(__file__).parent
FORMATS = {
    "csv": {"columns", "renamed", "delimiter", "encoding"},
    "json": {"columns"},
    "ods": {"sheets", "other_sheets", "layout"},
    "words": {"columns"},
    "xlsx": {"sheet", "other_sheets", "header_row", "columns", "needs", "totals"},
}
SPLITS = {
    "column": {"column"},
    "month_of": {"from", "format"},
    "months_spanned": {"start", "end"},
}
CHECKS = {
    "adds_up": {"total", "of"},
    "at_most": {"limit", "of"},
    "dates": {"from", "format", "year", "order"},
    "below_nought": {"column"},
    "force_named": {"column"},
    "month_ends": {"column", "format"},
    "no_number_in": {"column"},
    "not_before": {"column", "start"},
    "open_ended": {"from", "blanks"},
    "published_totals": {"tolerance"},
    "repeated": {"column"},
    "reported_late": {"column", "start", "hours"},
    "same_as": {"column", "other"},
}
BESIDE = {"files", "reader"}
SPREAD = {"day", "first", "last"}
TOP = {
    "title",
    "return",
    "reader",
    "beside",
    "spread",
    "collapse",
    "tables",
    "split",
    "other_periods",
    "checks",
    "notes",
}
# How the name of a mapping file ends.
OWN = (".yaml", ".yml")
OTHER_PERIODS = ("refuse", "leave_out")
OF_TABLE = {"columns", "derived_from", "distinct", "sum", "apart_by", "decimals"}


class SourceTitle(NamedTuple):
    """The name to give to `muster map`, and what it is."""

    name: str
    title: str


def sources() -> list[SourceTitle]:
    """Every source that has a mapping, in alphabetical order."""
    names = sorted(path.stem for path in HERE.glob("*.yaml"))
    return [SourceTitle(name, load_mapping(name).title) for name in names]


@cache
def load_mapping(name: str) -> SourceMapping:
    """The mapping of that source.

    Raises UsageError where there is none, ContractError where its file breaks a rule.
    """
    known = sorted(path.stem for path in HERE.glob("*.yaml"))
    if name not in known:
        raise UsageError(
            f"There is no mapping called {name!r}. There are: {', '.join(known)}. One of your own "
            f"is named by its file, such as {name}.mapping.yaml (docs/local-codes.md)."
        )
    return load_mapping_file(HERE / f"{name}.yaml")


def load_own(path: Path) -> SourceMapping:
    """A mapping of one's own. Raises ContractError with a sentence for whatever is wrong in it."""
    if not path.is_file():
        raise UsageError(f"There is no mapping file {path}.")
    try:
        return load_mapping_file(path)
    except ContractError:
        raise
    except Exception as error:  # a stranger's YAML may be of any shape
        raise ContractError(
            f"{path.name} is not a mapping: it must be YAML as docs/local-codes.md shows "
            f"({type(error).__name__})."
        ) from error


def load_mapping_file(path: Path) -> SourceMapping:
    """Read one mapping file. Raises ContractError with a sentence that names file and place."""
    place = path.name
    try:
        content = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ContractError(f"{place} is not UTF-8: save it as UTF-8.") from error
    require_written_out(content, place)
    try:
        document = cast(dict[str, object], yaml.load(content, OnceLoader))
    except ContractError as twice:
        raise ContractError(f"{place}, {twice}") from twice
    _only(document, TOP, place)
    for name in sorted({"title", "return", "reader", "tables", "split"} - set(document)):
        raise ContractError(f"{place} has no {name}.")
    contract = load_contract(str(document["return"]))
    of_rows = [
        t for t in _mapping(document["tables"]).values() if "derived_from" not in _mapping(t)
    ]
    if len(of_rows) != 1:
        raise ContractError(f"{place}: one table, and one only, is made of the source's rows.")
    return SourceMapping(
        name=path.stem,
        title=title_of(document, place),
        return_slug=contract.slug,
        reader=_reader(_mapping(document["reader"]), place),
        tables=tuple(
            _table(table, _mapping(entry), contract, place)
            for table, entry in _mapping(document["tables"]).items()
        ),
        split=_split(_mapping(document["split"]), place),
        collapse=_mapping(document["collapse"]) if "collapse" in document else None,
        beside=_beside(_mapping(document.get("beside", {})), place),
        spread=_spread(document, place),
        checks=tuple(_check(_mapping(item), place) for item in _list(document.get("checks"))),
        notes=tuple(str(note) for note in _list(document.get("notes"))),
        other_periods=_other_periods(document, place),
    )


def _reader(entry: dict[str, object], place: str) -> dict[str, object]:
    _only(entry, FORMATS.get(str(entry.get("format")), set()) | {"format"}, f"{place}: reader")
    require_readable(entry, place)
    return entry


def _beside(entries: Mapping[str, object], place: str) -> dict[str, Mapping[str, object]]:
    for name, entry in entries.items():
        _whole(_mapping(entry), BESIDE, f"{place}: beside {name}")
        _reader(_mapping(_mapping(entry)["reader"]), f"{place}: beside {name}")
    return {name: _mapping(entry) for name, entry in entries.items()}


def _spread(document: Mapping[str, object], place: str) -> Mapping[str, object] | None:
    if "spread" not in document:
        return None
    entry = _mapping(document["spread"])
    _whole(entry, SPREAD, f"{place}: spread", optional={"last"})
    for name in sorted({"first", "last"} & set(entry)):
        if parse_day(str(entry[name])) is None:
            raise ContractError(
                f"{place}: spread: {name} is {entry[name]!r}; write a day as 2024-03-31."
            )
    return entry


def _other_periods(document: Mapping[str, object], place: str) -> str:
    said = str(document.get("other_periods", OTHER_PERIODS[0]))
    if said not in OTHER_PERIODS:
        raise ContractError(f"{place}: other_periods is one of {', '.join(OTHER_PERIODS)}.")
    return said


def _mapping(value: object) -> dict[str, object]:
    return cast(dict[str, object], value)


def _list(value: object) -> list[object]:
    return cast(list[object], value or [])


def _only(entry: Mapping[str, object], known: set[str], place: str) -> None:
    unknown = sorted(set(entry) - known)
    if unknown:
        raise ContractError(f"{place} says {', '.join(unknown)}, which no mapping knows.")


def _whole(
    entry: Mapping[str, object], known: set[str], place: str, optional: Collection[str] = ()
) -> None:
    """Raises ContractError where an entry says less than it has to, or more."""
    _only(entry, known, place)
    if missing := sorted(known - set(entry) - set(optional)):
        raise ContractError(f"{place} needs {', '.join(missing)}.")


def _split(entry: dict[str, object], place: str) -> PeriodSplit:
    rule = str(entry.pop("rule", ""))
    if rule not in SPLITS or set(entry) != SPLITS[rule]:
        raise ContractError(f"{place}: split needs one of the rules {', '.join(SPLITS)}, complete.")
    return PeriodSplit(rule, {name: str(value) for name, value in entry.items()})


def _check(entry: dict[str, object], place: str) -> dict[str, object]:
    name = str(entry.get("check"))
    if name not in CHECKS:
        raise ContractError(f"{place}: {name!r} is not a check. There are: {', '.join(CHECKS)}.")
    if set(entry) - {"check"} != CHECKS[name]:
        raise ContractError(f"{place}: check {name} needs {', '.join(sorted(CHECKS[name]))}.")
    return entry


def _table(name: str, entry: dict[str, object], contract: Contract, place: str) -> TableMapping:
    if name not in {table.name for table in contract.tables}:
        raise ContractError(f"{place}: return {contract.slug} has no table {name}.")
    table = contract.table(name)
    _only(entry, OF_TABLE, f"{place}: {name}")
    statuses = {field.status_field for field in table.fields}
    silent = set(table.column_names) - statuses - set(_mapping(entry["columns"]))
    if silent:
        raise ContractError(
            f"{place}: {name} says nothing of {', '.join(sorted(silent))}; where the source does "
            f"not have a column, say so with the step absent."
        )
    steps = tuple(
        _column(column, _mapping(step), table, f"{place}: {name}.{column}")
        for column, step in _mapping(entry["columns"]).items()
    )
    _check_order(steps, f"{place}: {name}")
    return TableMapping(
        name=name,
        columns=steps,
        source=str(entry.get("derived_from", "rows")),
        distinct=tuple(str(column) for column in _list(entry.get("distinct"))),
        sum_columns=tuple(str(column) for column in _list(entry.get("sum"))),
        sum_apart_by=str(entry.get("apart_by", "")),
        decimals=cast(Mapping[str, int], entry.get("decimals", {})),
    )


def _check_order(steps: tuple[ColumnStep, ...], place: str) -> None:
    """A step that looks at another column of the return comes after it."""
    made: set[str] = set()
    for step in steps:
        for condition in ("where", "doubtful_where"):
            looks_at = _mapping(step.arguments.get(condition, {})).get("column")
            if looks_at is not None and looks_at not in made:
                raise ContractError(
                    f"{place}.{step.column} looks at {looks_at}, which is not made yet."
                )
        made.add(step.column)


def _column(column: str, entry: dict[str, object], table: Table, place: str) -> ColumnStep:
    name = str(entry.pop("step", ""))
    if column not in table.column_names:
        raise ContractError(f"{place}: the table has no such column.")
    if name not in STEPS:
        raise ContractError(f"{place}: {name!r} is not a step. There are: {', '.join(STEPS)}.")
    step = STEPS[name]
    _only(entry, set(step.required | step.optional), f"{place} ({name})")
    for argument in sorted(step.required - set(entry)):
        raise ContractError(f"{place}: step {name} needs {argument}.")
    _check_reference(name, entry, f"{place} ({name})")
    _check_codes(entry, column, table, place)
    return ColumnStep(column, name, entry)


def _check_reference(step: str, entry: Mapping[str, object], place: str) -> None:
    """A reference table or column that does not exist is told where the mapping is read."""
    asked = {
        "force": ("forces", entry.get("by"), "force_code"),
        "lookup": tuple(entry.get(name) for name in ("reference", "key", "value")),
    }
    if step not in asked:
        return
    table, key, value = map(str, asked[step])
    try:
        lookups.table(table, key, value)
    except UsageError as error:
        raise ContractError(f"{place}: {error}") from error


def _check_codes(entry: Mapping[str, object], column: str, table: Table, place: str) -> None:
    """A code that is not in the column's code list is a slip of the mapping, not of the data."""
    codelist = table.field(column).codelist
    if codelist is None:
        return
    given = [str(code) for code in _mapping(entry.get("codes", {})).values()]
    given += [str(entry["value"])] if "value" in entry and "reference" not in entry else []
    known = {code.code for code in load_codelist(codelist).codes}
    for code in given:
        if code not in known:
            raise ContractError(f"{place}: {code!r} is not in the code list {codelist}.")
