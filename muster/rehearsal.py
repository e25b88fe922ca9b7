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
from muster.mapped import with_untried
from muster.plausibility.rehearsals import Asked, offer
from validators.jobs import CORRECTIONS, Rendering

if TYPE_CHECKING:
    from ledger.model import Actor
    from ledger.store import Ledger
    from validators.pool import Pool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What a check found and made.

    `corrected` is the sender's file with the suggestions written in, where there are any; `changes`
    is None where the file does not pass. `asked` is the question to history and other forces that
    was left for the worker, where one was wanted and the file passes.
    """

    report: Report
    workbook: bytes | None
    corrected: bytes | None
    changes: Changes | None
    asked: Asked | None = None


def rehearse(
    ledger: Ledger,
    paths: Sequence[Path],
    return_slug: str,
    force_code: str,
    period: str,
    actor: Actor,
    *,
    asks: bool = False,
    drawn: bool = True,
    pool: Pool | None = None,
) -> Rehearsal:
    """Check the files and compare them with what is live, as the actor may see it.

    `asks` leaves the tables for the worker, to be compared with history and other forces as well.
    The workbooks are made where `drawn`. Raises as `pipeline.check_upload`.
    """
    contract = load_contract(return_slug)
    with tempfile.TemporaryDirectory(prefix="muster-rehearsal-") as name:
        folder = Path(name)
        tables = folder / "tables"
        tables.mkdir()
        with with_own_mapping(ledger, actor, paths, return_slug, force_code) as own:
            report = pipeline.check_upload(
                own.files, return_slug, force_code, period, tables_to=tables, pool=pool,
                renderings=[
                    Rendering("xlsx", folder / "report.xlsx"),
                    Rendering(CORRECTIONS, folder / "corrected.xlsx"),
                ] if drawn else [],
            )  # fmt: skip
            report = with_untried(report, own.untried)
        compared = asked = None
        if report.passed:
            typed = {t.name: tables / f"{t.name}.parquet" for t in report.tables}
            compared = changes.with_live(ledger, contract, force_code, period, typed, actor)
            if asks:
                asked = offer(ledger.home, return_slug, force_code, period, typed, actor)
        return Rehearsal(
            report=report,
            workbook=_content(folder / "report.xlsx"),
            corrected=_content(folder / "corrected.xlsx"),
            changes=compared,
            asked=asked,
        )


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
