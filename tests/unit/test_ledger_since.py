"""What the ledger says was touched since a point of its chain: each event as a row of a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ledger.access import local_administrator
from ledger.model import Point, Snapshot, Submission
from ledger.store import Ledger, open_ledger
from tests import ledger_kit as kit

Event = Callable[[Ledger, Path, Submission], object]
OTHER = "05"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "home") as opened:
        yield opened


def seen(ledger: Ledger, start: Point | None, *more: str) -> Snapshot | None:
    assert start is not None
    return ledger.since(start, more, lambda found: [each.submission_id for each in found])


def withdrawn(ledger: Ledger, folder: Path, live: Submission) -> None:
    ledger.withdraw(live.submission_id, actor=kit.APPROVER, at=kit.later(9), reason="Wrong month.")


def window_opened(ledger: Ledger, folder: Path, live: Submission) -> None:
    actor = local_administrator()
    ledger.open_window(kit.SLUG, kit.PERIOD, due_on=date(2024, 5, 1), actor=actor, at=kit.later(9))


def other_force_sends(ledger: Ledger, folder: Path, live: Submission) -> None:
    kit.accept(ledger, folder, content=b"other", force_code=OTHER)


def nothing(ledger: Ledger, folder: Path, live: Submission) -> None:
    pass


@pytest.mark.parametrize(
    ("happens", "touched", "tables", "others"),
    [
        pytest.param(nothing, [], 0, 0, id="nothing"),
        pytest.param(withdrawn, [kit.FORCE], 0, 1, id="withdrawn"),
        pytest.param(window_opened, [kit.FORCE], 1, 0, id="a window of its place"),
        pytest.param(other_force_sends, [OTHER], 1, 0, id="another force's return"),
    ],
)
def test_what_was_touched(
    ledger: Ledger, tmp_path: Path, happens: Event, touched: list[str], tables: int, others: int
) -> None:
    live = kit.accept(ledger, tmp_path, content=b"first")
    start = ledger.snapshot().point
    happens(ledger, tmp_path, live)

    found, every = seen(ledger, start), ledger.snapshot()

    assert found is not None
    assert [each.force_code for each in found.submissions] == touched
    assert all(each in every.submissions for each in found.submissions)
    assert (len(found.live_tables), len(found.other_tables)) == (tables, others)
    assert found.point == every.point


def test_what_is_asked_for_is_there_though_nothing_touched_it(
    ledger: Ledger, tmp_path: Path
) -> None:
    live = kit.accept(ledger, tmp_path)
    every = ledger.snapshot()

    assert seen(ledger, every.point, live.submission_id) == every
    assert seen(ledger, Point(0, "0" * 64)) == every


def test_a_ledger_that_was_never_at_that_point_says_so(ledger: Ledger, tmp_path: Path) -> None:
    kit.accept(ledger, tmp_path)
    start = ledger.snapshot().point
    assert start is not None

    assert seen(ledger, replace(start, hash="f" * 64)) is None
    assert seen(ledger, replace(start, sequence=start.sequence + 1)) is None


def test_what_is_said_of_a_live_one_is_there_though_nobody_asked_for_it(
    ledger: Ledger, tmp_path: Path
) -> None:
    """Nothing else of it moves: a build that reads only what moved would never see it."""
    sid = kit.accept(ledger, tmp_path).submission_id
    ledger.record_comparison(sid, kit.compared(kit.doubt()))
    start = ledger.snapshot().point
    assert start is not None
    ledger.explain(sid, [kit.answer_to_doubt()], actor=kit.PREPARER, at=kit.later(9))
    told = ledger.since(start, (), lambda _: ())
    assert told is not None

    assert told.detailed == {sid}
    assert told.explanations == ledger.snapshot().explanations != ()
    assert told.outcomes == ledger.snapshot().outcomes != ()


def test_what_was_only_compared_with_a_release_is_not_read_in_full(
    ledger: Ledger, tmp_path: Path
) -> None:
    """All that is live is compared with every release."""
    sid = kit.accept(ledger, tmp_path).submission_id
    start = ledger.snapshot().point
    assert start is not None
    ledger.record_comparison(sid, kit.compared(kit.doubt()))
    told = ledger.since(start, (), lambda _: ())
    assert told is not None

    assert [each.submission_id for each in told.submissions] == [sid]
    assert (told.detailed, told.explanations, told.outcomes) == (frozenset(), (), ())
