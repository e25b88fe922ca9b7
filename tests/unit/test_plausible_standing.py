"""What is said of a submission's plausibility, and what happens when the world moves meanwhile.

The question itself, which takes seconds of a core, is answered here by a function of the test;
tests/integration/test_plausibility.py asks it for real.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from contracts.errors import BuildError, NotAllowedError, SubmissionError, UsageError
from ledger.comparing import Compared
from ledger.model import Actor, Submission
from ledger.store import Ledger, open_ledger
from muster.plausibility import asking, places, rehearsals, worker
from muster.plausibility.keeper import Keeper
from muster.plausibility.standing import standing, told
from muster.plausibility.watch import Watch
from muster.release import store
from muster.release.manifest import code_version
from tests import ledger_kit as kit

FIRST, SECOND = "20240410T010000Z-aaaaaaaa", "20240410T020000Z-aaaaaaaa"


@dataclass
class Room:
    """A ledger, its releases, and what is asked: `meanwhile` happens while a question is open."""

    home: Path
    ledger: Ledger
    tmp: Path
    asked: list[str] = field(default_factory=list[str])
    meanwhile: Callable[[], object] = lambda: None

    def publish(self, release_id: str = FIRST, sequence: int = 1, **facts: Any) -> store.Release:
        built = self.tmp / f"{release_id}.duckdb"
        built.write_bytes(b"not looked into")
        store.releases_folder(self.home).mkdir(exist_ok=True)
        content = {"release_id": release_id, "code_version": code_version(), "sequence": sequence}
        return store.publish(self.home, built, content | facts)

    def send(self, content: bytes = b"a", **asked: Any) -> Submission:
        return kit.accept(
            self.ledger, self.tmp, content=content, actor=asked.pop("actor", kit.PREPARER), **asked
        )

    def ask(
        self, home: Path, release: store.Release, candidate: Submission, *rest: object
    ) -> Compared:
        self.asked.append(f"{candidate.submission_id} {release.release_id}")
        self.meanwhile()
        sequence = int(release.manifest["sequence"])
        return kit.compared(kit.doubt(), sequence=sequence, release=release.release_id)

    def said(self, submission: Submission) -> str:
        now = self.ledger.get(submission.submission_id, kit.LOCAL)
        return standing(self.home, self.ledger, now, kit.LOCAL).sentence

    def turn(self) -> bool:
        return worker.one(Watch(self.home, self.ledger))


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    with open_ledger(tmp_path / "home") as ledger:
        made = Room(tmp_path / "home", ledger, tmp_path)
        monkeypatch.setattr(asking, "ask", made.ask)
        monkeypatch.setattr(worker, "LOOK_EVERY_SECONDS", 0.0)
        yield made
        assert [found for found in ledger.verify() if not found.harmless] == []


def test_from_no_release_to_an_answer(room: Room) -> None:
    sent = room.send()
    assert "There is no release yet" in room.said(sent)
    assert "Its plausibility will be assessed once" in room.said(sent)
    assert not room.turn()
    room.publish(code_version="0+another")
    assert "built by another version of Muster" in room.said(sent)
    assert not room.turn()
    room.publish(SECOND, 2)
    assert "done in the background" in room.said(sent)
    assert told(room.home, room.ledger, sent, kit.LOCAL).findings == []
    assert room.turn()
    assert f"of release {SECOND}: 1 warning found." in room.said(sent)
    assert not room.turn(), "asked once"
    found = told(room.home, room.ledger, sent, kit.LOCAL)
    assert [finding.rule_id for finding in found.findings] == ["C09"]


def test_asked_twice_is_answered_once(room: Room) -> None:
    room.publish()
    sent = room.send()
    first = asking.compare(room.home, room.ledger, sent.submission_id)
    head = room.ledger.head()
    again = asking.compare(room.home, room.ledger, sent.submission_id)
    assert (again, room.ledger.head(), len(room.asked)) == (first, head, 1)


def test_withdrawn_in_the_middle_nothing_is_written(room: Room) -> None:
    room.publish()
    sent = room.send()
    room.meanwhile = lambda: room.ledger.withdraw(
        sent.submission_id, actor=kit.APPROVER, at=kit.later(3), reason="Sent by mistake."
    )
    assert room.turn()
    assert room.ledger.compared(sent.submission_id, kit.LOCAL) is None
    assert "was not compared with a release, and will not be: it is withdrawn" in room.said(sent)
    assert not room.turn(), "and is not asked again"


def test_replaced_in_the_middle_the_successor_is_asked(room: Room) -> None:
    room.publish()
    old = room.send(actor=kit.LOCAL)
    assert old.is_live
    made: list[Submission] = []

    def replace() -> None:
        room.meanwhile = lambda: None
        made.append(room.send(b"b", actor=kit.LOCAL, revision_reason="LATE_RECORDS"))

    room.meanwhile = replace
    assert room.turn()
    assert room.ledger.compared(old.submission_id, kit.LOCAL) is None
    assert room.turn()
    assert "1 warning found" in room.said(made[0])
    assert [asked.split()[0] for asked in room.asked] == [old.submission_id, made[0].submission_id]


def test_a_release_in_the_middle_is_asked_as_well_and_counts(room: Room) -> None:
    room.publish()
    sent = room.send()

    def publish() -> None:
        room.meanwhile = lambda: None
        room.publish(SECOND, 2)

    room.meanwhile = publish
    assert room.turn()
    assert f"It is being compared with release {SECOND} anew." in room.said(sent)
    assert "1 warning found" in room.said(sent), "what the first said is not lost meanwhile"
    assert room.turn()
    answer = room.ledger.compared(sent.submission_id, kit.LOCAL)
    assert answer is not None
    assert answer.release_id == SECOND
    assert len(room.ledger.unexplained(sent.submission_id, kit.LOCAL)) == 1, "not doubled"
    assert not room.turn()


def test_what_the_release_holds_was_asked_at_its_gate(room: Room) -> None:
    live = room.send(actor=kit.LOCAL)
    room.publish(submissions=[{"submission_id": live.submission_id}])
    assert "was compared with history and other forces before that was published" in room.said(live)
    assert not room.turn()


def test_what_could_not_be_asked_says_so_and_waits_for_the_next_release(room: Room) -> None:
    room.publish()
    sent = room.send()

    def fail() -> None:
        raise BuildError("The models did not pass: model comparison.")

    room.meanwhile = fail
    assert room.turn()
    assert "could not be compared with release" in room.said(sent)
    assert "The models did not pass" in room.said(sent)
    assert not room.turn()
    room.meanwhile = lambda: None
    room.publish(SECOND, 2)
    assert room.turn()
    assert "1 warning found" in room.said(sent)


def test_a_question_that_kills_is_given_up(room: Room) -> None:
    """What a death leaves behind is a count that was never taken back."""
    room.publish()
    sent = room.send()
    begun = places.folder(room.home) / "begun"
    begun.mkdir()
    (begun / sent.submission_id).write_bytes(b"." * places.DEATHS)
    assert room.turn()
    assert (room.asked, room.turn()) == ([], False)
    assert "The worker died over it 3 times" in room.said(sent)


@pytest.mark.parametrize(
    ("sent", "why"),
    [("no release", "There is no release yet"), ("rejected", "is rejected: only what passed")],
)
def test_what_cannot_be_asked_is_a_sentence(sent: str, why: str, room: Room) -> None:
    if sent == "rejected":
        room.publish()
        sid = kit.accept(room.ledger, room.tmp, kit.finding("error")).submission_id
    else:
        sid = room.send().submission_id
    with pytest.raises((SubmissionError, UsageError), match=why):
        asking.compare(room.home, room.ledger, sid)


def test_a_rehearsal_comes_first_and_leaves_no_trace(room: Room) -> None:
    room.publish()
    sent = room.send()
    before = room.ledger.head()
    typed = kit.typed(room.tmp / "rehearsed", "deployments")
    asked = rehearsals.offer(room.home, kit.SLUG, kit.FORCE, kit.PERIOD, typed, kit.PREPARER)
    assert asked.token is not None
    assert rehearsals.collect(room.home, asked.token) is None
    assert room.turn()
    assert room.asked == [f"REHEARSAL {FIRST}"]
    found = rehearsals.collect(room.home, asked.token)
    assert found is not None
    assert [finding.rule_id for finding in found.findings] == ["C09"]
    assert found.plausibility.release_id == FIRST
    assert list((places.folder(room.home) / "rehearsals").iterdir()) == []
    assert room.ledger.head() == before
    assert room.ledger.compared(sent.submission_id, kit.LOCAL) is None
    gone = rehearsals.collect(room.home, asked.token)
    assert gone is not None
    assert "check again" in gone.plausibility.sentence


def test_a_rehearsal_that_nobody_came_back_for_is_swept(room: Room) -> None:
    room.publish()
    typed = kit.typed(room.tmp / "rehearsed", "deployments")
    asked = rehearsals.offer(room.home, kit.SLUG, kit.FORCE, kit.PERIOD, typed, kit.PREPARER)
    assert asked.token is not None
    place = places.folder(room.home) / "rehearsals" / asked.token
    rehearsals.sweep(room.home)
    assert place.is_dir()
    long_ago = time.time() - rehearsals.KEPT_SECONDS - 1
    os.utime(place, (long_ago, long_ago))
    rehearsals.sweep(room.home)
    assert not place.exists()


def test_without_a_release_a_rehearsal_says_why_and_keeps_nothing(room: Room) -> None:
    typed = kit.typed(room.tmp / "rehearsed", "deployments")
    asked = rehearsals.offer(room.home, kit.SLUG, kit.FORCE, kit.PERIOD, typed, kit.PREPARER)
    assert asked.token is None
    assert "There is no release yet" in asked.sentence
    assert not (places.folder(room.home) / "rehearsals").exists()


def test_nobody_rehearses_for_another_force(room: Room) -> None:
    room.publish()
    stranger = Actor("eve", "preparer", "05")
    with pytest.raises(NotAllowedError, match="your own force only"):
        rehearsals.offer(room.home, kit.SLUG, kit.FORCE, kit.PERIOD, {}, stranger)


def test_a_keeper_with_nothing_to_ask_starts_nobody(room: Room) -> None:
    room.send()
    with Keeper(room.home, room.ledger, look_every_seconds=0.01) as keeper:
        time.sleep(0.2)
        assert keeper.worker is None
