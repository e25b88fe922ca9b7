"""Warnings as the ledger knows them again: who has no ledger knows them by the same name."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator

from contracts.findings import Finding
from contracts.model import Severity
from ledger.model import Fingerprint

MINIMUM_SENTENCE = 10
MAXIMUM_SENTENCE = 500


def canonical(value: object) -> str:
    """The one way in which a value is written before it is hashed."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def hashed(fingerprint: Fingerprint) -> str:
    """A fingerprint as the ledger keeps it."""
    rule_id, table, column, key = fingerprint
    content = [rule_id, table, column, [list(pair) for pair in key]]
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def distinct_warnings(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The warnings that need an explanation, one for each fingerprint, in order of appearance.

    Of what came before, a few bytes are remembered for each.
    """
    seen: set[bytes] = set()
    for finding in findings:
        if finding.severity == Severity.WARNING:
            digest = bytes.fromhex(hashed(finding.fingerprint))
            if digest not in seen:
                seen.add(digest)
                yield finding
