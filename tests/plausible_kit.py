"""A release of one force with a year and a half of history, and submissions that depart from it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from contracts.findings import Report, TableRead
from expectations.record import record
from ledger.model import Actor, Submission
from ledger.store import Ledger
from muster.release import store
from muster.release.landing import land
from muster.release.manifest import code_version
from muster.release.memory import WAREHOUSE, memory
from muster.release.modelling import run_models
from tests import ledger_kit as kit
from tests.release_ledger import write_stock

SLUG, PERIOD = "workforce", "2022-03-31"
EARLIER = (
    *("2020-06-30", "2020-09-30", "2020-12-31"),
    *("2021-03-31", "2021-06-30", "2021-09-30", "2021-12-31"),
)
RELEASE = "20240410T093000Z-aaaaaaaa"
PREPARER = Actor("prepares", "preparer", "42")
APPROVER = Actor("approves", "approver", "42")
# Officers that the force usually has, and what nobody would believe without a word.
USUAL, DOUBLED = {"CONSTABLE": 500.0, "SERGEANT": 100.0}, {"CONSTABLE": 900.0, "SERGEANT": 100.0}


@dataclass(frozen=True)
class Scene:
    home: Path
    ledger: Ledger
    tmp: Path

    def send(
        self,
        fte: dict[str, float],
        *,
        period: str = PERIOD,
        force: str = "42",
        actor: Actor = PREPARER,
        minutes: int = 60,
    ) -> Submission:
        """A return that passed its check with nothing against it."""
        content = f"{force} {period} {sorted(fte.items())} {actor} {minutes}".encode()
        sent = kit.sent(self.tmp / "sent", "stock.csv", content)
        table = write_stock(self.tmp / "typed" / "stock.parquet", force, period, fte)
        report = Report(
            return_slug=SLUG, contract_version="1.0.0", file=sent.name, sha256="", readable=True,
            tables=(TableRead(name="stock", file=sent.name, rows=len(fte)),),
            force_code=force, period=period,
        )  # fmt: skip
        known = self.ledger.submissions(
            actor=kit.LOCAL, return_slug=SLUG, force_code=force, period=period
        )
        return self.ledger.accept(
            [(sent.name, sent)], report, {"stock": table},
            return_slug=SLUG, contract_version="1.0.0", force_code=force, period=period,
            actor=actor, received_at=kit.later(minutes),
            submission_type="RESUBMISSION" if known else "INITIAL",
            revision_reason="CORRECTION_FORCE" if known else None,
        )  # fmt: skip


def history(scene: Scene) -> None:
    """What is live before anything doubtful comes."""
    for at, period in enumerate(EARLIER):
        fte = {rank: value + at for rank, value in USUAL.items()}
        assert scene.send(fte, period=period, actor=kit.LOCAL, minutes=at).is_live


def publish(scene: Scene, release_id: str = RELEASE, sequence: int = 1) -> store.Release:
    """A release of all that is live, by the real models, its gate left out.

    dbt's memory of the project stays in the home, as after a build.
    """
    folder = scene.tmp / release_id
    folder.mkdir(parents=True)
    warehouse = folder / WAREHOUSE
    snapshot = scene.ledger.snapshot()
    land(snapshot, warehouse, release_id=release_id, as_of=kit.NOW)
    run_models(
        warehouse, folder / "dbt", only="+comparison +indicator", parsed=memory(scene.home)
    ).require_success()
    record(warehouse, [], [])
    store.releases_folder(scene.home).mkdir(exist_ok=True)
    live = [{"submission_id": s.submission_id} for s in snapshot.submissions if s.is_live]
    content = {
        "release_id": release_id, "code_version": code_version(), "sequence": sequence,
        "submissions": live,
    }  # fmt: skip
    return store.publish(scene.home, warehouse, content)
