"""A contract in memory: frozen, typed, and free of any engine.

A return has tables, a table has fields and rules, and a rule is a card: who it is, how grave it
is, what it says, and what to do about it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Severity(StrEnum):
    """What a failed rule does to the file: stop it, ask for an explanation, or count."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Dimension(StrEnum):
    """The six dimensions of the Government Data Quality Framework (2020)."""

    COMPLETENESS = "completeness"
    UNIQUENESS = "uniqueness"
    CONSISTENCY = "consistency"
    TIMELINESS = "timeliness"
    VALIDITY = "validity"
    ACCURACY = "accuracy"


class Scope(StrEnum):
    """What a rule has to see before it can answer."""

    FILE = "file"
    SUBMISSION = "submission"
    FIELD = "field"
    ROW = "row"
    KEY = "key"
    TABLE = "table"
    HISTORY = "history"
    PEERS = "peers"
    RETURNS = "returns"
    RELEASE = "release"


class Executor(StrEnum):
    """The one part of Muster that runs a rule."""

    READER = "reader"
    DOOR = "door"
    PANDERA = "pandera"
    GX = "great_expectations"


EXECUTOR_OF_SCOPE: Mapping[Scope, Executor] = {
    Scope.FILE: Executor.READER,
    Scope.SUBMISSION: Executor.DOOR,
    Scope.FIELD: Executor.PANDERA,
    Scope.ROW: Executor.PANDERA,
    Scope.KEY: Executor.PANDERA,
    Scope.TABLE: Executor.PANDERA,
    Scope.HISTORY: Executor.GX,
    Scope.PEERS: Executor.GX,
    Scope.RETURNS: Executor.GX,
    Scope.RELEASE: Executor.GX,
}


# Whose a submission is that no force sends: the inspectorate's, for all of England and Wales.
NATIONAL_CODE = "EW"


class Kind(StrEnum):
    """The kinds of value a cell can hold; each has exactly one written form."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    MONTH = "month"
    QUARTER = "quarter"

    @property
    def numeric(self) -> bool:
        return self in (Kind.INTEGER, Kind.DECIMAL)


class PeriodGrain(StrEnum):
    """How a submission's period is written: 2022-03-31, 2022-03, 2022-Q1."""

    QUARTER_END = "quarter_end"
    MONTH = "month"
    QUARTER = "quarter"


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a code list, valid from and to the dates given (inclusive, None = open)."""

    code: str
    label: str
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""

    def valid_on(self, day: date) -> bool:
        after_start = self.valid_from is None or self.valid_from <= day
        before_end = self.valid_to is None or day <= self.valid_to
        return after_start and before_end


@dataclass(frozen=True, slots=True)
class CodeList:
    name: str
    codes: tuple[Code, ...]

    def valid_on(self, day: date | None) -> tuple[Code, ...]:
        if day is None:
            return self.codes
        return tuple(code for code in self.codes if code.valid_on(day))


@dataclass(frozen=True, slots=True)
class Field:
    """One column. `precision` and `scale` belong to decimals, `unit` to every number.

    A column with `every_day` holds the days of the submission's period, one row or more for each.
    """

    name: str
    kind: Kind
    description: str
    required: bool = False
    key: bool = False
    unit: str | None = None
    codelist: str | None = None
    status_field: str | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    max_length: int | None = None
    pattern: str | None = None
    precision: int | None = None
    scale: int | None = None
    example: str = ""
    period: bool = False
    every_day: bool = False
    count_of_people: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule card. `mend` is what the sender should do; `reasons` are the explanations offered.

    A rule that only marks cells, for disclosure control, is not `scored`: a mark is no fault.
    """

    id: str
    severity: Severity
    dimension: Dimension
    scope: Scope
    description: str
    mend: str
    predicate: str
    arguments: Mapping[str, object] = field(default_factory=dict[str, object])
    table: str | None = None
    reasons: tuple[str, ...] = ()
    scored: bool = True

    @property
    def executor(self) -> Executor:
        return EXECUTOR_OF_SCOPE[self.scope]


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a return. `optional` may be left out; `may_be_empty` may say that there is none
    of what it lists, by a header without rows. `hourly` names the column of a table that has a row
    for every hour of the period, and the column of the hour's local date.
    """

    name: str
    title: str
    description: str
    fields: tuple[Field, ...]
    rules: tuple[Rule, ...] = ()
    optional: bool = False
    may_be_empty: bool = False
    hourly: tuple[str, str] | None = None

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(f.name for f in self.fields if f.key)

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(f.name for f in self.fields)

    def field(self, name: str) -> Field:
        """The field of that name. Raises KeyError where there is none."""
        for candidate in self.fields:
            if candidate.name == name:
                return candidate
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Contract:
    """One version of one return; `rules` holds the rules common to every return as well.

    A `national` return is sent by the inspectorate for all forces at once, under NATIONAL_CODE.
    """

    slug: str
    return_code: str
    version: str
    title: str
    purpose: str
    supplied_by: str
    period_grain: PeriodGrain
    due_working_days: int
    tables: tuple[Table, ...]
    common_rules: tuple[Rule, ...]
    codelists: Mapping[str, CodeList]
    national: bool = False
    usage: str = ""
    limitations: str = ""

    @property
    def sender_codes(self) -> tuple[str, ...]:
        """Under whose code it may be sent: a force's, or the inspectorate's own."""
        if self.national:
            return (NATIONAL_CODE,)
        return tuple(code.code for code in self.codelists["force"].codes)

    def table(self, name: str) -> Table:
        """The table of that name. Raises KeyError where there is none."""
        for candidate in self.tables:
            if candidate.name == name:
                return candidate
        raise KeyError(name)

    @property
    def rules(self) -> tuple[Rule, ...]:
        own = tuple(rule for table in self.tables for rule in table.rules)
        return self.common_rules + own

    def rule(self, rule_id: str) -> Rule:
        """The rule of that id. Raises KeyError where there is none."""
        for candidate in self.rules:
            if candidate.id == rule_id:
                return candidate
        raise KeyError(rule_id)
