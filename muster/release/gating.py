"""The gate step of a build: put the expectations to the database, and read the verdict."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contracts.errors import BuildError
from expectations.record import record

from .child import Child, child

_NAMED = 5


@dataclass(frozen=True, slots=True)
class Gated:
    """What the gate said: results by expectation, and every finding."""

    results: Sequence[Mapping[str, Any]]
    findings: Sequence[Mapping[str, Any]]

    @property
    def blocking(self) -> list[Mapping[str, Any]]:
        return [finding for finding in self.findings if finding["blocks_release"]]

    @property
    def summary(self) -> dict[str, Any]:
        """Counts for the manifest: findings by severity and by suite, expectations asked."""
        return {
            "expectations": len(self.results),
            "evaluated": sum(int(result["evaluated"]) for result in self.results),
            "findings": len(self.findings),
            "by_severity": dict(Counter(str(f["severity"]) for f in self.findings)),
            "by_suite": dict(Counter(str(f["suite"]) for f in self.findings)),
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

    def ask(self) -> Gated:
        """Ask every expectation and write the answers into the database's schema `checks`.

        The database must be closed. Raises BuildError where the expectations could not be asked.
        """
        self.ready.touch()
        outcome = self.process.wait()
        if not self.answer.is_file():
            raise BuildError(f"The gate could not be asked: {_last_words(outcome.said)}")
        content = json.loads(self.answer.read_text(encoding="utf-8"))
        if "error" in content:
            raise BuildError(f"The gate could not be asked. {content['error']}")
        gated = Gated(content["results"], content["findings"])
        record(self.warehouse, gated.findings, gated.results)
        return gated


@contextmanager
def gate(warehouse: Path, work: Path, docs: Path | None) -> Generator[Gate]:
    """Start the gate's process now: its seconds of imports pass while the models are built."""
    answer, ready = work / "verdict.json", work / "ready"
    arguments = [str(warehouse), str(answer), "--after", str(ready)]
    if docs:
        arguments += ["--docs", str(docs)]
    with child(
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
