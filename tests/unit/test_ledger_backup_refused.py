"""A backup that the operating system refuses says of which folder it is, and what to do there."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from contracts.errors import UnavailableError
from ledger import backup as backing_up
from ledger.store import open_ledger
from tests import ledger_kit as kit

pytestmark = pytest.mark.sqlite_only  # files only


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with open_ledger(tmp_path / "home") as ledger:
        kit.accept(ledger, tmp_path)
    (tmp_path / "home" / "contacts.csv").write_text("force_code,email\n")
    (tmp_path / "file").write_text("not a folder")
    return tmp_path / "home"


@pytest.mark.parametrize(
    ("into", "refused", "says"),
    [
        ("file", None, r"file\)\. .* /.*file has to be a folder that whoever runs Muster owns"),
        ("file/b", None, r"file\)\. .* /.*file/b has to be a folder that whoever runs Muster owns"),
        ("b", (errno.EACCES, "b/ledger.sqlite.partial"), r"/b has to be a folder"),
        ("b", (errno.EACCES, "home/contacts.csv"), r"has to be able to read it\."),
        ("b", (errno.ENOSPC, "b/objects"), r"free some space for /.*/b and back up again\."),
        ("b", (errno.EIO, "b/objects"), "look after the disk"),
    ],
)
def test_what_is_refused_names_the_folder_of_the_backup(
    home: Path,
    into: str,
    refused: tuple[int, str] | None,
    says: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if refused is not None:
        number, path = refused

        def refuse(*_: Any) -> None:
            raise OSError(number, os.strerror(number), str(home.parent / path))

        monkeypatch.setattr(backing_up.beside, "keep", refuse)
    with pytest.raises(UnavailableError, match=says) as told:
        backing_up.backup(home, None, home.parent / into, at=kit.NOW, own=["contacts.csv"])
    assert str(told.value).startswith("The backup has not come to its end: ")
    assert "MUSTER_HOME" not in str(told.value)


def test_a_disk_that_runs_full_under_the_copied_ledger_is_the_backups(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise UnavailableError("The ledger could not be written.") from OSError("disk is full")

    monkeypatch.setattr(backing_up, "copy_rows", full)
    with pytest.raises(UnavailableError, match=r"free some space for /.*/b and back up again"):
        backing_up.backup(home, None, home.parent / "b", at=kit.NOW)
