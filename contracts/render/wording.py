"""How a field, a rule and a code are put into words, wherever people read them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from contracts.model import Code, CodeList, Contract, Executor, Field, Kind, PeriodGrain
from contracts.pattern_words import pattern_words

_KIND_WORDS: Mapping[Kind, str] = {
    Kind.TEXT: "text",
    Kind.INTEGER: "whole number",
    Kind.DECIMAL: "number",
    Kind.BOOLEAN: "true or false",
    Kind.DATE: "date, as 2024-03-31",
    Kind.DATETIME: "time, as 2024-03-31T00:30:00Z or with an offset such as +01:00",
    Kind.MONTH: "month, as 2024-03",
    Kind.QUARTER: "quarter, as 2024-Q1",
}
_PERIOD_WORDS: Mapping[PeriodGrain, str] = {
    PeriodGrain.QUARTER_END: "the last day of a quarter, as 2022-03-31",
    PeriodGrain.MONTH: "a month, as 2024-03",
    PeriodGrain.QUARTER: "a quarter, as 2024-Q1",
}
_EXECUTOR_WORDS: Mapping[Executor, str] = {
    Executor.READER: "while the file is read",
    Executor.DOOR: "when the submission is received",
    Executor.PANDERA: "on the values of the submission",
    Executor.GX: "after submission, against everything that is held",
}
# Patterns that the kind already says.
_KINDS_WITH_FORM = (Kind.MONTH, Kind.QUARTER)


def kind_words(field: Field) -> str:
    """'number with up to 2 decimal places', 'date, as 2024-03-31'."""
    if field.kind is Kind.DECIMAL and field.scale is not None:
        return f"number with up to {field.scale} decimal place{'' if field.scale == 1 else 's'}"
    return _KIND_WORDS[field.kind]


def period_words(grain: PeriodGrain) -> str:
    """How a submission's period is written."""
    return _PERIOD_WORDS[grain]


def executor_words(executor: Executor) -> str:
    """When a rule is asked, for somebody who does not know the engines' names."""
    return _EXECUTOR_WORDS[executor]


def allowed_words(field: Field) -> str:
    """The limits of a field beyond its kind: 'a code of the list sex', '0 or more'; may be ''."""
    parts: list[str] = []
    if field.codelist:
        parts.append(f"a code of the list {field.codelist}")
    parts += _range_words(field.minimum, field.maximum)
    if field.max_length is not None:
        parts.append(f"at most {field.max_length} characters")
    if field.pattern and field.kind not in _KINDS_WITH_FORM:
        parts.append(pattern_words(field.pattern) or f"of the form {field.pattern}")
    return ", ".join(parts)


def _range_words(minimum: Decimal | None, maximum: Decimal | None) -> list[str]:
    if minimum is not None and maximum is not None:
        return [f"from {minimum} to {maximum}"]
    if minimum is not None:
        return [f"{minimum} or more"]
    return [f"at most {maximum}"] if maximum is not None else []


def required_words(field: Field) -> str:
    """'required', 'optional', or which status column must say why the cell is blank."""
    if field.required:
        return "required"
    if field.status_field:
        return f"required, or blank with the reason in {field.status_field}"
    return "optional"


def validity_words(code: Code) -> str:
    """'from 2020-01-01 to 2022-12-31', or '' where the code is always valid."""
    since = f"from {code.valid_from}" if code.valid_from else ""
    until = f"to {code.valid_to}" if code.valid_to else ""
    return " ".join(part for part in (since, until) if part)


def is_unverified(code: Code) -> bool:
    """Whether nobody has yet checked the code against its owner's publication."""
    return "unverified" in code.source.lower()


def unverified_words(codelist: CodeList) -> str:
    """'' where every code was checked, else a warning that people must see."""
    doubtful = [code for code in codelist.codes if is_unverified(code)]
    if not doubtful:
        return ""
    if len(doubtful) == len(codelist.codes):
        return "Unverified: no code of this list has been checked against its owner's publication."
    return (
        f"Unverified: {len(doubtful)} of these {len(codelist.codes)} codes have not been checked "
        "against their owner's publication; they are marked."
    )


def used_codelists(contract: Contract) -> dict[str, CodeList]:
    """The code lists that the contract's fields use, by name, in alphabetical order."""
    names = {f.codelist for table in contract.tables for f in table.fields if f.codelist}
    return {name: contract.codelists[name] for name in sorted(names)}
