"""Received files that a page offers: to whom, and what comes where one was altered."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import ledgers, people, received
from contracts.errors import UnavailableError
from ledger.audit import Act
from ledger.model import Actor, StoredFile, Submission
from ledger.store import Ledger, open_ledger
from tests import ledger_kit as kit

CONTENT = b"force_code,month\n42,2024-03\n"


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A ledger with one submission, as the pages ask it."""
    with open_ledger(tmp_path / "home") as ledger:
        monkeypatch.setattr(ledgers, "shared", lambda: ledger)
        yield ledger, kit.receive(ledger, tmp_path, CONTENT)


def seen_by(actor: Actor, monkeypatch: pytest.MonkeyPatch, submission: Submission) -> list[str]:
    monkeypatch.setattr(people, "actor", lambda: actor)
    return [file.name for file in received._files(submission.submission_id)]


@pytest.mark.parametrize(
    ("actor", "offered"),
    [
        (kit.LOCAL, ["return.csv"]),
        (kit.PREPARER, ["return.csv"]),
        (kit.APPROVER, ["return.csv"]),
        (Actor("prepares", "preparer", "05"), []),
        # Not live yet, so not for an inspector.
        (Actor("inspects", "inspector", None), []),
    ],
)
def test_who_is_offered_the_files(
    kept: tuple[Ledger, Submission],
    monkeypatch: pytest.MonkeyPatch,
    actor: Actor,
    offered: list[str],
) -> None:
    assert seen_by(actor, monkeypatch, kept[1]) == offered


def test_a_submission_that_this_ledger_has_not_offers_nothing(
    kept: tuple[Ledger, Submission], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "actor", lambda: kit.LOCAL)
    assert list(received._files("AAAA-BBBB-CCCC-DDDD")) == []


def test_what_is_had_is_what_was_received_and_who_had_it_is_written_down(
    kept: tuple[Ledger, Submission], monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger, submission = kept
    monkeypatch.setattr(people, "actor", lambda: kit.PREPARER)
    content = received._content(submission.submission_id, submission.files[0])
    assert Act.READ_FILES not in acts(ledger), "offered is not had"

    assert content() == CONTENT
    assert acts(ledger)[-1] == Act.READ_FILES


def test_an_altered_file_is_not_given(
    kept: tuple[Ledger, Submission], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor a sentence in its place, which would go by its name."""
    ledger, submission = kept
    monkeypatch.setattr(people, "actor", lambda: kit.PREPARER)
    alter(ledger, submission.files[0])

    with pytest.raises(UnavailableError, match="was altered"):
        received._content(submission.submission_id, submission.files[0])()
    assert Act.READ_FILES not in acts(ledger)


def acts(ledger: Ledger) -> list[str]:
    return [entry.act for entry in ledger.audit_trail(kit.LOCAL)]


def alter(ledger: Ledger, file: StoredFile) -> None:
    path = ledger.objects.path(file.sha256)
    path.chmod(0o600)
    path.write_bytes(b"force_code,month\n42,2024-04\n")
