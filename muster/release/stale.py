"""Submissions that an older contract accepted, asked again under the newest before a release.

What was accepted stays accepted. Where the newest contract would accept it too, its tables are
typed anew and landed; where it would not, the tables are landed as they were accepted, and a check
of the release says which rules stand against them.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.findings import Finding, Report
from contracts.load import all_contracts, contract_path
from contracts.model import Contract
from ledger.model import Snapshot, Submission
from ledger.objects import sha256_of
from validators.context import Arrival

if TYPE_CHECKING:
    from validators.jobs import Job

CURRENT, PASSES, FAILS, NOT_ASKED = "current", "passes", "fails", "not_asked"
_AT_ONCE = 64
_RULES_NAMED = 6

Contracts = Mapping[str, tuple[Contract, Path]]
Bytes = Callable[[str], Path]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recheck:
    """One stale submission under the newest contract.

    `outcome` is passes, fails or not_asked (its bytes are lost); `errors` counts findings by rule.
    `tables` are the typed files where it passes, and `sha256s` what they were when they were kept.
    """

    submission_id: str
    asked_of: str
    outcome: str
    errors: Mapping[str, int] = field(default_factory=dict[str, int])
    tables: Mapping[str, str] = field(default_factory=dict[str, str])
    sha256s: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def told(self) -> str:
        """'R01-01 (2), R01-05 (1)': the rules that stand against it, worst first."""
        worst = sorted(self.errors.items(), key=lambda pair: (-pair[1], pair[0]))
        named = ", ".join(f"{rule} ({count:,})" for rule, count in worst[:_RULES_NAMED])
        more = len(worst) - _RULES_NAMED
        return f"{named} and {more} more rules" if more > 0 else named


def newest_contracts(*, held: bool = False) -> Contracts:
    """Slug -> the newest contract of the return and its file; `held` as in `load_contract`."""
    return {c.slug: (c, contract_path(c.slug, c.version)) for c in all_contracts(held=held)}


def stale(snapshot: Snapshot, contracts: Contracts) -> list[Submission]:
    """The live submissions with figures whose contract is not the newest of its return."""
    return [
        each
        for each in snapshot.submissions
        if each.is_live
        and each.files
        and each.return_slug in contracts
        and each.contract_version != contracts[each.return_slug][0].version
    ]


def recheck(
    snapshot: Snapshot,
    home: Path,
    bytes_of: Bytes,
    contracts: Contracts,
    *,
    workers: int = 2,
    progress: Callable[[str], None] = lambda _: None,
) -> dict[str, Recheck]:
    """Submission id -> what the newest contract makes of it, for every stale submission.

    `bytes_of` gives the received file of a SHA-256. The answers are kept in `home`/rechecks, so
    that a submission is asked once for each contract, and not at each build.
    """
    known: dict[str, Recheck] = {}
    waiting: list[Submission] = []
    for submission in stale(snapshot, contracts):
        kept = _kept(home, submission, contracts)
        if kept is not None:
            known[submission.submission_id] = kept
        else:
            waiting.append(submission)
    if waiting:
        progress(f"Asking {len(waiting):,} submissions again: their contract has a newer version")
        for answer in _ask(waiting, home, bytes_of, contracts, workers):
            known[answer.submission_id] = answer
    return known


def _folder(home: Path, submission: Submission, contracts: Contracts) -> Path:
    return place_of(home, *contracts[submission.return_slug]) / submission.submission_id


def place_of(home: Path, contract: Contract, path: Path) -> Path:
    """Where answers are kept: a contract that is edited in place is another contract."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    return home / "rechecks" / contract.slug / f"{contract.version}-{digest}"


def _kept(home: Path, submission: Submission, contracts: Contracts) -> Recheck | None:
    """The answer, where it and its tables are as they were kept: they go into figures."""
    room = _folder(home, submission, contracts)
    try:
        answer = Recheck(**json.loads((room / "answer.json").read_text(encoding="utf-8")))
        own = _typed(room, answer.tables)
        whole = answer.tables == own and answer.sha256s == _digests(own)
    except (OSError, ValueError, TypeError):
        return None
    return answer if whole else None


def _ask(
    waiting: Sequence[Submission], home: Path, bytes_of: Bytes, contracts: Contracts, workers: int
) -> Iterator[Recheck]:
    from validators.pool import Pool

    left = iter(waiting)
    with Pool(workers) as pool:
        while batch := list(islice(left, _AT_ONCE)):
            rooms = [_room(home, submission, contracts) for submission in batch]
            jobs = [
                _job(submission, room, bytes_of, contracts)
                for submission, room in zip(batch, rooms, strict=True)
            ]
            reports = iter(pool.check_many(job for job in jobs if job))
            for submission, room, job in zip(batch, rooms, jobs, strict=True):
                report = next(reports) if job else None
                yield _keep(submission, room, report, contracts)


def _room(home: Path, submission: Submission, contracts: Contracts) -> Path:
    room = _folder(home, submission, contracts)
    shutil.rmtree(room, ignore_errors=True)
    room.mkdir(parents=True)
    return room


def _job(submission: Submission, room: Path, bytes_of: Bytes, contracts: Contracts) -> Job | None:
    """The check again; None where bytes are lost, which `muster verify` tells of."""
    from muster.again import job_again

    files = [(file.name, bytes_of(file.sha256)) for file in submission.files]
    if not all(path.is_file() for _, path in files):
        return None
    arrival = Arrival(
        received_at=submission.received_at,
        due_at=submission.due_at,
        submission_type=str(submission.submission_type),
        revision_reason=submission.revision_reason,
        replaces_known=submission.version > 1,
    )
    _, path = contracts[submission.return_slug]
    return job_again(submission, files, room, arrival, contract_path=path)


def _keep(
    submission: Submission, room: Path, report: Report | None, contracts: Contracts
) -> Recheck:
    """Write the answer down, and keep its tables where it passes."""
    contract, _ = contracts[submission.return_slug]
    shutil.rmtree(room / "received", ignore_errors=True)
    passed = report is not None and report.passed
    tables = _typed(room, [table.name for table in report.tables]) if report and passed else {}
    answer = Recheck(
        submission_id=submission.submission_id,
        asked_of=contract.version,
        outcome=NOT_ASKED if report is None else PASSES if passed else FAILS,
        errors=_errors(report.findings if report else ()),
        tables=tables,
        sha256s=_digests(tables),
    )
    if not passed:
        shutil.rmtree(room / "typed", ignore_errors=True)
    temporary = room / "answer.json.part"
    temporary.write_text(json.dumps(asdict(answer)), encoding="utf-8")
    temporary.replace(room / "answer.json")
    return answer


def _typed(room: Path, names: Iterable[str]) -> dict[str, str]:
    return {name: str(room / "typed" / f"{name}.parquet") for name in names}


def _digests(tables: Mapping[str, str]) -> dict[str, str]:
    return {name: sha256_of(Path(path)) for name, path in tables.items()}


def _errors(findings: Iterable[Finding]) -> dict[str, int]:
    counted = Counter(f.rule_id for f in findings if f.severity == "error")
    return dict(sorted(counted.items()))
