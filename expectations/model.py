"""What an expectation over the whole picture is, and what it finds.

A `Check` says one thing about one table of a release: as SQL that selects the rows that are *not*
as expected, and, where Great Expectations has a built-in for it, by that built-in's name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from contracts.model import Dimension, Rule, Severity
from contracts.periods import in_words


class Suite(StrEnum):
    """The four questions that are put to every release."""

    HISTORY = "history"
    PEERS = "peers"
    RETURNS = "returns"
    RELEASE = "release"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One expectation.

    `unexpected_sql` selects the rows that break it, and `assessed_sql` counts what was asked; both
    write the table as {batch}. The rows may carry force_code, period, indicator, expected,
    observed, difference, and whatever else `sentence` names in braces. `built_in` is the name of a
    Great Expectations class with its arguments; without one the SQL itself is the expectation.
    `identity` names the columns beside force, period and indicator that tell two findings apart.
    """

    rule_id: str
    name: str
    suite: Suite
    severity: Severity
    dimension: Dimension
    table: str
    unexpected_sql: str
    assessed_sql: str
    sentence: str
    description: str = ""
    subject: str | None = None
    built_in: tuple[str, Mapping[str, Any]] | None = None
    identity: tuple[str, ...] = ()

    @property
    def blocks_release(self) -> bool:
        return self.severity is Severity.ERROR

    @property
    def key(self) -> str:
        """What tells two checks apart: C09 is put to every return."""
        return f"{self.rule_id} {self.name} {self.subject or self.table}"


def check_of(rule: Rule, **parts: Any) -> Check:
    """The check of a rule card: its id, severity and dimension are the card's own."""
    return Check(
        rule_id=rule.id,
        name=rule.predicate,
        severity=rule.severity,
        dimension=rule.dimension,
        description=rule.description,
        suite=Suite(rule.scope.value),
        **parts,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Unexpected:
    """One finding of the gate: one row that was not as expected.

    `key_json` names it among the findings of its rule, as an explanation's key does.
    """

    check_id: str
    rule_id: str
    severity: str
    dimension: str
    suite: str
    table_name: str
    force_code: str | None
    period: str | None
    indicator: str | None
    message: str
    expected: str | None
    observed: str | None
    difference: str | None
    blocks_release: bool
    key_json: str = "{}"

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """How one expectation fared; `evaluated` counts what was asked, `unexpected` what failed."""

    suite: str
    expectation: str
    rule_id: str
    table_name: str
    severity: str
    evaluated: int
    unexpected: int
    success: bool
    description: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Verdict:
    """All that the gate has to say about one release."""

    results: tuple[CheckResult, ...]
    findings: tuple[Unexpected, ...]
    docs: str | None = None

    @property
    def blocking(self) -> tuple[Unexpected, ...]:
        return tuple(finding for finding in self.findings if finding.blocks_release)

    @property
    def passed(self) -> bool:
        return not self.blocking

    def as_dict(self) -> dict[str, Any]:
        return {
            "passed": self.passed,
            "docs": self.docs,
            "results": [result.as_dict() for result in self.results],
            "findings": [finding.as_dict() for finding in self.findings],
        }


# What names a month, a quarter or a day: a sentence says it as everybody does.
_DATED = frozenset({"period", "since", "quarter", "day", "dated"})


def finding_of(check: Check, row: Mapping[str, Any], force_name: str) -> Unexpected:
    """The finding that a row of `unexpected_sql` stands for; `force_name` opens its sentence."""
    written = {
        name: in_words(str(value)) if name in _DATED and value else written_value(value)
        for name, value in row.items()
    }
    parts = [check.key, *(_text(row.get(name)) or "" for name in _identity(check))]
    return Unexpected(
        check_id=hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16],
        rule_id=check.rule_id,
        severity=check.severity.value,
        dimension=check.dimension.value,
        suite=check.suite.value,
        table_name=check.subject or check.table,
        force_code=_text(row.get("force_code")),
        period=_text(row.get("period")),
        indicator=_text(row.get("indicator")),
        message=check.sentence.format_map({**written, "force": force_name}),
        expected=_written_or_none(row.get("expected")),
        observed=_written_or_none(row.get("observed")),
        difference=_written_or_none(row.get("difference")),
        blocks_release=check.blocks_release,
        key_json=json.dumps(_key(check, row), sort_keys=True, ensure_ascii=False),
    )


def written_value(value: object) -> str:
    """A value as a sentence shows it: 12,345 or 3.142; nothing where there is none."""
    if value is None:
        return "nothing"
    if isinstance(value, bool | str):
        return str(value)
    if isinstance(value, int):
        return f"{value:,}"
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return str(value)
    if abs(number) >= 1000:
        return f"{number:,.0f}"
    return f"{number:.4g}"


def _key(check: Check, row: Mapping[str, Any]) -> dict[str, str]:
    named = {name: _text(row.get(name)) for name in _identity(check)}
    return {name: value for name, value in named.items() if value is not None}


def _identity(check: Check) -> tuple[str, ...]:
    return ("force_code", "period", "indicator", *check.identity)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _written_or_none(value: object) -> str | None:
    return None if value is None else written_value(value)
