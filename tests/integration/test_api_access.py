"""One force cannot see another: every operation of the API for every role, and a long random walk.

The walk compares the ledger with a model of ten lines that knows nothing but the policy's table.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from contracts.errors import NotAllowedError, NotThereError, SubmissionError
from ledger import access
from ledger.access import Operation, Reach
from ledger.model import Actor, Role, State
from ledger.store import open_ledger
from muster.api.application import Allowance
from tests import ledger_kit as kit
from tests.api_kit import Desk, desk

MISSING = "AAAA-AAAA-AAAA-AAAA"
FORCES = ("42", "05")
OPERATIONS = {
    "status": ("GET", "", None),
    "report": ("GET", "/report", None),
    "receipt": ("GET", "/receipt", None),
    "paper": ("GET", "/receipt.pdf", None),
    "file": ("GET", "/files/1", None),
    "explanations": ("GET", "/explanations", None),
    "explain": (
        "POST",
        "/explanations",
        {"explanations": [{"rule_id": "C10", "reason_code": "X", "sentence": "Too short."}]},
    ),
    "sign-off": ("POST", "/sign-off", None),
    "withdraw": ("POST", "/withdrawal", {"reason": "x"}),
    "revert": ("POST", "/reversal", {"reason": "x"}),
    "changes": ("GET", "/changes", None),
    "effects": ("GET", "/effects", None),
    "sheet": ("GET", "/explanations/sheet", None),
    "fill": ("POST", "/explanations/sheet", {"upload": "nothing"}),
}
# What each person may do with a submission of force 42; `live` where only with a live one.
GRID = """
                status   report   receipt  paper    file     explanations explain  sign-off withdraw revert   changes  effects  sheet    fill
