"""Plausibility at the door, for real: the models, Great Expectations, a worker that is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

from contracts.load import load_contract
from ledger.model import State
from ledger.store import open_ledger
from muster.api.application import Allowance
from muster.cli import app
from muster.plausibility import places
from muster.plausibility.keeper import Keeper
from muster.plausibility.standing import told
from muster.release import ask, store
from muster.release.explained import ANSWERS, answers
from muster.release.landing import land
from tests import ledger_kit as kit
from tests import plausible_kit as plausible
from tests.api_kit import desk
from tests.plausible_kit import DOUBLED, PREPARER, Scene
from validators.report import render

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 300


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    tmp = tmp_path_factory.mktemp("plausible")
    with open_ledger(tmp / "home") as ledger:
        made = Scene(tmp / "home", ledger, tmp)
        plausible.history(made)
        plausible.publish(made)
        yield made


@pytest.fixture(scope="module")
def keeper(scene: Scene) -> Iterator[Keeper]:
    with Keeper(scene.home, scene.ledger, look_every_seconds=0.05) as keeping:
        yield keeping
    assert keeping.worker is None, "the worker ends with its keeper"


def until(happened: Callable[[], object], what: str) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        assert time.monotonic() < end, f"{what} did not happen"
        time.sleep(0.02)


@pytest.mark.slow
def test_a_worker_that_is_killed_is_started_again_and_nothing_is_lost_or_doubled(
    scene: Scene, keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One story, told once: the models and Great Expectations take their time."""
    sent = scene.send(DOUBLED)
    sid = sent.submission_id
    assert sent.state is State.READY, "the check has answered; nobody was asked yet"
    until(lambda: list(places.folder(scene.home).glob(".work-*")), "the first question")
    assert keeper.worker is not None
    first = keeper.worker.pid
    os.kill(first, signal.SIGKILL)
    assert scene.ledger.compared(sid, PREPARER) is None
    until(lambda: scene.ledger.compared(sid, PREPARER), "the answer of the second worker")
    assert keeper.worker is not None
    assert keeper.worker.pid != first
    assert keeper.worker.poll() is None, "it lives on, warm, for the next question"
    until(lambda: not list(places.folder(scene.home).glob(".work-*")), "its work is removed")

    actions = [step.action for step in scene.ledger.history(sid, PREPARER)]
    assert actions.count("compare") == 1
    done = scene.ledger.get(sid, PREPARER)
    assert (done.state, done.counts["warning"]) == (State.NEEDS_EXPLANATION, 3)

    report = told(scene.home, scene.ledger, done, PREPARER)
    found = {(f.rule_id, f.key["indicator"]): f for f in report.findings}
    officers = found["C09", "officer_fte"]
    assert (officers.value, officers.expected) == ("1,000", "606")
    contract = load_contract("workforce")
    for form in ("text", "json", "csv", "html"):
        content = render(report, form, contract)
        assert isinstance(content, str)
        assert "C09" in content
    assert plausible.RELEASE in str(render(report, "text", contract))
    assert json.loads(str(render(report, "json", contract)))["plausibility"]["asked"] is True

    given = [
        kit.Explanation.of(finding, "REAL_CHANGE", "Two forces' regional crime units moved here.")
        for finding in scene.ledger.unexplained(sid, PREPARER)
    ]
    scene.ledger.explain(sid, given, actor=PREPARER, at=kit.later(80))
    receipt = scene.ledger.sign_off(sid, actor=plausible.APPROVER, at=kit.later(90))
    assert receipt.compared_with == plausible.RELEASE

    monkeypatch.setenv("MUSTER_HOME", str(scene.home))
    said = CliRunner().invoke(app, ["submissions", "report", sid, "--format", "text"])
    assert "C09" in said.stdout
    assert scene.ledger.verify() == []

    # The next release is given what was said at the door, beside what its gate will find.
    landed = scene.tmp / "next.duckdb"
    land(scene.ledger.snapshot(), landed, release_id="next", as_of=kit.NOW)
    with duckdb.connect(str(landed)) as connection:
        said_at_the_door = ask.rows(connection, ANSWERS)
    gate = [
        {"rule_id": f.rule_id, "table_name": "workforce", "key_json": json.dumps(dict(f.key))}
        for f in report.findings
    ]
    assert all("moved here" in answer for answer in answers(gate, said_at_the_door))


