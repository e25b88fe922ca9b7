"""The one language in which every check speaks: a finding, and the report that gathers them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from contracts.model import Severity

_WORST_FIRST: Mapping[str, int] = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong, or doubtful, in one place.

    `row` is the row of the sender's own file (the header is row 1 when it is on the first line),
    `value` is the cell as typed, `key` echoes the sender's key columns of that row.
    """

    rule_id: str
    severity: str
    dimension: str
    message: str
    table: str | None = None
    row: int | None = None
    column: str | None = None
    column_letter: str | None = None
    value: str | None = None
    allowed: str | None = None
    expected: str | None = None
    difference: str | None = None
    suggestion: str | None = None
    key: Mapping[str, str] = field(default_factory=dict[str, str])

    def as_dict(self) -> dict[str, object]:
        return asdict(self)

    @property
    def fingerprint(self) -> tuple[str, str, str, tuple[tuple[str, str], ...]]:
        """What makes it the same finding in a later file: rule, table, column and key, not row."""
        key = tuple(sorted(self.key.items()))
        return (self.rule_id, self.table or "", self.column or "", key)


def severity_rank(severity: str) -> int:
    """0 for an error, 1 for a warning, 2 for information."""
    return _WORST_FIRST.get(severity, len(_WORST_FIRST))


def order(finding: Finding) -> tuple[int, str, str, int, str]:
    """Where a finding stands in a report: the worst first, then by rule, table, row and column."""
    return (
        severity_rank(finding.severity),
        finding.rule_id,
        finding.table or "",
        finding.row or 0,
        finding.column or "",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRead:
    """What was read of one table: the proof that no row went missing."""

    name: str
    file: str
    rows: int
    sheet: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleOutcome:
    """How often one rule was asked, how often it failed, how often it could not be asked."""

    rule_id: str
    severity: str
    dimension: str
    assessed: int
    failed: int
    not_assessed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plausibility:
    """Whether a submission was put beside history, other forces and other returns, and which ones.

    `release_id` is the release that it was compared with, None where it was not (yet) asked;
    `sentence` says it to people. `rules` were asked, whether or not they found anything. What is
    `pending` will be asked, or asked anew, without anybody doing anything.
    """

    sentence: str
    pending: bool = False
    release_id: str | None = None
    asked_at: str | None = None
    rules: Sequence[str] = ()

    @property
    def asked(self) -> bool:
        return self.release_id is not None

    def as_dict(self) -> dict[str, object]:
        return {"asked": self.asked, **asdict(self)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything that one submission's check found. Nothing in it is capped.

    `readable` is False where a file could not be read as this return at all. `plausibility` is None
    where only the file was checked, as at a force's own machine. `information` are sentences on
    what is as the contract allows, and may still not be what was meant.
    """

    return_slug: str
    contract_version: str
    file: str
    sha256: str
    readable: bool
    tables: Sequence[TableRead] = ()
    findings: Sequence[Finding] = ()
    outcomes: Sequence[RuleOutcome] = ()
    force_code: str | None = None
    period: str | None = None
    plausibility: Plausibility | None = None
    information: Sequence[str] = ()

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    @property
    def passed(self) -> bool:
        return self.readable and not self._found[Severity.ERROR]

    @property
    def _found(self) -> Counter[str]:
        """How many findings of each severity; findings that are many know without being read."""
        known: Counter[str] | None = getattr(self.findings, "by_severity", None)
        return known if known is not None else Counter(f.severity for f in self.findings)

    @property
    def counts(self) -> dict[str, int]:
        found = self._found
        return {
            "error": found[Severity.ERROR],
            "warning": found[Severity.WARNING],
            "info": found[Severity.INFO],
            "not_assessed": sum(outcome.not_assessed for outcome in self.outcomes),
        }

    @property
    def exit_code(self) -> int:
        """0 passes (warnings allowed), 1 read with errors, 2 not readable as this return."""
        if not self.readable:
            return 2
        return 0 if self.passed else 1

    def as_dict(self) -> dict[str, object]:
        """Every field under its name in a report; the findings last."""
        return {**self.head(), "findings": [finding.as_dict() for finding in self.findings]}

    def head(self) -> dict[str, object]:
        """As `as_dict`, without the findings."""
        beside: dict[str, object] = {}
        if self.plausibility:
            beside["plausibility"] = self.plausibility.as_dict()
        if self.information:
            beside["information"] = list(self.information)
        return {
            "return": self.return_slug,
            "contract_version": self.contract_version,
            "file": self.file,
            "sha256": self.sha256,
            "force": self.force_code,
            "period": self.period,
            "rows": self.rows,
            "passed": self.passed,
            "readable": self.readable,
            "counts": self.counts,
            "tables": [asdict(table) for table in self.tables],
            "outcomes": [asdict(outcome) for outcome in self.outcomes],
            **beside,
        }

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Report:
        """The report of a check that `as_dict` wrote, without what a release said of it since.

        Raises KeyError where a part is missing.
        """
        return cls(
            return_slug=str(content["return"]),
            contract_version=str(content["contract_version"]),
            file=str(content["file"]),
            sha256=str(content["sha256"]),
            readable=bool(content["readable"]),
            force_code=content["force"],
            period=content["period"],
            tables=[TableRead(**row) for row in content["tables"]],
            outcomes=[RuleOutcome(**row) for row in content["outcomes"]],
            information=tuple(content.get("information", ())),
            findings=[Finding(**row) for row in content["findings"]],
        )
