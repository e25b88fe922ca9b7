"""What signing a submission off would move, with the real models over a small release."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from contracts.errors import SubmissionError, UsageError
from ledger.access import local_administrator
from ledger.model import Actor
from ledger.store import Ledger, open_ledger
from muster.api.application import Allowance
from muster.cli import app
from muster.moves import Effects, render
from muster.pipeline import submit
from muster.release import effects as foreseeing
from muster.release import store
from muster.release.effects import effects
from tests import ledger_kit as kit
from tests import plausible_kit as plausible
from tests.api_kit import desk
from tests.torture.releases import publish_small
from validators.pool import Pool

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("effects")]

LOCAL = local_administrator()
PERIOD = "2022-03-31"
HEADER = (
    "snapshot_date,force_code,sex,rank_code,worker_type,headcount,headcount_status,fte,fte_status\n"
)


def stock(folder: Path, force: str, constables: int) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "stock.csv"
    line = f"{PERIOD},{force},MALE,{{}},POLICE_OFFICER,{{}},,{{}}.00,\n"
    path.write_text(
        HEADER
        + line.format("CONSTABLE", constables, constables)
        + line.format("SERGEANT", 100, 100)
    )
    return path


@dataclass(frozen=True)
class Scene:
    home: Path
    ledger: Ledger
    pool: Pool


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, warm_pool: Pool) -> Iterator[Scene]:
    """Three forces with a workforce return each, and a release of them without the gate."""
    tmp = tmp_path_factory.mktemp("effects")
    home = tmp / "home"
    with open_ledger(home) as ledger:
        for force, constables in (("42", 500), ("05", 400), ("06", 600)):
            sent = submit(
                ledger, [stock(tmp / force, force, constables)], "workforce", force, PERIOD,
                actor=LOCAL, received_at=kit.NOW, pool=warm_pool,
            )  # fmt: skip
            assert sent.submission.is_live
        plausible.publish(plausible.Scene(home, ledger, tmp))
        yield Scene(home, ledger, warm_pool)


def resubmit(scene: Scene, tmp: Path, force: str, constables: int) -> str:
    preparer = Actor(f"prepares {force}", "preparer", force)
    done = submit(
        scene.ledger, [stock(tmp, force, constables)], "workforce", force, PERIOD,
        actor=preparer, received_at=kit.later(60), revision_reason="CORRECTION_FORCE",
        pool=scene.pool,
    )  # fmt: skip
    assert done.submission.state in {"ready", "needs_explanation"}
    return done.submission.submission_id


def test_own_figures_and_those_of_all_together_move_and_no_other_force_does(
    scene: Scene, tmp_path: Path
) -> None:
    sid = resubmit(scene, tmp_path, "42", 600)
    approver = Actor("approves", "approver", "42")
    earlier = set((scene.home / "effects").glob("*.json"))
    found = effects(scene.home, scene.ledger, sid, approver)
    moves = {move.indicator: move for move in found.own}
    ratio = moves["constables_per_sergeant"]
    assert (ratio.before, ratio.after, ratio.difference) == (5.0, 6.0, 1.0)
    assert ratio.period == PERIOD
    together = {m.indicator: m for m in found.everyone}["constables_per_sergeant"]
    assert (together.before, together.after) == (5.0, pytest.approx(1600 / 300))
    assert found.others == ()
    assert "gate" not in found.unknown[0]
    assert len(found.unknown) == 2

    with store.connect(store.require_current(scene.home)) as connection:
        published = connection.execute(
            "select value from marts.comparison where force_code = '42' "
            "and indicator = 'constables_per_sergeant'"
        ).fetchone()
    assert published == (5.0,), "the release itself is untouched"
    assert scene.ledger.get(sid, LOCAL).state != "signed_off"

    every = [path.name for path in (scene.home / "effects").iterdir()]
    assert not [name for name in every if name.startswith(".work")], "the work is removed"
    (kept,) = set((scene.home / "effects").glob("*.json")) - earlier
    kept.write_text(kept.read_text().replace("5.0", "4.0"))
    again = effects(scene.home, scene.ledger, sid, approver)
    assert {m.indicator: m for m in again.own}["constables_per_sergeant"].before == 4.0


def test_through_a_server_the_same_is_foreseen_in_the_same_words(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sid = resubmit(scene, tmp_path, "42", 650)
    with desk(scene.home, Allowance(workers=1, patience_seconds=300)) as served:
        monkeypatch.setenv("MUSTER_TOKEN", served.tokens["approver"])
        where = ["--server", served.address.removesuffix("/api/v1")]
        told = CliRunner().invoke(app, ["submissions", "effects", sid, *where])
        assert told.exit_code == 0, told.exception
        hidden = served.call("other approver", "GET", f"/submissions/{sid}/effects")
        assert hidden.status_code == 404
    assert told.stdout == render(effects(scene.home, scene.ledger, sid, LOCAL), "text")
    assert "Constables per sergeant, 2022-03-31: from 5" in told.stdout


def test_what_waits_for_nothing_and_what_is_not_ones_own(scene: Scene, tmp_path: Path) -> None:
    live = next(s for s in scene.ledger.submissions(actor=LOCAL, force_code="05") if s.is_live)
    with pytest.raises(SubmissionError, match="only what waits to be signed off"):
        effects(scene.home, scene.ledger, live.submission_id, LOCAL)
    with pytest.raises(SubmissionError, match="There is no submission"):
        effects(scene.home, scene.ledger, live.submission_id, Actor("a", "approver", "42"))


def test_a_release_of_another_version_is_not_compared(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sid = resubmit(scene, tmp_path, "06", 700)
    monkeypatch.setattr("muster.release.candidate.code_version", lambda: "0+another")
    with pytest.raises(UsageError, match="built by another version"):
        effects(scene.home, scene.ledger, sid, LOCAL)


def test_before_the_first_release_there_is_nothing_to_move(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "home") as ledger:
        waiting = kit.accept(ledger, tmp_path, actor=kit.PREPARER)
        with pytest.raises(UsageError, match="There is no release yet"):
            effects(tmp_path / "home", ledger, waiting.submission_id, kit.APPROVER)


@pytest.mark.parametrize("kept", [None, "{", "[]", "{}", '{"release_id": "1"}'])
def test_what_is_kept_and_cannot_be_read_any_more_is_computed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: str | None
) -> None:
    home, computed = tmp_path / "home", list[Effects]()

    def compute(*_: object) -> Effects:
        none = dict.fromkeys(("own", "others", "everyone", "unknown"), ())
        computed.append(Effects(release_id="1", submission_id="S", **none))
        return computed[-1]

    monkeypatch.setattr(foreseeing, "_compute", compute)
    monkeypatch.setattr(foreseeing, "is_of_another_version", lambda _: False)
    with open_ledger(home) as ledger:
        publish_small(home, 1)
        sid = kit.accept(ledger, tmp_path, actor=kit.PREPARER).submission_id
        found = effects(home, ledger, sid, kit.APPROVER)
        [path] = (home / "effects").glob("*.json")
        path.write_text(kept if kept is not None else path.read_text())
        assert effects(home, ledger, sid, kit.APPROVER) == found
    assert len(computed) == (1 if kept is None else 2)
