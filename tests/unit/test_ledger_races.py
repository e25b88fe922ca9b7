"""What happens between two steps of a write, each made to happen exactly there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from contracts.errors import SubmissionError
from ledger import points
from ledger.model import State, Submission
from ledger.store import Ledger, open_ledger
from tests import ledger_kit as kit

# The second ledger is another connection to the same file.
pytestmark = pytest.mark.sqlite_only
PLACE = (kit.SLUG, kit.PERIOD)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "home") as opened:
        yield opened
    points.observer = None


def received(ledger: Ledger, tmp: Path) -> object:
    return kit.receive(ledger, tmp)


def accepted(ledger: Ledger, tmp: Path) -> object:
    return kit.accept(ledger, tmp)


def checked(ledger: Ledger, tmp: Path) -> object:
    return kit.checked(ledger, kit.receive(ledger, tmp), tmp)


@pytest.mark.parametrize(
    ("write", "point"),
    [
        (received, "object folder synced"),
        (accepted, "object folder synced"),
        (accepted, "result folders synced"),
        (checked, "results synced"),
        (checked, "result folders synced"),
    ],
)
def test_nothing_is_swept_between_storing_and_accepting(
    ledger: Ledger, tmp_path: Path, write: Callable[[Ledger, Path], object], point: str
) -> None:
    said: list[str] = []

    def sweep() -> None:
        with open_ledger(ledger.home) as other:
            said.extend(other.doctor())

    kit.at(point, sweep)
    write(ledger, tmp_path)
    assert [line.partition(":")[0] for line in said] == ["Someone is submitting just now"]
    assert ledger.verify() == []


def test_a_window_that_closes_while_bytes_are_stored_is_closed(
    ledger: Ledger, tmp_path: Path
) -> None:
    ledger.open_window(*PLACE, actor=kit.LOCAL, at=kit.NOW)

    def close() -> None:
        with open_ledger(ledger.home) as other:
            other.close_window(*PLACE, actor=kit.LOCAL, at=kit.NOW)

    kit.at("object folder synced", close)
    with pytest.raises(SubmissionError, match="closed"):
        kit.receive(ledger, tmp_path, received_at=kit.later(1))
    assert ledger.submissions(actor=kit.LOCAL) == ()


def test_the_same_files_sent_at_the_same_time_are_one_submission(
    ledger: Ledger, tmp_path: Path
) -> None:
    first: list[Submission] = []

    def sooner() -> None:
        with open_ledger(ledger.home) as other:
            first.append(kit.receive(other, tmp_path, once=True))

    kit.at("object folder synced", sooner)
    later = kit.receive(ledger, tmp_path, once=True)
    assert [later.submission_id] == [each.submission_id for each in first]
    assert len(ledger.submissions(actor=kit.LOCAL)) == 1
    assert kit.receive(ledger, tmp_path, b"other", once=True).version == 2
    assert kit.receive(ledger, tmp_path).version == 3, "the control: where it is not asked for"


def test_the_same_files_are_new_again_once_what_they_were_is_over(
    ledger: Ledger, tmp_path: Path
) -> None:
    before = kit.accept(ledger, tmp_path)
    ledger.withdraw(
        before.submission_id, actor=kit.LOCAL, at=kit.NOW, reason="It was the wrong month."
    )
    again = kit.receive(ledger, tmp_path, once=True, revision_reason="LATE_RECORDS")
    assert again.submission_id != before.submission_id


def test_the_same_files_are_new_again_once_others_stand_in_their_place(
    ledger: Ledger, tmp_path: Path
) -> None:
    """Who goes back to what was sent first means it: it is the next version, not the first one."""
    first = kit.accept(ledger, tmp_path)
    other = kit.accept(ledger, tmp_path, content=b"b", revision_reason="LATE_RECORDS")
    assert ledger.get(first.submission_id, kit.LOCAL).state is State.SUPERSEDED
    again = kit.receive(ledger, tmp_path, once=True, revision_reason="LATE_RECORDS")
    assert again.version == 3
    same = kit.receive(ledger, tmp_path, b"b", once=True, revision_reason="LATE_RECORDS")
    assert same.submission_id == other.submission_id, "the control: what stands is not new"