preparer        yes      yes      yes      yes      yes      yes      yes      no       no       no       yes      yes      yes      yes
approver        yes      yes      yes      yes      yes      yes      no       yes      yes      yes      yes      yes      yes      no
other           hidden   hidden   hidden   hidden   hidden   hidden   hidden   hidden   hidden   hidden   hidden   hidden   hidden   hidden
other-approver  hidden   hidden   hidden   hidden   hidden   hidden   hidden   hidden   hidden   hidden   hidden   hidden   hidden   hidden
inspector       live     live     live     live     live     live     no       no       no       no       live     live     live     no
administrator   yes      yes      yes      yes      yes      yes      no       no       no       no       yes      yes      yes      no
"""  # noqa: E501


def cells() -> list[tuple[str, str, str]]:
    header, *rows = [line.split() for line in GRID.strip().splitlines()]
    return [
        (row[0].replace("-", " "), operation, cell)
        for row in rows
        for operation, cell in zip(header, row[1:], strict=True)
    ]


def test_every_address_of_a_submission_is_in_the_grid(scene: Scene) -> None:
    """What is added to the API is asked for as every person, or this fails."""
    told = scene.served.call(None, "GET", "/openapi.json").json()
    of_one = "/submissions/{submission_id}"
    there = {
        (method.upper(), path.removeprefix(of_one).replace("{position}", "1"))
        for path, methods in told["paths"].items()
        for method in methods
        if path.startswith(of_one)
    }
    assert there == {(method, path) for method, path, _ in OPERATIONS.values()}
    assert {operation for _, operation, _ in cells()} == set(OPERATIONS)


@dataclass(frozen=True)
class Scene:
    served: Desk
    live: str
    waiting: str


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder: Path = tmp_path_factory.mktemp("access")
    may = Allowance(calls_per_minute=60_000, calls_at_once=10_000, workers=1, patience_seconds=300)
    with desk(folder / "home", may) as served:
        live = kit.accept(served.ledger, folder, content=b"live").submission_id
        waiting = kit.accept(
            served.ledger, folder, kit.finding("warning"), content=b"waiting", period="2024-02",
            actor=Actor("someone else", "preparer", "42"),
        ).submission_id  # fmt: skip
        for table in (folder / "home" / "tables").glob("*/*.parquet"):
            pl.DataFrame({"deployment_id": ["D-1"]}).write_parquet(table)  # one that can be read
        yield Scene(served, live, waiting)


def attempt(scene: Scene, person: str, operation: str, sid: str) -> httpx.Response:
    method, path, body = OPERATIONS[operation]
    return scene.served.call(person, method, f"/submissions/{sid}{path}", json=body)


def plain(answer: httpx.Response, sid: str) -> tuple[int, str, list[str]]:
    """Everything that an answer says, but for the id that was asked for and the time."""
    names = sorted(name for name in answer.headers if name not in ("date", "content-length"))
    return answer.status_code, answer.text.replace(sid, "ID"), names


@pytest.mark.parametrize("which", ["live", "waiting"])
@pytest.mark.parametrize(("person", "operation", "cell"), cells())
def test_who_may_do_what_through_the_api(
    scene: Scene, person: str, operation: str, cell: str, which: str
) -> None:
    sid = getattr(scene, which)
    answer = attempt(scene, person, operation, sid)
    seen = cell != "hidden" and not (which == "waiting" and person == "inspector")
    if not seen:
        nothing = attempt(scene, person, operation, MISSING)
        assert plain(answer, sid) == plain(nothing, MISSING)
        assert answer.status_code == 404
    elif cell == "no":
        assert answer.status_code == 403
    else:
        # Nothing there to act on, or no release yet: the door was passed all the same.
        nothing_there = operation == "fill" and answer.status_code == 404
        assert answer.status_code in (200, 409) or nothing_there, answer.text


@pytest.mark.parametrize(
    ("person", "status"),
    [("preparer", 403), ("approver", 403), ("inspector", 409), ("administrator", 409)],
)
def test_files_behind_another_forces_figures(scene: Scene, person: str, status: int) -> None:
    """409 says that there is no release yet: the door was passed."""
    answer = scene.served.call(person, "GET", "/trace/05/false_alerts_pct/2024-03")
    assert answer.status_code in (status, 404 if status == 409 else status)


OF_FORCE_42 = {"upload": "u", "return": kit.SLUG, "period": "2024-03", "force": "42"}
# What is asked for a force that is named, and who may; every other person is refused.
FOR_A_FORCE: dict[str, tuple[str, str, dict[str, Any], tuple[str, ...]]] = {
    "check": ("POST", "/checks", {"json": OF_FORCE_42}, ("preparer",)),
    "ask": ("POST", "/plausibility", {"json": OF_FORCE_42}, ("preparer",)),
    "correct": ("POST", "/corrections", {"json": OF_FORCE_42}, ("preparer",)),
    "compare": ("POST", "/changes", {"json": OF_FORCE_42}, ("preparer",)),
    "submit": ("POST", "/submissions", {"json": OF_FORCE_42}, ("preparer",)),
    "nothing": (
        "POST",
        "/submissions",
        {"json": {**OF_FORCE_42, "upload": None, "type": "NIL", "revision_reason": "NONE"}},
        ("preparer",),
    ),
    "keep": ("PUT", "/mappings/a", {"json": {"upload": "u", "force": "42"}}, ("preparer",)),
    "retire": ("DELETE", "/mappings/a?force=42", {}, ("preparer",)),
    "list": ("GET", "/mappings?force=42", {}, ("preparer", "approver", "administrator")),
    "try": (
        "POST",
        "/mappings/previews",
        {"json": OF_FORCE_42},
        ("preparer", "approver", "administrator"),
    ),
}


@pytest.mark.parametrize(
    "person",
    ["preparer", "approver", "other", "other approver", "inspector", "administrator"],
)
@pytest.mark.parametrize("what", FOR_A_FORCE)
def test_what_is_asked_for_a_force_that_is_named(scene: Scene, what: str, person: str) -> None:
    method, path, asked, may = FOR_A_FORCE[what]
    headers = {"Idempotency-Key": f"{what}-{person.replace(' ', '-')}"}
    answer = scene.served.call(person, method, path, headers=headers, **asked)
    assert (answer.status_code == 403) == (person not in may), answer.text


@pytest.mark.parametrize(
    ("person", "status"),
    [("preparer", 200), ("other", 200), ("approver", 403), ("inspector", 409)],
)
def test_who_may_bring_files(scene: Scene, person: str, status: int) -> None:
    """409: for which force they would be is not known, and an inspector can name none."""
    sent = scene.served.call(person, "PUT", "/uploads/brought/a.csv", content=b"x")
    assert sent.status_code == status
    assert scene.served.call("approver", "GET", "/uploads/brought").status_code == 404


def test_who_calls_too_often_is_told_how_long_to_wait(tmp_path: Path) -> None:
    with desk(tmp_path / "home", Allowance(calls_per_minute=60, calls_at_once=3)) as served:
        answers = [served.call("preparer", "GET", "/me") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert answers[-1].headers["retry-after"] == "1"
        assert served.call("other", "GET", "/me").status_code == 200, "each token has its own"
        served.clock.pass_(seconds=1)
        assert served.call("preparer", "GET", "/me").status_code == 200


def test_an_upload_is_its_senders_alone(scene: Scene) -> None:
    scene.served.call("preparer", "PUT", "/uploads/mine/a.csv", content=b"x")
    for person in ("both", "other", "inspector", "administrator"):
        assert scene.served.call(person, "GET", "/uploads/mine").status_code == 404
        assert scene.served.call(person, "DELETE", "/uploads/mine").status_code == 204
    assert scene.served.call("preparer", "GET", "/uploads/mine").status_code == 200


def test_lists_hold_what_may_be_seen(scene: Scene) -> None:
    def seen(person: str, **asked: str) -> set[str]:
        found = scene.served.call(person, "GET", "/submissions", params=asked).json()
        return {one["submission_id"] for one in found}

    assert seen("preparer") == {scene.live, scene.waiting}
    assert seen("other") == seen("other", force="42") == set()
    assert seen("inspector") == {scene.live}


class Walk(RuleBasedStateMachine):
    """People of two forces do things at random; the model knows who may see and do what."""

    root: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(dir=self.root))
        self.ledger = open_ledger(self.folder / "home")
        self.states: dict[str, tuple[str, State, str]] = {}
        self.turn = 0

    def teardown(self) -> None:
        assert self.ledger.verify() == []
        self.ledger.close()

    def people(self, force: str) -> dict[str, Actor]:
        return {
            "preparer": Actor(f"p{force}", "preparer", force),
            "approver": Actor(f"a{force}", "approver", force),
            "preparer who approves": Actor(f"p{force}", "approver", force),
            "inspector": Actor("i", "inspector"),
            "administrator": Actor("o", "administrator"),
            "stranger": Actor("s", "king", force),
        }

    def visible(self, who: Actor, sid: str) -> bool:
        force, state, _ = self.states[sid]
        if who.role in ("preparer", "approver"):
            return who.force_code == force
        return who.role == "administrator" or (
            who.role == "inspector" and state is State.SIGNED_OFF
        )

    @rule(owner=st.sampled_from(FORCES), force=st.sampled_from(FORCES), who=st.sampled_from(
        ["preparer", "approver", "inspector", "administrator", "stranger"]))  # fmt: skip
    def submit(self, owner: str, force: str, who: str) -> None:
        self.turn += 1
        facts = {"period": "2023-01", "force_code": owner, "actor": self.people(force)[who],
                 "revision_reason": "LATE_RECORDS"}  # fmt: skip
        content = str(self.turn).encode()
        allowed = who == "preparer" and force == owner
        try:
            done = kit.accept(self.ledger, self.folder, content=content, **facts)
        except NotAllowedError:
            assert not allowed
            return
        assert allowed
        self.states[done.submission_id] = (owner, done.state, done.received_by)

    @rule(force=st.sampled_from(FORCES), data=st.data(), what=st.sampled_from(
        ["get", "report", "receipt", "files", "history", "sign_off", "withdraw"]))  # fmt: skip
    def act(self, force: str, data: st.DataObject, what: str) -> None:
        if not self.states:
            return
        who = self.people(force)[data.draw(st.sampled_from(sorted(self.people(force))))]
        sid = data.draw(st.sampled_from(sorted(self.states)))
        owner, state, author = self.states[sid]
        doings = {
            "get": lambda: self.ledger.get(sid, who),
            "report": lambda: self.ledger.report(sid, who),
            "receipt": lambda: self.ledger.receipt(sid, who),
            "files": lambda: self.ledger.files(sid, who),
            "history": lambda: self.ledger.history(sid, who),
            "sign_off": lambda: self.ledger.sign_off(sid, actor=who, at=kit.NOW),
            "withdraw": lambda: self.ledger.withdraw(
                sid, actor=who, at=kit.NOW, reason="A reason that is long enough."
            ),
        }
        writes = what in ("sign_off", "withdraw")
        try:
            doings[what]()
        except NotThereError as refusal:
            assert not self.visible(who, sid)
            with pytest.raises(NotThereError) as nothing:
                self.ledger.get(MISSING, who)
            assert str(refusal).replace(sid, "ID") == str(nothing.value).replace(MISSING, "ID")
            return
        except NotAllowedError:
            assert self.visible(who, sid)
            assert writes
            assert who.role != "approver" or (what == "sign_off" and who.subject == author)
            return
        except SubmissionError:
            assert writes
            assert who.role == "approver"
            return
        assert self.visible(who, sid)
        assert not writes or (who.role, who.force_code) == ("approver", owner)
        assert not writes or who.role == "approver"
        if what == "sign_off":
            assert state is State.READY
            assert who.subject != author
            for other, (of, was, by) in self.states.items():
                if of == owner and was is State.SIGNED_OFF:
                    self.states[other] = (of, State.SUPERSEDED, by)
            self.states[sid] = (owner, State.SIGNED_OFF, author)
        elif what == "withdraw":
            self.states[sid] = (owner, State.WITHDRAWN, author)

    @invariant()
    def a_list_holds_exactly_what_may_be_seen(self) -> None:
        if self.turn % 4:
            return
        for force in FORCES:
            for who in self.people(force).values():
                found = {s.submission_id for s in self.ledger.submissions(actor=who)}
                assert found == {sid for sid in self.states if self.visible(who, sid)}


def walk(folder: Path, examples: int, steps: int, **more: object) -> None:
    Walk.root = folder
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, derandomize=True, deadline=None,
            database=None, suppress_health_check=list(HealthCheck), **more,  # type: ignore[arg-type]
        ),
    )  # fmt: skip


def test_a_random_walk_leaks_nothing(tmp_path: Path) -> None:
    """Ten thousand steps take a quiet machine a minute: MUSTER_WALKS=200."""
    walk(tmp_path, examples=int(os.environ.get("MUSTER_WALKS") or 6), steps=50)


@pytest.mark.parametrize(
    ("role", "operation", "reached"),
    [
        (Role.PREPARER, Operation.READ, Reach.ANY),
        (Role.INSPECTOR, Operation.READ, Reach.ANY),
        (Role.APPROVER, Operation.RECEIVE, Reach.OWN),
        (Role.APPROVER, Operation.READ, Reach.ANY),
    ],
)
def test_the_walk_would_find_a_leak(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    role: Role,
    operation: Operation,
    reached: Reach,
) -> None:
    leaking = {**access.POLICY, role: {**access.POLICY[role], operation: reached}}
    monkeypatch.setattr(access, "POLICY", leaking)
    with pytest.raises(AssertionError):
        walk(tmp_path, examples=6, steps=40, phases=[Phase.generate], report_multiple_bugs=False)
