"""What is put to one submission at the door, and which of the findings are its own.

The same checks as at the gate of a release: of history, of peers, and of one return against
another. A finding is the submission's where it is about its force, and about its period or new.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import date

from contracts.findings import Finding
from contracts.later import FAR_FROM_PEERS
from contracts.load import all_contracts
from contracts.model import Contract, PeriodGrain, Severity
from contracts.periods import parse_period

from .model import Check, Suite, Unexpected
from .peers import peer_checks
from .suites import contract_checks

SUITES = (Suite.HISTORY, Suite.PEERS, Suite.RETURNS)
_MART = re.compile(r"\bmarts\.(\w+)")


def door_checks(contract: Contract) -> tuple[Check, ...]:
    """The contract's own checks, those of returns that compare themselves with it, the peers'."""
    others = (
        check
        for other in all_contracts()
        if other.slug != contract.slug
        for check in contract_checks(other)
        if check.suite is Suite.RETURNS and f"raw.{contract.slug}__" in check.unexpected_sql
    )
    return tuple(
        check
        for check in (*contract_checks(contract), *others, *peer_checks())
        if check.suite in SUITES and check.severity is Severity.WARNING
    )


def marts_of(checks: Iterable[Check]) -> tuple[str, ...]:
    """The names of the marts that the checks look at, and of the registry of indicators."""
    found = {"indicator"}
    for check in checks:
        for text in (check.table, check.unexpected_sql, check.assessed_sql):
            found.update(_MART.findall(text))
    return tuple(sorted(found))


def own_findings(
    found: Sequence[Unexpected],
    contract: Contract,
    force_code: str,
    period: str,
    *,
    indicators: AbstractSet[str],
    known: AbstractSet[str],
) -> tuple[Finding, ...]:
    """The findings that a submission has to answer for, as its report says them.

    `indicators` are the return's own; `known` are the ids of what was found of the release itself.
    """
    return tuple(
        _as_finding(each, contract)
        for each in found
        if (contract.national or each.force_code == force_code)
        and (each.rule_id != FAR_FROM_PEERS or each.indicator in indicators)
        and (each.check_id not in known or _overlap(each.period, period))
    )


def _as_finding(found: Unexpected, contract: Contract) -> Finding:
    return Finding(
        rule_id=found.rule_id,
        severity=found.severity,
        dimension=found.dimension,
        message=found.message,
        table=_table(found.table_name, contract),
        value=found.observed,
        expected=found.expected,
        difference=found.difference,
        key=json.loads(found.key_json),
    )


def _table(name: str, contract: Contract) -> str | None:
    """The return's own table that a check is about, if it is about one."""
    for before in (f"raw.{contract.slug}__", f"{contract.slug}."):
        if name.startswith(before):
            return name.removeprefix(before)
    return None


def _overlap(one: str | None, other: str) -> bool:
    """Whether two periods, each written in its own way, have a day in common."""
    first, second = _days(one or ""), _days(other)
    if first is None or second is None:
        return one == other
    return first[0] <= second[1] and second[0] <= first[1]


def _days(text: str) -> tuple[date, date] | None:
    for grain in PeriodGrain:
        try:
            found = parse_period(text, grain)
        except ValueError:
            continue
        return found.start, found.end
    return None
