"""Giving the place back to the version before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts.errors import SubmissionError
from ledger.model import Actor
from ledger.store import Ledger, open_ledger
from tests import ledger_kit as kit

WHY = "The second file was of another month."


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "home") as opened:
        yield opened


# Each letter is done to the newest version: s sends and signs off, r reverts the live one,
# w withdraws it. Then the states of all versions, in their first letters (l is live).
STORIES = """
s          l
ss         sl
ssr        lw
sssr       slw
sssrr      lww
ssrs       swl
ssrsr      lww
sws        wl
"""
REFUSED = """
sr         replaced no other
ssrr       replaced no other
swsr       replaced no other
"""


def table(text: str) -> list[tuple[str, str]]:
    return [(line.split()[0], line.split(None, 1)[1]) for line in text.strip().splitlines()]


def play(ledger: Ledger, tmp: Path, story: str) -> None:
    for number, letter in enumerate(story):
        at = kit.later(number + 1)
        if letter == "s":
            reason = "LATE_RECORDS" if number else None
            kit.accept(ledger, tmp, content=b"%d" % number, revision_reason=reason, received_at=at)
            continue
        live = next(s for s in ledger.submissions(actor=kit.LOCAL) if s.is_live)
        do = ledger.revert if letter == "r" else ledger.withdraw
        do(live.submission_id, actor=kit.LOCAL, at=at, reason=WHY)


@pytest.mark.parametrize(("story", "states"), table(STORIES))
def test_story(ledger: Ledger, tmp_path: Path, story: str, states: str) -> None:
    play(ledger, tmp_path, story)
    names = {"signed_off": "l", "superseded": "s", "withdrawn": "w"}
    every = ledger.submissions(actor=kit.LOCAL)
    assert "".join(names[str(s.state)] for s in every) == states
    live = {s.submission_id for s in every if s.is_live}
    assert {t.submission_id for t in ledger.snapshot().live_tables} == live
    assert ledger.verify() == []


@pytest.mark.parametrize(("story", "sentence"), table(REFUSED))
def test_what_cannot_be_reverted(ledger: Ledger, tmp_path: Path, story: str, sentence: str) -> None:
    with pytest.raises(SubmissionError, match=sentence):
        play(ledger, tmp_path, story)


def test_both_versions_say_who_did_it_and_why(ledger: Ledger, tmp_path: Path) -> None:
    play(ledger, tmp_path, "ssr")
    first, second = ledger.submissions(actor=kit.LOCAL)
    restored = ledger.history(first.submission_id, kit.LOCAL)[-1]
    reverted = ledger.history(second.submission_id, kit.LOCAL)[-1]
    assert (reverted.action, reverted.reason) == ("revert", WHY)
    assert (restored.action, restored.reason) == ("restore", second.submission_id)


def test_one_that_waits_is_not_live_and_cannot_be_reverted(ledger: Ledger, tmp_path: Path) -> None:
    waiting = kit.accept(ledger, tmp_path, kit.finding("warning"))
    with pytest.raises(SubmissionError, match="it is not live"):
        ledger.revert(waiting.submission_id, actor=kit.LOCAL, at=kit.NOW, reason=WHY)


def test_whoever_prepared_the_older_version_cannot_make_it_live_again(
    ledger: Ledger, tmp_path: Path
) -> None:
    ann, bob = Actor("ann", "approver", kit.FORCE), Actor("bob", "approver", kit.FORCE)
    for number, reason in enumerate([None, "LATE_RECORDS"]):
        sender = Actor("ann" if number == 0 else "cat", "preparer", kit.FORCE)
        done = kit.accept(
            ledger, tmp_path, content=b"%d" % number, actor=sender, revision_reason=reason
        )
        ledger.sign_off(done.submission_id, actor=bob, at=kit.later(number))
    with pytest.raises(SubmissionError, match="ask another approver"):
        ledger.revert(done.submission_id, actor=ann, at=kit.later(3), reason=WHY)
    restored = ledger.revert(done.submission_id, actor=bob, at=kit.later(3), reason=WHY)
    assert (restored.version, restored.is_live) == (1, True)


def test_whoever_explained_the_older_version_cannot_make_it_live_again(
    ledger: Ledger, tmp_path: Path
) -> None:
    ann, bob = Actor("ann", "approver", kit.FORCE), Actor("bob", "approver", kit.FORCE)
    ben, cat = (Actor(name, "preparer", kit.FORCE) for name in ("ann", "cat"))
    first = kit.accept(ledger, tmp_path, kit.finding("warning"), content=b"0", actor=cat)
    ledger.explain(first.submission_id, [kit.explanation()], actor=ben, at=kit.later(1))
    ledger.sign_off(first.submission_id, actor=bob, at=kit.later(2))
    newer = kit.accept(ledger, tmp_path, content=b"1", actor=cat, revision_reason="LATE_RECORDS")
    ledger.sign_off(newer.submission_id, actor=bob, at=kit.later(3))
    with pytest.raises(SubmissionError, match="ask another approver"):
        ledger.revert(newer.submission_id, actor=ann, at=kit.later(4), reason=WHY)
    assert ledger.revert(newer.submission_id, actor=bob, at=kit.later(4), reason=WHY).is_live


@pytest.mark.parametrize("reason", ["", "no", "x" * 501])
def test_a_reason_is_needed(ledger: Ledger, tmp_path: Path, reason: str) -> None:
    play(ledger, tmp_path, "ss")
    live = ledger.submissions(actor=kit.LOCAL)[-1]
    with pytest.raises(SubmissionError, match="Say why it is reverted"):
        ledger.revert(live.submission_id, actor=kit.LOCAL, at=kit.NOW, reason=reason)


ANN, BOB = Actor("ann", "preparer", kit.FORCE), Actor("bob", "approver", kit.FORCE)


@pytest.mark.parametrize(
    ("done_to", "refused"),
    [
        ("sign off the first", "nothing was live .* and version 1 is now"),
        ("withdraw the first", ""),
        ("withdraw the third", ""),
    ],
)
def test_what_is_signed_off_replaces_what_it_was_read_against(
    ledger: Ledger, tmp_path: Path, done_to: str, refused: str
) -> None:
    first, second, third = (
        kit.accept(
            ledger,
            tmp_path,
            content=b"%d" % number,
            actor=ANN,
            revision_reason="LATE_RECORDS" if number else None,
        ).submission_id
        for number in range(3)
    )
    read_to = ledger.read_to(second, BOB)
    act, which = done_to.split(" the ")
    about = first if which == "first" else third
    if act == "withdraw":
        ledger.withdraw(about, actor=BOB, at=kit.later(1), reason=WHY)
    else:
        ledger.sign_off(about, actor=BOB, at=kit.later(1))
    if refused:
        with pytest.raises(SubmissionError, match=refused):
            ledger.sign_off(second, actor=BOB, at=kit.later(2), read_to=read_to)
        read_to = ledger.read_to(second, BOB)
    ledger.sign_off(second, actor=BOB, at=kit.later(2), read_to=read_to)
    with pytest.raises(SubmissionError, match="signed off"):
        ledger.sign_off(second, actor=BOB, at=kit.later(3), read_to=read_to)


def test_a_live_version_taken_back_since_it_was_read_is_told(
    ledger: Ledger, tmp_path: Path
) -> None:
    play(ledger, tmp_path, "s")
    live = ledger.submissions(actor=kit.LOCAL)[0].submission_id
    newer = kit.accept(
        ledger, tmp_path, content=b"9", actor=ANN, revision_reason="LATE_RECORDS"
    ).submission_id
    read_to = ledger.read_to(newer, BOB)
    ledger.withdraw(live, actor=BOB, at=kit.later(1), reason=WHY)
    with pytest.raises(SubmissionError, match=r"version 1 was live .* and nothing is now"):
        ledger.sign_off(newer, actor=BOB, at=kit.later(2), read_to=read_to)
