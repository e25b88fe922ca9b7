"""The warnings of a submission, explained and not, read when somebody looks at them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from itertools import islice

from contracts.findings import Finding
from contracts.many import OnDisk, Rule
from contracts.model import Severity
from ledger.doubts import distinct_warnings, hashed


class Unexplained(OnDisk):
    """Those of the findings of a report whose fingerprint is not among the explained ones.

    `open_` is how many there are of each rule: nobody has to go over them to know.
    """

    def __init__(
        self,
        findings: Sequence[Finding],
        explained: Set[str],
        open_: Counter[str],
        rule: Rule | None = None,
    ) -> None:
        self._findings = findings
        self._explained = explained
        self._open = open_
        self._rule = rule
        self.by_severity = Counter({str(Severity.WARNING): open_.total()})

    def by_rule(self) -> Mapping[Rule, Sequence[Finding]]:
        rules = {(str(Severity.WARNING), rule_id): n for rule_id, n in self._open.items()}
        return {
            rule: Unexplained(self._findings, self._explained, Counter({rule[1]: count}), rule)
            for rule, count in rules.items()
        }

    def places(self, severity: str) -> int:
        return len({(f.table, f.row, f.column) for f in self if f.severity == severity})

    def __iter__(self) -> Iterator[Finding]:
        for finding in distinct_warnings(self._where_they_lie()):
            if hashed(finding.fingerprint) not in self._explained:
                yield finding

    def _where_they_lie(self) -> Iterable[Finding]:
        return self._findings if self._rule is None else _of_rule(self._findings, self._rule)


def first_explained(
    findings: Sequence[Finding], told: Mapping[str, int], explained: Collection[str], most: int
) -> dict[str, Finding]:
    """The first whose fingerprint is among the explained ones, by it, rule after rule.

    `told` is how many there are of each rule: nothing is read behind the last that is wanted.
    """
    found: dict[str, Finding] = {}
    for rule_id, count in sorted(told.items()):
        there = distinct_warnings(_of_rule(findings, (str(Severity.WARNING), rule_id)))
        named = ((hashed(finding.fingerprint), finding) for finding in there)
        known = (pair for pair in named if pair[0] in explained)
        found |= islice(known, min(count, most - len(found)))
    return found


def _of_rule(findings: Sequence[Finding], rule: Rule) -> Iterable[Finding]:
    if isinstance(findings, OnDisk):
        return findings.by_rule().get(rule, ())
    return (f for f in findings if (f.severity, f.rule_id) == rule)
