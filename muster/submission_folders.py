"""Every submission in a folder that a mapping wrote."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.amounts import count
from contracts.errors import UsageError
from contracts.findings import Report
from contracts.load import load_contract
from muster.earlier import earlier
from muster.pipeline import Submitted
from validators.context import Arrival
from validators.jobs import Job

if TYPE_CHECKING:
    from ledger.model import Actor, Submission
    from ledger.store import Ledger

NOT_ASKED = "NOT_ASKED"
CLAIMS = "claims.csv"
_MOST_TOLD = 10
_NOT_ASKED_SENTENCE = "Loaded from published figures; the force has not been asked about them."


def submit_folder(
    ledger: Ledger,
    folder: Path,
    return_slug: str,
    *,
    actor: Actor,
    received_at: datetime,
    workers: int = 2,
) -> Iterator[Submitted]:
    """Submit every <force>/<period>/*.csv that a mapping wrote, in order.

    The figures are published ones and nobody can be asked: each warning is kept with the reason
    NOT_ASKED, which is shown wherever the figure is. What the mapping doubted of a submission as a
    whole is in its report.
    """
    from mappings.whole import is_about
    from validators.pool import check_many

    with tempfile.TemporaryDirectory(prefix="muster-") as scratch:
        jobs = jobs_of_folder(folder, return_slug, Path(scratch), Arrival(received_at=received_at))
        doubts = _doubts(folder)
        for job, checked in zip(jobs, check_many(jobs, workers), strict=True):
            place = job.force_code or "", job.period or ""
            own = [sentence for sentence in doubts if is_about(sentence, *place)]
            report = replace(checked, information=[*own, *checked.information])
            yield Submitted(report, _accept(ledger, job, report, actor, received_at))


def doubts_of_folder(folder: Path) -> Iterator[str]:
    """What the mapping that wrote the folder doubted of whole submissions: each has less than the
    source says of its force and period, or may have more."""
    told = _doubts(folder)
    yield from told[:_MOST_TOLD]
    if len(told) > _MOST_TOLD:
        more = count(len(told) - _MOST_TOLD, "more submission")
        yield f"And of {more} the like: see {folder / CLAIMS}."


def _doubts(folder: Path) -> list[str]:
    """The sentences of all claims of whole submissions. Raises UsageError where the list of claims
    is not as it was written any more: what is doubtful would be hidden."""
    from mappings.whole import EVERY_ROW, ONE_FILE

    claims = folder / CLAIMS
    if not claims.is_file():
        return []
    try:
        with claims.open(encoding="utf-8-sig", newline="") as handle:
            lines = list(csv.DictReader(handle))
            return [line["sentence"] for line in lines if line["claim"] in (EVERY_ROW, ONE_FILE)]
    except (UnicodeDecodeError, csv.Error, KeyError) as error:
        raise UsageError(
            f"{claims} is not as `muster map` writes it, so it is not known what was doubtful: "
            "make the folder again."
        ) from error


def jobs_of_folder(
    folder: Path, return_slug: str, out: Path, arrival: Arrival | None = None
) -> list[Job]:
    """A job for every <force>/<period>/*.csv of the folder, its tables to go to out/<same>/.

    Raises UsageError where there is none, and ContractError where there is no such return.
    """
    found = sorted(path for path in folder.glob("*/*/") if path.is_dir())
    if not found:
        raise UsageError(f"{folder} holds no <force>/<period>/ folders of a mapping.")
    contract = load_contract(return_slug)
    return [
        Job(
            paths=sorted(source.glob("*.csv")),
            return_slug=return_slug,
            contract_version=contract.version,
            force_code=source.parent.name,
            period=source.name,
            out_dir=out / source.relative_to(folder),
            arrival=arrival or Arrival(),
        )
        for source in found
    ]


def _accept(
    ledger: Ledger, job: Job, report: Report, actor: Actor, received_at: datetime
) -> Submission:
    from ledger.model import Explanation

    contract = load_contract(job.return_slug, job.contract_version)
    slug, force_code, period = job.return_slug, job.force_code or "", job.period or ""
    before = earlier(ledger, slug, force_code, period, job.paths, actor)
    if before.same is not None:
        return before.same
    return ledger.accept(
        [(path.name, path) for path in job.paths],
        report,
        {table.name: job.out_dir / f"{table.name}.parquet" for table in report.tables},
        [
            Explanation.of(finding, NOT_ASKED, _NOT_ASKED_SENTENCE)
            for finding in report.findings
            if finding.severity == "warning" and NOT_ASKED in contract.rule(finding.rule_id).reasons
        ],
        return_slug=slug,
        force_code=force_code,
        period=period,
        contract_version=contract.version,
        actor=actor,
        received_at=received_at,
        submission_type=before.submission_type,
        revision_reason="CORRECTION_INSPECTORATE" if before.known else None,
    )
