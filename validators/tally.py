"""How often each rule was asked and failed, and the finding of a rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypedDict, Unpack

from contracts.findings import Finding, RuleOutcome
from contracts.model import Contract, Rule


@dataclass(slots=True)
class Tally:
    """How often each rule was asked, failed, and could not be asked."""

    assessed: Counter[str] = field(default_factory=Counter[str])
    failed: Counter[str] = field(default_factory=Counter[str])
    not_assessed: Counter[str] = field(default_factory=Counter[str])

    def add(
        self, rule_id: str, *, assessed: int = 0, failed: int = 0, not_assessed: int = 0
    ) -> None:
        self.assessed[rule_id] += assessed
        self.failed[rule_id] += failed
        self.not_assessed[rule_id] += not_assessed

    def outcomes(self, contract: Contract) -> tuple[RuleOutcome, ...]:
        return tuple(
            RuleOutcome(
                rule_id=rule.id,
                severity=rule.severity,
                dimension=rule.dimension,
                assessed=self.assessed[rule.id],
                failed=self.failed[rule.id],
                not_assessed=self.not_assessed[rule.id],
            )
            for rule in contract.rules
            if rule.id in self.assessed
        )


class Place(TypedDict, total=False):
    """What a finding may say beside its rule: the fields of a Finding."""

    table: str | None
    row: int | None
    column: str | None
    column_letter: str | None
    value: str | None
    allowed: str | None
    expected: str | None
    difference: str | None
    suggestion: str | None
    key: Mapping[str, str]


def finding_of(rule: Rule, *, message: str | None = None, **place: Unpack[Place]) -> Finding:
    """A finding of a rule; its message is the rule's own unless one is given."""
    return Finding(
        rule_id=rule.id,
        severity=str(rule.severity),
        dimension=str(rule.dimension),
        message=rule.description if message is None else message,
        **place,
    )
