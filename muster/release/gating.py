"""The gate step of a build: put the expectations to the database, and read the verdict."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contracts.errors import BuildError
from expectations.record import record

from .child import run_child

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


def run_gate(warehouse: Path, work: Path, docs: Path | None) -> Gated:
    """Ask every expectation and write the answers into the database's schema `checks`.

    Raises BuildError where the expectations could not be asked.
    """
    answer = work / "verdict.json"
    arguments = [str(warehouse), str(answer), *([str(docs)] if docs else [])]
    outcome = run_child(
        "expectations.gate",
        arguments,
        environment={"GX_ANALYTICS_ENABLED": "false"},
        folder=work,
    )
    if not answer.is_file():
        lines = [line for line in outcome.said.splitlines() if line.strip()]
        reasons = [line for line in lines if "leaked" not in line and "nanobind" not in line]
        raise BuildError(f"The gate could not be asked: {' '.join(reasons[-3:])[:600]}")
    content = json.loads(answer.read_text(encoding="utf-8"))
    if "error" in content:
        raise BuildError(f"The gate could not be asked. {content['error']}")
    gated = Gated(content["results"], content["findings"])
    record(warehouse, gated.findings, gated.results)
    return gated
