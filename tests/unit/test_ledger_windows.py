"""Collection windows: who may send what until when, and who has."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from contracts.errors import SubmissionError
from ledger import request, schema, windows
from ledger.model import Actor, State
from ledger.store import Ledger, open_ledger
from muster import window_words
from tests import ledger_kit as kit

WHY = "The force's records system was down."
BY = {"actor": kit.LOCAL, "at": kit.NOW}
PLACE = (kit.SLUG, kit.PERIOD)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "home") as opened:
        yield opened


def act(ledger: Ledger, words: str) -> None:
    """`open`, `open 2024-05-01`, `extend 2024-05-01`, `extend 2024-05-01 42` or `close`."""
    what, *rest = words.split()
    day = date.fromisoformat(rest[0]) if rest else None
    if what == "open":
        ledger.open_window(*PLACE, due_on=day, reason=WHY, **BY)
    elif what == "close":
        ledger.close_window(*PLACE, **BY)
    else:
        assert day is not None
        ledger.extend_window(
            *PLACE, due_on=day, force_code=rest[1] if rest[1:] else None, reason=WHY, **BY
        )


# What happened to the window, when the return came, and what became of it.
RECEIPTS = """
                                                     2024-04-10  in time
                                                     2024-05-30  late
open                                                 2024-04-10  in time
open                                                 2024-05-30  late
open 2024-06-01                                      2024-05-30  in time
open, extend 2024-05-30                              2024-05-30  in time
open, extend 2024-05-30 42                           2024-05-30  in time
open, extend 2024-05-30 05                           2024-05-30  late
open, close                                          2024-04-10  refused
open, close, open                                    2024-04-10  in time
open, extend 2024-05-30 42, close                    2024-05-30  in time
open, extend 2024-05-30 42, close                    2024-05-31  refused
open, extend 2024-05-30 05, close                    2024-04-10  refused
open, close, extend 2024-05-30 42                    2024-05-30  in time
open, extend 2024-05-30 42, extend 2024-06-30        2024-06-20  in time
open, close, extend 2024-05-30 42, open              2024-06-20  late
"""


def receipts() -> list[tuple[str, str, str]]:
    lines = [line for line in RECEIPTS.splitlines() if line.strip()]
    return [(line[:53].strip(), line[53:63], line[65:].strip()) for line in lines]


@pytest.mark.parametrize(("events", "day", "outcome"), receipts())
def test_receipt(ledger: Ledger, tmp_path: Path, events: str, day: str, outcome: str) -> None:
    for words in filter(None, events.split(", ")):
        act(ledger, words)
    came = datetime.fromisoformat(f"{day}T12:00:00+00:00")
    if outcome == "refused":
        with pytest.raises(SubmissionError, match=r"closed on 10 April 2024.*Nothing of this"):
            kit.accept(ledger, tmp_path, received_at=came)
        assert ledger.submissions(actor=kit.LOCAL) == ()
        assert list(ledger.objects.stored()) == []
    else:
        done = kit.accept(ledger, tmp_path, received_at=came)
        assert done.is_live
        assert done.is_late is (outcome == "late")
    assert ledger.verify() == []


@pytest.mark.parametrize(
    ("first", "then", "sentence"),
    [
        ("", "close", "There is no window of March 2024 for Facial recognition: deploy"),
        ("", "extend 2024-05-30", "There is no window"),
        ("open", "open", "it is open already"),
        ("open, close", "close", "it is closed already"),
        ("open, close", "extend 2024-05-30", "extend it for one force"),
        ("open", "extend 2024-04-02", "2 April 2024 is no extension"),
        ("open 2024-05-01, extend 2024-05-30 42", "extend 2024-05-30 42", "due on 30 May 2024 now"),
        ("open", "extend 2024-05-30 99", "no force with the code '99'"),
    ],
)
def test_what_a_window_refuses(ledger: Ledger, first: str, then: str, sentence: str) -> None:
    for words in filter(None, first.split(", ")):
        act(ledger, words)
    before = ledger.windows(actor=kit.LOCAL)
    with pytest.raises(SubmissionError, match=sentence):
        act(ledger, then)
    assert ledger.windows(actor=kit.LOCAL) == before


@pytest.mark.parametrize("reason", ["", "   ", "no", "x" * 501, "\u200b" * 12])
def test_an_extension_and_an_opening_again_need_a_reason(ledger: Ledger, reason: str) -> None:
    act(ledger, "open")
    with pytest.raises(SubmissionError, match="Say why it is extended"):
        ledger.extend_window(*PLACE, due_on=date(2024, 6, 1), reason=reason, **BY)
    act(ledger, "close")
    with pytest.raises(SubmissionError, match="Say why it is opened again"):
        ledger.open_window(*PLACE, reason=reason, **BY)


@pytest.mark.parametrize(
    ("came", "taken"),
    [("2024-05-30T22:59:59.999999+00:00", True), ("2024-05-30T23:00:00+00:00", False)],
)
def test_an_extension_lasts_to_the_end_of_its_last_second(
    ledger: Ledger, tmp_path: Path, came: str, taken: bool
) -> None:
    for words in ("open", "extend 2024-05-30 42", "close"):
        act(ledger, words)
    at = datetime.fromisoformat(came)
    [window] = ledger.windows(actor=kit.LOCAL)
    assert window.takes(kit.FORCE, at) is taken
    [row] = ledger.standing(*PLACE, actor=kit.PREPARER, at=at)
    assert (row.late, row.closed_at is None) == (not taken, taken)
    if taken:
        assert not kit.accept(ledger, tmp_path, received_at=at).is_late


def test_the_day_of_the_closing_is_that_of_london(ledger: Ledger, tmp_path: Path) -> None:
    closed_at = datetime(2024, 6, 30, 23, 30, tzinfo=UTC)  # half past midnight
    act(ledger, "open")
    ledger.close_window(*PLACE, actor=kit.LOCAL, at=closed_at)
    with pytest.raises(SubmissionError, match="was closed on 1 July 2024"):
        kit.accept(ledger, tmp_path, received_at=closed_at)
    [window] = ledger.windows(actor=kit.LOCAL)
    assert ": closed on 2024-07-01, due" in window_words.line(window_words.window_as_dict(window))


def test_a_window_that_is_open_is_not_asked_why_it_is_opened_again(ledger: Ledger) -> None:
    act(ledger, "open")
    with pytest.raises(SubmissionError, match="it is open already"):
        ledger.open_window(*PLACE, **BY)


def test_a_window_needs_a_return_and_a_period_of_it(ledger: Ledger) -> None:
    with pytest.raises(SubmissionError, match="'2024-03-31' is not a period of this return"):
        ledger.open_window(kit.SLUG, "2024-03-31", **BY)


@pytest.mark.parametrize("what", ["a nil return", "a window", "a standing"])
def test_a_day_within_a_quarter_goes_round_no_window(ledger: Ledger, what: str) -> None:
    facts = kit.asked(return_slug="workforce", period="2024-03-30", submission_type="NIL")
    doings: dict[str, Callable[[], object]] = {
        "a nil return": lambda: ledger.accept([], None, {}, **facts),
        "a window": lambda: ledger.open_window("workforce", "2024-03-30", **BY),
        "a standing": lambda: ledger.standing("workforce", "2024-03-30", **BY),
    }
    with pytest.raises(SubmissionError, match="last day of its quarter, 2024-03-31"):
        doings[what]()
    assert ledger.periods("workforce", actor=kit.LOCAL) == ()


def test_a_day_within_a_quarter_that_was_taken_once_is_read_and_taken_back(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = ("workforce", "2024-03-28")
    facts = kit.asked(return_slug="workforce", period="2024-03-28", submission_type="NIL")
    with monkeypatch.context() as before:
        for module in (request, windows):
            before.setattr(module, "require_period", lambda *_: None)
        ledger.open_window(*place, reason=None, **BY)
        ledger.accept([], None, {}, **facts)
    [nil] = ledger.submissions(actor=kit.LOCAL)
    assert (nil.is_live, nil.is_late, nil.due_at.date()) == (True, False, date(2024, 4, 29))
    assert len(ledger.standing(*place, **BY)) == 43
    assert not ledger.close_window(*place, **BY).is_open
    taken_back = facts | {"submission_type": "WITHDRAWAL", "revision_reason": "CORRECTION_FORCE"}
    assert ledger.accept([], None, {}, **taken_back).state is State.WITHDRAWN
    assert (ledger.verify(), ledger.doctor()) == ([], ["Nothing to do."])


def actors() -> list[tuple[Actor, bool, int]]:
    """Who, whether they may open windows, and about how many forces they may ask."""
    return [
        (kit.LOCAL, True, 43),
        (Actor("adm", "administrator"), True, 43),
        (Actor("ins", "inspector"), False, 43),
        (kit.PREPARER, False, 1),
        (kit.APPROVER, False, 1),
        (Actor("none", "preparer", None), False, 0),
        (Actor("who", "stranger", kit.FORCE), False, 0),
    ]


@pytest.mark.parametrize(("who", "may", "forces"), actors(), ids=[a.role for a, *_ in actors()])
def test_who_may_open_and_who_may_ask(ledger: Ledger, who: Actor, may: bool, forces: int) -> None:
    act(ledger, "open")
    for force in ("42", "05"):
        act(ledger, f"extend 2024-05-30 {force}")
    doings: list[Any] = [
        lambda: ledger.close_window(*PLACE, actor=who, at=kit.NOW),
        lambda: ledger.open_window(*PLACE, actor=who, at=kit.NOW, reason=WHY),
        lambda: ledger.extend_window(
            *PLACE, due_on=date(2024, 7, 1), reason=WHY, actor=who, at=kit.NOW
        ),
    ]
    for do in doings:
        if may:
            do()
        else:
            with pytest.raises(SubmissionError, match="may not open, extend or close windows"):
                do()
    rows = ledger.standing(*PLACE, actor=who, at=kit.NOW)
    assert len(rows) == forces
    [window] = ledger.windows(actor=who)
    seen = {43: {"42", "05"}, 1: {"42"}, 0: set[str]()}[forces]
    assert set(window.extensions) == seen
    assert {event.force_code for event in window.events} - {None} == seen


def test_the_standing_of_every_force(ledger: Ledger, tmp_path: Path) -> None:
    act(ledger, "open 2024-04-15")
    act(ledger, "extend 2024-05-30 20")

    def send(force: str, *severities: str, day: int = 10, **more: Any) -> None:
        came = datetime(2024, 4, day, 9, tzinfo=UTC)
        found = [kit.finding(severity) for severity in severities]
        facts = {"force_code": force, "received_at": came, **more}
        kit.accept(ledger, tmp_path, *found, content=force.encode(), **facts)

    send("42")
    send("05", "warning")
    send("04", "error")
    send("06", actor=Actor("p", "preparer", "06"))
    send("07", day=20)
    ledger.accept([], None, {}, **kit.asked(force_code="01", submission_type="NIL"))
    send("42", day=20, revision_reason="LATE_RECORDS")  # replaces one that came in time
    rows = {
        row.force_code: row
        for row in ledger.standing(*PLACE, actor=kit.LOCAL, at=datetime(2024, 4, 25, tzinfo=UTC))
    }
    told = {code: (rows[code].state, rows[code].late, rows[code].has_sent) for code in rows}
    assert {code: told.pop(code) for code in ("42", "05", "04", "06", "07", "01", "20")} == {
        "42": ("signed_off", False, True),
        "05": ("needs_explanation", False, True),
        "04": ("rejected", True, False),
        "06": ("ready", False, True),
        "07": ("signed_off", True, True),
        "01": ("nil", False, True),
        "20": ("missing", False, False),
    }
    assert set(told.values()) == {("missing", True, False)}
    assert (rows["42"].version, rows["20"].extended, rows["42"].extended) == (2, True, False)


def test_a_withdrawal_is_received_under_a_closed_window(ledger: Ledger, tmp_path: Path) -> None:
    live = kit.accept(ledger, tmp_path)
    act(ledger, "open")
    act(ledger, "close")
    facts = kit.asked(submission_type="WITHDRAWAL", revision_reason="CORRECTION_FORCE")
    assert ledger.accept([], None, {}, **facts).state is State.WITHDRAWN
    assert not ledger.get(live.submission_id, kit.LOCAL).is_live


@pytest.mark.parametrize("kind", ["NIL", "RESUBMISSION"])
def test_whatever_brings_figures_is_refused(ledger: Ledger, tmp_path: Path, kind: str) -> None:
    kit.accept(ledger, tmp_path)
    act(ledger, "open")
    act(ledger, "close")
    facts = kit.asked(submission_type=kind, revision_reason="CORRECTION_FORCE")
    files = [] if kind == "NIL" else [("r.csv", kit.sent(tmp_path, content=b"b"))]
    with pytest.raises(SubmissionError, match="ask the inspectorate for an extension"):
        ledger.receive(files, **facts)


def test_a_retry_of_one_that_was_received_gets_its_answer_after_the_closing(
    ledger: Ledger, tmp_path: Path
) -> None:
    first = kit.accept(ledger, tmp_path, idempotency_key="k")
    act(ledger, "open")
    act(ledger, "close")
    again = kit.accept(ledger, tmp_path, idempotency_key="k")
    assert (again.submission_id, again.version) == (first.submission_id, 1)


def test_one_received_in_time_is_signed_off_after_the_closing(
    ledger: Ledger, tmp_path: Path
) -> None:
    done = kit.accept(ledger, tmp_path, actor=kit.PREPARER)
    act(ledger, "open")
    act(ledger, "close")
    assert ledger.sign_off(done.submission_id, actor=kit.APPROVER, at=kit.later(1)).state


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("table", "edit", "told"),
    [
        ("collection_window", "due_on = '2030-01-01'", "transition 1 (open_window of window W-"),
        ("transition", "subject = 'someone'", "Transition 1 (open_window of window W-"),
    ],
)
def test_what_is_edited_behind_the_triggers_back_is_named(
    tmp_path: Path, table: str, edit: str, told: str
) -> None:
    with open_ledger(tmp_path) as ledger:
        act(ledger, "open")
    kit.edit(tmp_path, f"UPDATE {table} SET {edit}")
    with open_ledger(tmp_path) as ledger:
        [found] = ledger.verify()
        assert told in found.sentence
        assert found.submission_id is None


@pytest.mark.sqlite_only
def test_a_ledger_without_the_table_of_windows_gets_it_and_keeps_everything(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        done = kit.accept(ledger, tmp_path)
    with sqlite3.connect(tmp_path / "ledger.sqlite") as connection:
        connection.execute(f"DROP TABLE {schema.collection_window.name}")
    with open_ledger(tmp_path) as ledger:
        assert ledger.get(done.submission_id, kit.LOCAL) == done
        act(ledger, "open")
        assert ledger.verify() == []


@pytest.mark.parametrize(
    ("actor", "periods"),
    [
        (kit.LOCAL, ("2024-04", kit.PERIOD)),
        (Actor("ann", "preparer", kit.FORCE), ("2024-04", kit.PERIOD)),
        (Actor("bob", "preparer", "05"), ("2024-04",)),
        (Actor("ina", "inspector", None), ("2024-04",)),
    ],
    ids=["administrator", "the force", "another force", "inspector, and nothing is live"],
)
def test_the_periods_are_those_sent_as_far_as_one_sees_them_and_those_asked_for(
    ledger: Ledger, tmp_path: Path, actor: Actor, periods: tuple[str, ...]
) -> None:
    ledger.open_window(kit.SLUG, "2024-04", due_on=None, reason=None, **BY)
    kit.receive(ledger, tmp_path)
    assert ledger.periods(kit.SLUG, actor=actor) == tuple(sorted(periods, reverse=True))
