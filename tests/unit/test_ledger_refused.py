"""What is refused leaves no bytes behind, and takes none from anybody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from contracts.errors import SubmissionError
from ledger import lock, points
from ledger.store import Ledger, open_ledger
from tests import ledger_kit as kit

pytestmark = pytest.mark.sqlite_only  # the second ledger is another connection to the same file
PLACE = (kit.SLUG, kit.PERIOD)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """One is live under the key "k"."""
    with open_ledger(tmp_path / "home") as opened:
        kit.accept(opened, tmp_path, content=b"live", idempotency_key="k")
        yield opened
    points.observer = None


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, "give a revision reason"),
        ({"idempotency_key": "k"}, "used for other content"),
        ({"once": True}, "give a revision reason"),
        ({"period": "2024-02", "submission_type": "RESUBMISSION"}, "that this could replace"),
        ({"period": "2024-02", "submission_type": "WITHDRAWAL"}, "carries no files"),
    ],
)
def test_what_can_be_asked_is_asked_before_anything_is_stored(
    ledger: Ledger, tmp_path: Path, changed: dict[str, Any], sentence: str
) -> None:
    reached: list[str] = []
    points.observer = reached.append
    for send in (kit.receive, kit.accept):
        with pytest.raises(SubmissionError, match=sentence):
            send(ledger, tmp_path, content=b"refused", **changed)
    assert reached == []
    assert ledger.verify() == []


@pytest.mark.parametrize(
    "changed", [{"idempotency_key": "k"}, {"once": True}], ids=["same key", "same files"]
)
def test_what_is_known_already_needs_no_reason(
    ledger: Ledger, tmp_path: Path, changed: dict[str, Any]
) -> None:
    assert kit.receive(ledger, tmp_path, content=b"live", **changed).version == 1


def closed(ledger: Ledger, tmp_path: Path) -> None:
    with open_ledger(ledger.home) as other:
        other.open_window(*PLACE, actor=kit.LOCAL, at=kit.NOW)
        other.close_window(*PLACE, actor=kit.LOCAL, at=kit.NOW)


def sent_too_and_closed(ledger: Ledger, tmp_path: Path) -> None:
    with open_ledger(ledger.home) as other:
        kit.receive(other, tmp_path, content=b"new", revision_reason="LATE_RECORDS")
    closed(ledger, tmp_path)


@pytest.mark.parametrize(("meanwhile", "objects"), [(closed, 1), (sent_too_and_closed, 2)])
def test_what_is_refused_after_it_was_stored_is_taken_back_unless_somebody_needs_it(
    ledger: Ledger, tmp_path: Path, meanwhile: Callable[[Ledger, Path], None], objects: int
) -> None:
    kit.at("object folder synced", lambda: meanwhile(ledger, tmp_path))
    with pytest.raises(SubmissionError, match="closed"):
        kit.receive(ledger, tmp_path, content=b"new", revision_reason="LATE_RECORDS")
    assert len(list(ledger.objects.stored())) == objects
    assert ledger.verify() == []


def test_what_was_there_before_stays(ledger: Ledger, tmp_path: Path) -> None:
    """It may be all that is left of something that was accepted."""
    ledger.objects.put(kit.sent(tmp_path, content=b"new"))
    kit.at("object folder synced", lambda: closed(ledger, tmp_path))
    with pytest.raises(SubmissionError, match="closed"):
        kit.receive(ledger, tmp_path, content=b"new", revision_reason="LATE_RECORDS")
    assert len(list(ledger.objects.stored())) == 2


def test_nothing_is_taken_back_while_somebody_writes(ledger: Ledger, tmp_path: Path) -> None:
    """He may have stored the same bytes; what stays is said as what it may be, and is harmless."""
    kit.at("object folder synced", lambda: closed(ledger, tmp_path))
    with lock.shared(ledger.home), pytest.raises(SubmissionError, match="closed"):
        kit.receive(ledger, tmp_path, content=b"new", revision_reason="LATE_RECORDS")
    [found] = ledger.verify()
    assert (str(found.kind), found.harmless) == ("object unknown", True)
    assert "a write was refused or interrupted, or is under way" in found.sentence
    assert ledger.doctor()[0].endswith("of a write that was never accepted.")
    assert ledger.verify() == []
