"""A check that leaves no trace, with all that a sender wants to know before submitting."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.findings import Report
from contracts.load import load_contract
from muster import changes, pipeline
from muster.changes import Changes
from muster.local_codes import with_own_mapping
from validators.jobs import CORRECTIONS, Rendering

if TYPE_CHECKING:
    from ledger.model import Actor
    from ledger.store import Ledger
    from validators.pool import Pool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What a check found and made.

    `corrected` is the sender's file with the suggestions written in, where there are any; `changes`
    is None where the file does not pass.
    """

    report: Report
    workbook: bytes | None
    corrected: bytes | None
    changes: Changes | None


def rehearse(
    ledger: Ledger,
    paths: Sequence[Path],
    return_slug: str,
    force_code: str,
    period: str,
    actor: Actor,
    *,
    drawn: bool = True,
    pool: Pool | None = None,
) -> Rehearsal:
    """Check the files and compare them with what is live, as the actor may see it.

    The workbooks are made where `drawn`. Raises as `pipeline.check_upload`.
    """
    contract = load_contract(return_slug)
    with tempfile.TemporaryDirectory(prefix="muster-rehearsal-") as name:
        folder = Path(name)
        tables = folder / "tables"
        tables.mkdir()
        with with_own_mapping(ledger, actor, paths, return_slug, force_code) as files:
            report = pipeline.check_upload(
                files, return_slug, force_code, period, tables_to=tables, pool=pool,
                renderings=[
                    Rendering("xlsx", folder / "report.xlsx"),
                    Rendering(CORRECTIONS, folder / "corrected.xlsx"),
                ] if drawn else [],
            )  # fmt: skip
        compared = None
        if report.passed:
            typed = {t.name: tables / f"{t.name}.parquet" for t in report.tables}
            compared = changes.with_live(ledger, contract, force_code, period, typed, actor)
        return Rehearsal(
            report=report,
            workbook=_content(folder / "report.xlsx"),
            corrected=_content(folder / "corrected.xlsx"),
            changes=compared,
        )


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
