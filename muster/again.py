"""What was received, checked once more: the same bytes under the names that they came with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from muster.mapped import prepare
from validators.context import Arrival
from validators.jobs import Job

if TYPE_CHECKING:
    from ledger.model import Submission


def job_again(
    submission: Submission,
    files: Sequence[tuple[str, Path]],
    room: Path,
    arrival: Arrival,
    *,
    contract_path: Path | None = None,
    contract_version: str | None = None,
) -> Job:
    """The check of a submission with a contract of choice, its own unless one is named.

    A mapping among the files is applied as it was. Raises ContractError where it no longer can be.
    `files` are (name as sent, where the bytes lie); they are linked into `room`, never copied, and
    the typed tables go to `room`/typed.
    """
    paths: list[Path] = []
    for at, (name, stored) in enumerate(files):
        folder = room / "received" / str(at)
        folder.mkdir(parents=True)
        paths.append(folder / Path(name).name)
        paths[-1].symlink_to(stored.resolve())
    job = Job(
        paths=paths,
        return_slug=submission.return_slug,
        contract_version=contract_version or submission.contract_version,
        contract_path=contract_path,
        force_code=submission.force_code,
        period=submission.period,
        out_dir=room / "typed",
        arrival=arrival,
    )
    return prepare(job).job
