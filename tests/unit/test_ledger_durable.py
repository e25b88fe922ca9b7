"""What is synced before the ledger speaks of it: every file, and every folder that has a new name.

A power cut can show a missing sync only by luck; here each one is watched for by its path.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ledger.backup import backup
from ledger.discrepancy import DiscrepancyKind
from ledger.objects import ObjectStore
from ledger.store import open_ledger
from tests import ledger_kit as kit

pytestmark = pytest.mark.sqlite_only  # files only


class Synced(list[str]):
    """The paths that were synced, in order, from the moment that it was emptied."""

    def matching(self, pattern: str) -> list[str]:
        return [path for path in self if re.fullmatch(pattern, path)]


@pytest.fixture
def synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Synced]:
    seen = Synced()
    really = os.fsync

    def watched(descriptor: int) -> None:
        really(descriptor)
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        if path.is_relative_to(tmp_path):
            seen.append(path.relative_to(tmp_path).as_posix())

    monkeypatch.setattr(os, "fsync", watched)
    yield seen


def new_bytes(tmp: Path, seen: Synced) -> None:
    store = ObjectStore(tmp / "home")
    seen.clear()
    store.put(kit.sent(tmp, content=b"new"))


def known_bytes(tmp: Path, seen: Synced) -> None:
    """Another process may have renamed them a moment ago, and not have synced yet."""
    store = ObjectStore(tmp / "home")
    store.put(kit.sent(tmp, content=b"known"))
    seen.clear()
    store.put(kit.sent(tmp, "again.csv", b"known"))


def accepted(tmp: Path, seen: Synced) -> None:
    with open_ledger(tmp / "home") as ledger:
        seen.clear()
        kit.accept(ledger, tmp)


def restored(tmp: Path, seen: Synced) -> None:
    with open_ledger(tmp / "home") as ledger:
        kit.accept(ledger, tmp)
        [lost] = ledger.snapshot().live_tables
        rebuilt = tmp / "rebuilt.parquet"
        lost.path.rename(rebuilt)
        seen.clear()
        assert ledger.restore_table(lost, rebuilt)


def backed_up(tmp: Path, seen: Synced) -> None:
    with open_ledger(tmp / "home") as ledger:
        kit.accept(ledger, tmp)
    (tmp / "home" / "contacts.csv").write_text("force_code,email\n")
    seen.clear()
    backup(tmp / "home", None, tmp / "kept", at=kit.NOW, own=["contacts.csv"])


INCOMING, SID = "home/incoming/[0-9a-f]{32}", "[0-9A-Z-]{19}"
WRITES: list[tuple[Callable[[Path, Synced], None], str, str]] = [
    (new_bytes, "the bytes", INCOMING),
    (new_bytes, "the folder that names them", "home/objects/.."),
    (new_bytes, "the folder that names that folder", "home/objects"),
    (known_bytes, "the bytes that are there", "home/objects/../[0-9a-f]{64}"),
    (known_bytes, "the folder that names them", "home/objects/.."),
    (accepted, "each table", f"{INCOMING}/deployments.parquet"),
    (accepted, "the tables' own folder", f"home/tables/{SID}"),
    (accepted, "the folder of tables", "home/tables"),
    (accepted, "the folder of reports", "home/reports"),
    (restored, "the rebuilt table", INCOMING),
    (restored, "the folder that names it", f"home/tables/{SID}"),
    (backed_up, "each object", "kept/objects/../[0-9a-f]{64}.partial"),
    (backed_up, "each table", f"kept/tables/{SID}/deployments.parquet.partial"),
    (backed_up, "each report", f"kept/reports/{SID}.json.partial"),
    (backed_up, "what stands beside", r"kept/own/contacts\.csv/\.[0-9a-f]{64}\..+\.partial"),
    (backed_up, "the folder that names it", "kept/own/contacts.csv"),
    (backed_up, "the folder of an object", "kept/objects/.."),
    (backed_up, "the rows", "kept/ledger.sqlite.partial"),
    (backed_up, "the manifest", "kept/backup.json.partial"),
    (backed_up, "the backup's folder", "kept"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("write", "pattern"),
    [pytest.param(w, p, id=f"{w.__name__}: {what}") for w, what, p in WRITES],
)
def test_what_is_synced(
    tmp_path: Path, synced: Synced, write: Callable[[Path, Synced], None], pattern: str
) -> None:
    write(tmp_path, synced)
    assert synced.matching(pattern), list(synced)


def test_a_report_is_synced_before_its_folder(tmp_path: Path, synced: Synced) -> None:
    accepted(tmp_path, synced)
    [folder] = [n for n, path in enumerate(synced) if path == "home/reports"]
    assert len([path for path in synced[:folder] if re.fullmatch(INCOMING, path)]) == 2


def test_a_table_is_put_back_only_as_it_was_accepted(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "home") as ledger:
        kit.accept(ledger, tmp_path)
        [lost] = ledger.snapshot().live_tables
        lost.path.unlink()
        other = tmp_path / "other.parquet"
        other.write_bytes(b"PAR1 other figures PAR1")
        assert not ledger.restore_table(lost, other)
        assert [d.kind for d in ledger.verify()] == [DiscrepancyKind.TABLE_MISSING]