WHAT_A_FORCE_WAITS_FOR = """
    import sys
    from pathlib import Path
    from ledger.access import local_administrator
    from ledger.store import open_ledger
    from muster.rehearsal import rehearse
    from muster.pipeline import submit
    from muster.plausibility.keeper import Keeper
    from muster.plausibility.standing import standing
    import app.server, muster.api.application, muster.worker

    home, path = Path(sys.argv[1]), Path(sys.argv[2])
    with open_ledger(home) as ledger:
        who = local_administrator()
        asked = rehearse(ledger, [path], "workforce", "42", "2022-03-31", who, asks=True)
        assert asked.report.passed and asked.asked.token, asked
        done = submit(ledger, [path], "workforce", "42", "2022-03-31", actor=who)
        said = standing(home, ledger, done.submission, who)
        assert said.pending and not said.asked, said
    slow = {name.partition(".")[0] for name in sys.modules} & {"great_expectations", "dbt"}
    assert not slow, slow
"""


def test_what_a_force_waits_for_neither_loads_nor_awaits_it(tmp_path: Path) -> None:
    """With a release to compare with and questions open, check and submission have answered."""
    with open_ledger(tmp_path / "home") as ledger:
        scene = Scene(tmp_path / "home", ledger, tmp_path)
        store.releases_folder(scene.home).mkdir()
        built = tmp_path / "built.duckdb"
        built.write_bytes(b"not looked into")
        content = {"release_id": plausible.RELEASE, "code_version": plausible.code_version()}
        store.publish(scene.home, built, content)
    path = tmp_path / "stock.csv"
    line = "2022-03-31,42,MALE,{},POLICE_OFFICER,{},,{}.00,\n"
    header = "snapshot_date,force_code,sex,rank_code,worker_type,headcount,headcount_status,fte"
    path.write_text(
        f"{header},fte_status\n"
        + line.format("CONSTABLE", 500, 500)
        + line.format("SERGEANT", 100, 100)
    )
    subprocess.run(
        [sys.executable, "-c", textwrap.dedent(WHAT_A_FORCE_WAITS_FOR), str(scene.home), str(path)],
        cwd=ROOT,
        check=True,
        env={**os.environ, "MUSTER_HOME": str(scene.home)},
    )
    assert not list(places.folder(scene.home).glob(".work-*"))


@pytest.mark.slow
@pytest.mark.usefixtures("keeper")
def test_through_the_api_the_answer_is_polled_and_stays_until_it_is_thrown_away(
    scene: Scene,
) -> None:
    before = len(scene.ledger.submissions(actor=kit.LOCAL))
    line = "2022-03-31,42,MALE,{rank},POLICE_OFFICER,{fte:.0f},,{fte:.2f},"
    header = "snapshot_date,force_code,sex,rank_code,worker_type,headcount,headcount_status,fte"
    rows = [line.format(rank=rank, fte=fte) for rank, fte in DOUBLED.items()]
    content = "\n".join([f"{header},fte_status", *rows]).encode()
    often = Allowance(calls_per_minute=100_000, calls_at_once=10_000, workers=1)
    with desk(scene.home, often) as served:
        served.call("preparer", "PUT", "/uploads/doubled/stock.csv", content=content)
        order = {"upload": "doubled", "return": plausible.SLUG, "period": plausible.PERIOD}
        asked = served.call("preparer", "POST", "/plausibility", json=order).json()
        assert asked["plausibility"]["pending"]
        place = f"/plausibility/{asked['question']}"

        def answer() -> dict[str, Any]:
            return served.call("preparer", "GET", place).json()

        until(lambda: not answer()["plausibility"]["pending"], "the answer")
        assert answer() == answer(), "it stays"
        assert answer()["plausibility"]["release_id"] == plausible.RELEASE
        assert "C09" in {found["rule_id"] for found in answer()["findings"]}
        assert {found["key"]["force_code"] for found in answer()["findings"]} == {"42"}
        assert served.call("preparer", "DELETE", place).status_code == 204
    assert len(scene.ledger.submissions(actor=kit.LOCAL)) == before
