"""Who may do what, drawn; and that another force's submission looks like none at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from contracts.errors import SubmissionError
from ledger import access
from ledger.access import POLICY, Operation, Reach, reach
from ledger.model import Actor, Role, State, Submission
from ledger.store import Ledger, open_ledger
from tests import ledger_kit as kit

GRID = """
               submit  read  read-the-report-of  read-the-receipt-of  read-the-files-of  explain  sign-off  withdraw  read-the-releases  trace-the-figures-of  read-the-audit-trail  issue-and-revoke-tokens  revert  read-who-has-sent  open,-extend-or-close-windows-of  read-the-mappings-of  keep-mappings-of
preparer       own     own   own                 own                  own                own      no        no        any                own                   no                    no                       no      own                no                                own                   own
approver       no      own   own                 own                  own                no       own       own       any                own                   own                   no                       own     own                no                                own                   no
inspector      no      live  live                live                 live               no       no        no        any                live                  no                    no                       no      any                no                                no                    no
administrator  no      any   any                 any                  any                no       no        no        any                any                   any                   any                      no      any                any                               any                   no
stranger       no      no    no                  no                   no                 no       no        no        no                 no                    no                    no                       no      no                 no                                no                    no
local          any     any   any                 any                  any                any      any       any       any                any                   any                   any                      any     any                any                               any                   any
"""  # noqa: E501
FORCES = ("42", "05", "01", "20")
REACH = {"own": Reach.OWN, "live": Reach.LIVE, "any": Reach.ANY, "no": Reach.NO}
MISSING = "AAAA-AAAA-AAAA-AAAA"
# What is done to a submission that is named; the others have tests of their own.
TO_A_SUBMISSION = (
    Operation.READ, Operation.READ_REPORT, Operation.READ_RECEIPT, Operation.READ_FILES,
    Operation.EXPLAIN, Operation.SIGN_OFF, Operation.WITHDRAW, Operation.REVERT,
)  # fmt: skip


def cells() -> list[tuple[str, Operation, Reach]]:
    header, *rows = [line.split() for line in GRID.strip().splitlines()]
    return [
        (row[0], Operation(operation.replace("-", " ")), REACH[cell])
        for row in rows
        for operation, cell in zip(header, row[1:], strict=True)
    ]


def actor(role: str, force_code: str | None) -> Actor:
    if role == "local":
        return kit.LOCAL
    return Actor(f"{role} of {force_code}", role, force_code)


@pytest.mark.parametrize(("role", "operation", "expected"), cells())
def test_policy(role: str, operation: Operation, expected: Reach) -> None:
    assert reach(actor(role, "42"), operation) is expected


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_being_local_makes_nobody_an_administrator(role: Role) -> None:
    for operation in Operation:
        local = Actor("on this machine", role, "42", local=True)
        assert reach(local, operation) is POLICY[role][operation]


def test_a_role_that_reaches_no_release_sees_none() -> None:
    access.require_release(actor("preparer", "42"))
    with pytest.raises(SubmissionError, match="The role stranger may not read the releases"):
        access.require_release(actor("stranger", "42"))


def test_the_grid_is_complete() -> None:
    drawn = {(role, operation) for role, operation, _ in cells()}
    assert {(str(role), operation) for role in Role for operation in Operation} <= drawn
    assert all(set(POLICY[role]) == set(Operation) for role in Role)


@dataclass(frozen=True)
class Scene:
    """One ledger in which every force has a live submission and a waiting one."""

    ledger: Ledger
    live: dict[str, Submission]
    waiting: dict[str, Submission]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    tmp = tmp_path_factory.mktemp("access")
    with open_ledger(tmp / "home") as ledger:
        live = {f: kit.accept(ledger, tmp, content=f.encode(), force_code=f) for f in FORCES}
        waiting = {
            f: kit.accept(
                ledger,
                tmp,
                kit.finding("warning"),
                content=f.encode() + b"waiting",
                force_code=f,
                period="2024-02",
                actor=actor("preparer", f),
            )
            for f in FORCES
        }
        yield Scene(ledger, live, waiting)


def attempt(ledger: Ledger, operation: Operation, who: Actor, sid: str) -> Any:
    """The operation, in a form that is refused for its content wherever access lets it pass."""
    doings: dict[Operation, Callable[[], Any]] = {
        Operation.READ: lambda: ledger.get(sid, who),
        Operation.READ_REPORT: lambda: ledger.report(sid, who),
        Operation.READ_RECEIPT: lambda: ledger.receipt(sid, who),
        Operation.READ_FILES: lambda: ledger.files(sid, who),
        Operation.EXPLAIN: lambda: ledger.explain(sid, [], actor=who, at=kit.NOW),
        Operation.SIGN_OFF: lambda: ledger.sign_off(sid, actor=who, at=kit.NOW),
        Operation.WITHDRAW: lambda: ledger.withdraw(sid, actor=who, at=kit.NOW, reason=""),
        Operation.REVERT: lambda: ledger.revert(sid, actor=who, at=kit.NOW, reason=""),
    }
    return doings[operation]()


CONTENT_REFUSALS = (
    "No explanation was given",
    "cannot be signed off",
    "Say why it is withdrawn",
    "it is not live",
    "replaced no other",
)


def outcome(ledger: Ledger, operation: Operation, who: Actor, sid: str) -> str:
    """`done`, `missing` or `forbidden`."""
    try:
        attempt(ledger, operation, who, sid)
    except SubmissionError as error:
        said = str(error).replace(sid, "ID")
        if said == str(access.missing("ID")):
            return "missing"
        return "done" if any(words in said for words in CONTENT_REFUSALS) else "forbidden"
    return "done"


@pytest.mark.parametrize("which", ["live", "waiting"])
@pytest.mark.parametrize("whose", ["own", "other"])
@pytest.mark.parametrize("force", FORCES)
@pytest.mark.parametrize(
    ("role", "operation"), [(r, o) for r, o, _ in cells() if o in TO_A_SUBMISSION]
)
def test_reach_in_the_ledger(
    scene: Scene, role: str, operation: Operation, force: str, whose: str, which: str
) -> None:
    who = actor(role, force)
    owner = force if whose == "own" else FORCES[(FORCES.index(force) + 1) % len(FORCES)]
    target = getattr(scene, which)[owner]

    def passes(reached: Reach) -> bool:
        if reached is Reach.OWN:
            return whose == "own"
        return reached is Reach.ANY or (reached is Reach.LIVE and which == "live")

    visible = passes(reach(who, Operation.READ))
    allowed = visible and passes(reach(who, operation))
    expected = "done" if allowed else "forbidden" if visible else "missing"
    assert outcome(scene.ledger, operation, who, target.submission_id) == expected


@pytest.mark.parametrize("operation", TO_A_SUBMISSION)
@pytest.mark.parametrize("role", ["preparer", "approver", "inspector", "stranger"])
def test_another_force_looks_exactly_like_missing(
    scene: Scene, role: str, operation: Operation
) -> None:
    who = actor(role, "42")
    said: list[str] = []
    for sid in (scene.waiting["05"].submission_id, MISSING):
        with pytest.raises(SubmissionError) as refusal:
            attempt(scene.ledger, operation, who, sid)
        said.append(str(refusal.value).replace(sid, "ID"))
    assert said[0] == said[1]


@pytest.mark.parametrize("force", FORCES)
@pytest.mark.parametrize("role", [*Role, "stranger", "local"])
def test_a_list_holds_what_may_be_seen(scene: Scene, role: str, force: str) -> None:
    who = actor(role, force)
    seen = scene.ledger.submissions(actor=who)
    match reach(who, Operation.READ):
        case Reach.ANY:
            assert len(seen) == 2 * len(FORCES)
        case Reach.OWN:
            assert {s.force_code for s in seen} == {force}
            assert len(seen) == 2
        case Reach.LIVE:
            assert {s.state for s in seen} == {State.SIGNED_OFF}
            assert len(seen) == len(FORCES)
        case Reach.NO:
            assert seen == ()
    other = FORCES[(FORCES.index(force) + 1) % len(FORCES)]
    asked = scene.ledger.submissions(actor=who, force_code=other)
    assert [s for s in asked if s not in seen] == []


@pytest.mark.parametrize("force", FORCES)
@pytest.mark.parametrize("role", [*Role, "stranger"])
def test_submitting_for_a_force(tmp_path: Path, scene: Scene, role: str, force: str) -> None:
    who = actor(role, "42")
    facts = kit.asked(actor=who, force_code=force, period="2023-01")
    files = [("return.csv", kit.sent(tmp_path, content=b"x"))]
    before = len(scene.ledger.submissions(actor=kit.LOCAL))
    if role == Role.PREPARER and force == "42":
        with open_ledger(tmp_path / "home") as own:
            assert own.receive(files, **facts).received_by == who.subject
    else:
        with pytest.raises(SubmissionError, match=r"own force only|may not submit"):
            scene.ledger.receive(files, **facts)
    assert len(scene.ledger.submissions(actor=kit.LOCAL)) == before


@pytest.mark.parametrize(
    ("role", "force", "told"),
    [("preparer", "42", 1), ("preparer", "05", 0), ("approver", "42", 0), ("inspector", None, 0)],
)
def test_what_was_explained_before_is_told_to_who_may_explain(
    tmp_path: Path, role: str, force: str | None, told: int
) -> None:
    with open_ledger(tmp_path / "home") as ledger:
        kit.accept(ledger, tmp_path, kit.finding("warning"), explanations=[kit.explanation()])
        who = actor(role, force)
        found = ledger.explained_before(kit.SLUG, kit.FORCE, kit.PERIOD, who)
        assert len(found) == told


@pytest.mark.parametrize(
    ("role", "force", "forces"),
    [
        ("preparer", "42", ("42",)),
        ("approver", "05", ("05",)),
        ("approver", None, ()),
        ("inspector", None, ()),
        ("administrator", None, FORCES[::-1]),
        ("stranger", "42", ()),
        ("local", None, FORCES[::-1]),
    ],
)
def test_what_waits_is_told_to_who_may_read_it_the_newest_first(
    scene: Scene, role: str, force: str | None, forces: tuple[str, ...]
) -> None:
    found = scene.ledger.waiting(actor(role, force))
    assert [each.submission_id for each in found] == [
        scene.waiting[code].submission_id for code in forces
    ]


def test_without_a_force_a_preparer_sees_nothing(scene: Scene) -> None:
    assert scene.ledger.submissions(actor=Actor("nobody", Role.PREPARER, None)) == ()


@pytest.mark.parametrize(
    ("received_by", "explained_by", "signed_by", "refused"),
    [
        ("ann", None, "bob", False),
        ("ann", None, "ann", True),
        ("ann", "bob", "bob", True),
        ("ann", "bob", "cat", False),
    ],
)
def test_preparer_and_approver_are_different_people(
    tmp_path: Path, received_by: str, explained_by: str | None, signed_by: str, refused: bool
) -> None:
    def person(subject: str, role: Role) -> Actor:
        return Actor(subject, role, kit.FORCE)

    with open_ledger(tmp_path / "home") as ledger:
        found = [kit.finding("warning")] if explained_by else []
        done = kit.accept(ledger, tmp_path, *found, actor=person(received_by, Role.PREPARER))
        sid = done.submission_id
        if explained_by:
            explainer = person(explained_by, Role.PREPARER)
            ledger.explain(sid, [kit.explanation()], actor=explainer, at=kit.later(1))
        approver = person(signed_by, Role.APPROVER)
        if refused:
            with pytest.raises(SubmissionError, match="ask another approver"):
                ledger.sign_off(sid, actor=approver, at=kit.later(2))
            assert ledger.get(sid, approver).state is State.READY
        else:
            assert ledger.sign_off(sid, actor=approver, at=kit.later(2)).state == "signed_off"


@pytest.mark.parametrize(
    ("role", "own", "other"),
    [
        ("preparer", True, False),
        ("approver", True, False),
        ("inspector", True, True),
        ("administrator", True, True),
        ("stranger", False, False),
        ("local", True, True),
    ],
)
def test_whose_figures_may_be_traced(role: str, own: bool, other: bool) -> None:
    for force, allowed in (("42", own), ("05", other)):
        if allowed:
            access.require_trace(actor(role, "42"), force)
        else:
            with pytest.raises(SubmissionError, match=r"own force only|may not trace"):
                access.require_trace(actor(role, "42"), force)
