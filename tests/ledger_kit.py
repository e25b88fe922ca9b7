"""Small submissions for the tests of the ledger: real contracts, made-up bytes, given times."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from contracts.findings import Finding, Report, RuleOutcome, TableRead
from contracts.load import load_contract
from ledger import points
from ledger.access import local_administrator
from ledger.comparing import Compared
from ledger.model import Actor, Explanation, Submission
from ledger.store import Ledger

SLUG, VERSION, FORCE, PERIOD = "facial_recognition", "1.0.0", "42", "2024-03"
NOW = datetime(2024, 4, 10, 9, 30, tzinfo=UTC)
LOCAL = local_administrator()
PREPARER = Actor("prepares", "preparer", FORCE)
APPROVER = Actor("approves", "approver", FORCE)
WARNING_RULE = "C10"
REASON = "NOTHING_TO_REPORT"
SENTENCE = "No deployment took place in this month."


def later(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def at(point: str, act: Callable[[], object]) -> None:
    """Do that once, when a write comes to that point."""

    def observe(reached: str) -> None:
        if reached == point:
            points.observer = None
            act()

    points.observer = observe


def edit(home: Path, *statements: str) -> None:
    """What someone with the file in hand does: away with the triggers, whatever, and back."""
    with closing(sqlite3.connect(home / "ledger.sqlite")) as raw, raw:
        found = raw.execute("SELECT name, sql FROM sqlite_master WHERE type='trigger'").fetchall()
        away = (f"DROP TRIGGER {name}" for name, _ in found)
        for statement in (*away, *statements, *(made for _, made in found)):
            raw.execute(statement)


def sent(folder: Path, name: str = "return.csv", content: bytes = b"force_code\n42\n") -> Path:
    """A file as a force would send it, in a folder of its own making."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    return path


def typed(folder: Path, *names: str, content: bytes = b"PAR1 typed PAR1") -> dict[str, Path]:
    """What a check would have written; the ledger never looks inside."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {name: folder / f"{name}.parquet" for name in names or ("deployments",)}
    for name, path in paths.items():
        path.write_bytes(content + name.encode())
    return paths


def finding(severity: str, key: Mapping[str, str] | None = None, **facts: Any) -> Finding:
    card = load_contract(SLUG, VERSION).rule(WARNING_RULE)
    return Finding(
        rule_id=card.id,
        severity=severity,
        dimension=str(card.dimension),
        message=card.description,
        table="deployments",
        key=dict(key or {"deployment_id": "LFR-1"}),
        **facts,
    )


def report(*findings: Finding, tables: Sequence[str] = ("deployments",), **facts: Any) -> Report:
    """The report of a check that read three rows of each table."""
    said: dict[str, Any] = {
        "return_slug": SLUG,
        "contract_version": VERSION,
        "file": "return.csv",
        "sha256": "",
        "readable": True,
        "tables": [TableRead(name=name, file="return.csv", rows=3) for name in tables],
        "findings": list(findings),
        "outcomes": [
            RuleOutcome(
                rule_id=WARNING_RULE,
                severity="warning",
                dimension="completeness",
                assessed=3,
                failed=len(findings),
                not_assessed=0,
            )
        ],
    }
    return Report(**(said | facts))


def explanation(key: Mapping[str, str] | None = None, **changed: Any) -> Explanation:
    said: dict[str, Any] = {
        "rule_id": WARNING_RULE,
        "reason_code": REASON,
        "sentence": SENTENCE,
        "table": "deployments",
        "key": dict(key or {"deployment_id": "LFR-1"}),
    }
    return Explanation(**(said | changed))


def asked(**changed: Any) -> dict[str, Any]:
    """The facts of a submission, some of them changed."""
    facts: dict[str, Any] = {
        "return_slug": SLUG,
        "force_code": FORCE,
        "period": PERIOD,
        "contract_version": VERSION,
        "actor": LOCAL,
        "received_at": NOW,
    }
    return facts | changed


def receive(ledger: Ledger, tmp: Path, content: bytes = b"a", **changed: Any) -> Submission:
    path = sent(tmp / "sent", content=content)
    return ledger.receive([(path.name, path)], **asked(**changed))


def accept(
    ledger: Ledger,
    tmp: Path,
    *findings: Finding,
    content: bytes = b"a",
    explanations: Sequence[Explanation] = (),
    **changed: Any,
) -> Submission:
    path = sent(tmp / "sent", content=content)
    tables = typed(tmp / "typed", content=b"PAR1" + content)
    return ledger.accept(
        [(path.name, path)], report(*findings), tables, explanations, **asked(**changed)
    )


def checked(ledger: Ledger, submission: Submission, tmp: Path, *findings: Finding) -> Submission:
    tables = typed(tmp / "typed", content=submission.submission_id.encode())
    return ledger.record_check(
        submission.submission_id, report(*findings), tables, checked_at=later(1)
    )


def doubt(force: str = FORCE, **facts: Any) -> Finding:
    """What a release says of a figure that nobody would believe without a word."""
    card = load_contract(SLUG, VERSION).rule("C09")
    key = {"force_code": force, "indicator": "false_alerts_pct", "period": PERIOD}
    return Finding(
        rule_id=card.id,
        severity="warning",
        dimension=str(card.dimension),
        message="False alerts are far from the force's own past.",
        value="32",
        expected="4",
        difference="28",
        key=key | facts.pop("key", {}),
        **facts,
    )


def compared(*findings: Finding, sequence: int = 1, release: str | None = None) -> Compared:
    return Compared(
        release_id=release or f"20240410T0{sequence}0000Z-aaaaaaaa",
        release_sequence=sequence,
        asked_at=later(2),
        rules=("C09", "C10", "PEER-01"),
        findings=findings,
    )


def answer_to_doubt(force: str = FORCE, **changed: Any) -> Explanation:
    said = Explanation.of(doubt(force), "REAL_CHANGE", "A new system was tried in that month.")
    return replace(said, **changed)
