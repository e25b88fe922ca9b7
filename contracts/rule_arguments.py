"""Whether the arguments of a rule can be asked: numbers, columns, codes and tables that there are.

A rule whose code is misspelt would never fail, and nobody would see that it is not asked.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from typing import cast

from contracts.model import Contract, Executor, Field, Kind, Rule, Table
from contracts.vocabulary import Signature

_NUMBERS = frozenset(
    {
        "above", "change_pct", "days", "excess", "factor", "hours", "lag_hours", "largest",
        "maximum", "maximum_hours", "minimum", "minimum_base", "minimum_days", "minimum_expected",
        "minimum_months", "minimum_periods", "minimum_ratio", "minimum_rows", "minimum_total",
        "minutes", "months", "pending_days", "points", "robust_sd", "robust_z", "smallest",
        "tolerance", "tolerance_fte", "tolerance_pct",
    }
)  # fmt: skip
_LOW_TO_HIGH = (("minimum", "maximum"), ("smallest", "largest"))
# Arguments that name several columns; `by` and `on` do wherever a list of columns is meant.
_LISTS = frozenset(
    {
        ("adds_up", "of"), ("each_not_more_than", "of"), ("constant_within", "of"),
        ("in_ascending_order", "of"), ("none_small", "of"), ("sum_not_more_than", "of"),
        ("not_more_than_sum", "limit"), ("compliance_evidenced", "references"),
        ("compliance_evidenced", "flags"),
    }
)  # fmt: skip
_MAPPINGS = frozenset(
    {("pairs_not_more_than", "pairs"), ("row_share_between", "where"), ("positive_where", "where")}
)
# {column: value} of the rows that a rule is about.
_CONDITIONS = ("where", "limit_where", "numerator", "denominator", "when")
# Columns of the other table that a rule names.
_IN_OTHER = ("limit", "valid_from", "valid_to", "start", "end", "platform")


def faults(rule: Rule, signature: Signature, contract: Contract) -> Iterator[str]:
    """What of the arguments nobody could ask, each as the end of a sentence about the rule."""
    yield from _of_numbers(rule)
    if rule.executor is not Executor.PANDERA or rule.table is None:
        return
    table = contract.table(rule.table)
    yield from _of_shapes(rule, signature)
    yield from _of_conditions(rule, table, contract)
    yield from _of_codes(rule, table, contract)
    yield from _of_other(rule, signature, contract)


def _of_numbers(rule: Rule) -> Iterator[str]:
    given = rule.arguments
    for name in sorted(_NUMBERS & set(given)):
        if not _is_number(given[name]):
            yield f"{name} is {given[name]!r}, and has to be a number"
    for low, high in _LOW_TO_HIGH:
        both = given.get(low), given.get(high)
        if all(map(_is_number, both)) and cast(float, both[0]) > cast(float, both[1]):
            yield f"its {low} {both[0]} is above its {high} {both[1]}"


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _of_shapes(rule: Rule, signature: Signature) -> Iterator[str]:
    """One column, a list of them, or a mapping."""
    for name in signature.columns:
        value = rule.arguments.get(name)
        if value is None:
            continue
        wanted, told = _shape(rule.predicate, name)
        if not isinstance(value, wanted):
            yield f"{name} is {value!r}, and has to be {told}"


def _shape(predicate: str, name: str) -> tuple[type, str]:
    if (predicate, name) in _MAPPINGS:
        return dict, "a mapping of columns"
    several = name == "by" or (name == "on" and predicate != "code_depends_on")
    if several or (predicate, name) in _LISTS:
        return list, "a list of columns, as [a, b]"
    return str, "one column"


def _of_conditions(rule: Rule, table: Table, contract: Contract) -> Iterator[str]:
    if rule.predicate == "code_depends_on":
        return
    for name in _CONDITIONS:
        condition = rule.arguments.get(name)
        if not isinstance(condition, Mapping):
            continue
        for column, value in cast(Mapping[str, object], condition).items():
            if column not in table.column_names:
                yield f"{name} names the column {column}, which table {table.name} does not have"
            else:
                yield from _of_value(name, value, table.field(column), contract)


def _of_value(name: str, value: object, field: Field, contract: Contract) -> Iterator[str]:
    if field.codelist:
        yield from _not_codes(name, [value], field, contract)
    elif field.kind is Kind.BOOLEAN and not isinstance(value, bool):
        yield f"{name} asks {field.name} for {value!r}, which is neither true nor false"


def _of_codes(rule: Rule, table: Table, contract: Contract) -> Iterator[str]:
    """Codes that are named outside a condition."""
    given = rule.arguments
    if rule.predicate == "share_between" and "codes" in given:
        yield from _listed("codes", given["codes"], given.get("where"), table, contract)
    if rule.predicate != "code_depends_on":
        return
    when = given["when"]
    if not isinstance(when, Mapping):
        yield f"when is {when!r}, and has to be a mapping of codes to lists of codes"
        return
    told = cast(Mapping[object, object], when)
    yield from _listed("when", list(told), given["on"], table, contract)
    for name, codes in (*told.items(), ("otherwise", given["otherwise"])):
        yield from _listed(str(name), codes, given["of"], table, contract)


def _listed(
    name: str, codes: object, column: object, table: Table, contract: Contract
) -> Iterator[str]:
    if not isinstance(codes, list):
        yield f"{name} is {codes!r}, and has to be a list of codes, as [A, B]"
    elif column in table.column_names and table.field(str(column)).codelist:
        listed = cast(list[object], codes)
        yield from _not_codes(name, listed, table.field(str(column)), contract)


def _not_codes(
    name: str, codes: Collection[object], field: Field, contract: Contract
) -> Iterator[str]:
    known = {code.code for code in contract.codelists[str(field.codelist)].codes}
    for code in codes:
        if code not in known:
            quotes = f": write '{code}', in quotation marks" if str(code) in known else ""
            yield f"{name} names {code!r}, which is no code of the list {field.codelist}{quotes}"


def _of_other(rule: Rule, signature: Signature, contract: Contract) -> Iterator[str]:
    """Another table of the same return, and columns of it."""
    other = rule.arguments.get("other")
    if other is None or "other" in signature.columns:
        return
    known = {table.name: table.column_names for table in contract.tables}
    if other not in known:
        yield f"names the table {other}, which the return does not have"
        return
    named = [rule.arguments.get(name) for name in _IN_OTHER if name not in signature.columns]
    on = rule.arguments.get("on")
    named += cast(list[object], on) if isinstance(on, list) else []
    for column in named:
        if column is not None and column not in known[str(other)]:
            yield f"names the column {column}, which table {other} does not have"
