"""The gate step of a build: put the expectations to the database, and read the verdict."""

from __future__ import annotations

import json
from collections.abc import Collection, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from contracts.errors import BuildError
from expectations.concern import Moved, is_concerned
from expectations.model import Check
from expectations.record import Subject, record
from expectations.suites import all_checks

from . import ask
from .child import Child, Start, child

_NAMED = 5
_RESULTS = "select * from checks.results"
_NO_COUNTS: Mapping[str, Any] = {"findings": 0, "by_severity": {}, "by_suite": {}}


@dataclass(frozen=True, slots=True)
class Gated:
    """What the gate said: results by expectation, and every finding of what was asked.

    `carried` counts the expectations whose answer is that of the release before. `counts` are of
    all findings that the release then holds, theirs included; what blocks is never among theirs.
    """

    results: Sequence[Mapping[str, Any]]
    findings: Sequence[Mapping[str, Any]]
    carried: int = 0
    counts: Mapping[str, Any] = field(default_factory=lambda: _NO_COUNTS)

    @property
    def blocking(self) -> list[Mapping[str, Any]]:
        return [finding for finding in self.findings if finding["blocks_release"]]

    @property
    def summary(self) -> dict[str, Any]:
        """Counts for the manifest: findings by severity and by suite, expectations asked."""
        return {
            "expectations": len(self.results),
            "evaluated": sum(int(result["evaluated"]) for result in self.results),
            **self.counts,
        }

    def require_passage(self) -> None:
        """Raises BuildError saying which expectation failed for which force."""
        if not self.blocking:
            return
        told = " ".join(f"{f['rule_id']}: {f['message']}" for f in self.blocking[:_NAMED])
        more = len(self.blocking) - _NAMED
        rest = f" And {more:,} more." if more > 0 else ""
        raise BuildError(f"The release did not pass its gate. {told}{rest}")


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate that has begun to load Great Expectations, and waits to be asked."""

    process: Child
    warehouse: Path
    answer: Path
    ready: Path

    def ask(self, moved: Moved | None = None, docs: Path | None = None) -> Gated:
        """Ask the expectations and write the answers into the database's schema `checks`.

        What names nothing that `moved` keeps the answer that the database holds already; everything
        is asked where nothing is given. `docs` is a folder for Great Expectations' own pages. The
        database must be closed. Raises BuildError where the expectations could not be asked.
        """
        checks = all_checks()
        again = None if moved is None else _subjects(c for c in checks if is_concerned(c, moved))
        carried = [c.key for c in checks if again is not None and _subject(c) not in again]
        asked = None if moved is None else [c.key for c in checks if c.key not in carried]
        self.process.tell(self.ready, {"checks": asked, "docs": str(docs) if docs else None})
        kept = _kept(self.warehouse, carried) if carried else ()
        outcome = self.process.wait()
        if not self.answer.is_file():
            raise BuildError(f"The gate could not be asked: {_last_words(outcome.said)}")
        content = json.loads(self.answer.read_text(encoding="utf-8"))
        if "error" in content:
            raise BuildError(f"The gate could not be asked. {content['error']}")
        results, findings = content["results"], content["findings"]
        counts = record(self.warehouse, findings, results, again)
        place = {check.key: number for number, check in enumerate(checks)}
        answered = sorted([*results, *kept], key=lambda result: place[_key(result)])
        return Gated(answered, findings, len(kept), counts)


def _subjects(checks: Iterable[Check]) -> set[Subject]:
    return {_subject(check) for check in checks}


def _subject(check: Check) -> Subject:
    return check.rule_id, check.subject or check.table


def _kept(warehouse: Path, keys: Collection[str]) -> Sequence[Mapping[str, Any]]:
    """The answers that the database holds to those checks.

    Raises BuildError where one of them was never asked.
    """
    import duckdb

    with duckdb.connect(str(warehouse), read_only=True) as connection:
        results = [r for r in ask.rows(connection, _RESULTS) if _key(r) in keys]
    if len(results) != len(keys):
        raise BuildError("The last release holds no answer to a check. Run `muster build --full`.")
    return results


def _key(result: Mapping[str, Any]) -> str:
    return f"{result['rule_id']} {result['expectation']} {result['table_name']}"


@contextmanager
def gate(warehouse: Path, work: Path, start: Start = child) -> Generator[Gate]:
    """Start the gate's process now: its seconds of imports pass while the ledger is read."""
    answer, ready = work / "verdict.json", work / "ready"
    # The builder loads the contracts as well, and holds them to the standard.
    arguments = [str(warehouse), str(answer), "--after", str(ready), "--held"]
    with start(
        "expectations.gate",
        arguments,
        environment={"GX_ANALYTICS_ENABLED": "false"},
        folder=work,
    ) as process:
        yield Gate(process, warehouse, answer, ready)


def _last_words(said: str) -> str:
    """The end of what the process printed, without the driver's notes on its own memory."""
    lines = [line for line in said.splitlines() if line.strip()]
    reasons = [line for line in lines if "leaked" not in line and "nanobind" not in line]
    return " ".join(reasons[-3:])[:600] or "it gave no reason"
