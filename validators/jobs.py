"""A check as it is handed to the child process, and what the child may spend on it.

Imports nothing heavy: the parent pays only for what it uses.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from validators.context import Arrival

if TYPE_CHECKING:
    from contracts.model import Contract

# Beside the tables, where there are so many findings that they are kept on disk.
FINDINGS_FOLDER = "findings"
MEMORY_BYTES = 2 * 1024**3
# The processor's time is the limit: millions of findings cost a few seconds of it. The clock is for
# a child that does nothing at all, and leaves a busy machine six times as long.
CPU_SECONDS = 20
WALL_SECONDS = 6 * CPU_SECONDS
_FREE_BYTES = 20 * 1024**2
_BYTES_PER_CPU_SECOND = 4 * 1024**2


# A rendering that is no report: the sender's tables with the suggestions written in.
CORRECTIONS = "corrections"
# What the child says when every rendering is written, after it has answered.
DRAWN = "drawn"


@dataclass(frozen=True, slots=True)
class Rendering:
    """A report to be written beside the check; `path` is where.

    The suggested corrections are written only where there are any.
    """

    format: str
    path: Path


@dataclass(frozen=True, slots=True)
class Budget:
    """What one check may spend of address space, processor and wall clock."""

    memory_bytes: int
    cpu_seconds: int
    wall_seconds: int

    @property
    def longest_seconds(self) -> int:
        """What a check may take: a child that died is asked once more, and then it draws."""
        return 3 * self.wall_seconds

    @property
    def too_long(self) -> str:
        return (
            f"it took too long: files of this size are given {self.wall_seconds:,} seconds, and a "
            "machine that is busy may need another try"
        )

    @property
    def too_much(self) -> str:
        return (
            f"it could not be read within its limits ({self.cpu_seconds:,} seconds of processor "
            f"time, {self.memory_bytes / 1024**3:.1f} GB of memory)"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One submission to check; its typed tables and report.json go to `out_dir`.

    `contract_path` names a contract file to check against instead of a version of the return's.
    """

    paths: Sequence[Path]
    return_slug: str
    out_dir: Path
    force_code: str | None = None
    period: str | None = None
    contract_version: str | None = None
    contract_path: Path | None = None
    arrival: Arrival = field(default_factory=Arrival)
    renderings: Sequence[Rendering] = ()
    budget: Budget | None = None

    @property
    def allowance(self) -> Budget:
        """The budget given, or the one that the size of the files asks for."""
        return self.budget or budget_for(self.paths)

    def contract(self, *, held: bool = False) -> Contract:
        """The contract to check against; `held` where it was held to the standard before.

        Raises ContractError where it does not load.
        """
        from contracts.load import load_contract

        if self.contract_path is not None:
            return _contract_in(self.contract_path, held=held)
        return load_contract(self.return_slug, self.contract_version, held=held)

    def to_json(self) -> str:
        """The job as a child takes it, once its contract has been held to the standard."""
        self.contract()
        arrival = self.arrival
        return json.dumps(
            {
                "paths": [str(path) for path in self.paths],
                "return_slug": self.return_slug,
                "out_dir": str(self.out_dir),
                "force_code": self.force_code,
                "period": self.period,
                "contract_version": self.contract_version,
                "contract_path": str(self.contract_path) if self.contract_path else None,
                "received_at": arrival.received_at.isoformat() if arrival.received_at else None,
                "due_at": arrival.due_at.isoformat() if arrival.due_at else None,
                "submission_type": arrival.submission_type,
                "revision_reason": arrival.revision_reason,
                "replaces_known": arrival.replaces_known,
                "budget": list(astuple(self.allowance)),
                "renderings": [[item.format, str(item.path)] for item in self.renderings],
            }
        )

    @classmethod
    def from_json(cls, line: str) -> Job:
        content = json.loads(line)

        def moment(name: str) -> datetime | None:
            return datetime.fromisoformat(content[name]) if content[name] else None

        return cls(
            paths=[Path(path) for path in content["paths"]],
            return_slug=content["return_slug"],
            out_dir=Path(content["out_dir"]),
            force_code=content["force_code"],
            period=content["period"],
            contract_version=content["contract_version"],
            contract_path=Path(content["contract_path"]) if content["contract_path"] else None,
            arrival=Arrival(
                received_at=moment("received_at"),
                due_at=moment("due_at"),
                submission_type=content["submission_type"],
                revision_reason=content["revision_reason"],
                replaces_known=content["replaces_known"],
            ),
            budget=Budget(*content["budget"]),
            renderings=[Rendering(kind, Path(path)) for kind, path in content["renderings"]],
        )


@cache
def _contract_in(path: Path, *, held: bool) -> Contract:
    """A contract file, read once by a process."""
    from contracts.load import load_contract_file

    return load_contract_file(path, held=held)


def budget_for(paths: Sequence[Path]) -> Budget:
    """What a check of those files may spend."""
    return budget_of(sum(path.stat().st_size for path in paths if path.exists()))


def budget_of(size_bytes: int) -> Budget:
    """What a check may spend: enough for any honest small file, and more for a large one.

    The memory limit is of address space, of which threads and mapped files take more than they
    use; it grows with the file because large files are mapped.
    """
    beyond = max(0, size_bytes - _FREE_BYTES)
    extra_seconds = beyond // _BYTES_PER_CPU_SECOND
    return Budget(
        MEMORY_BYTES + (4 * 1024**3 if beyond else 0) + 3 * beyond,
        CPU_SECONDS + extra_seconds,
        WALL_SECONDS + 6 * extra_seconds,
    )
