"""R5: the disk is full, at twenty levels of nearly full."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from contracts.errors import SubmissionError
from ledger.objects import ObjectStore
from ledger.store import open_ledger
from tests import ledger_kit as kit
from tests.torture import children
from tests.torture.scenario import Figures, require

DISK_KIB = 4_096
CONTENT = os.urandom(300_000)
NAMED, SILENT, TRACEBACK, DONE = 3, 4, 5, 0


def missing_mount() -> str | None:
    """Why no small disk can be had on this machine, or None where it can."""
    return None if os.geteuid() == 0 else "filling a disk needs the right to mount one"


def disk_full(folder: Path, *, safe: bool, levels: int) -> Figures:
    """R5. The broken safeguard: objects are written at their final name."""
    refused = 0
    for level in range(levels):
        free_kib = 4 + level * 280 // levels
        with small_disk(folder / str(level)) as disk:
            refused += _one_level(disk, folder, free_kib, safe=safe)
    return {"levels": levels, "named refusals": refused, "works again once freed": levels}


def _one_level(disk: Path, folder: Path, free_kib: int, *, safe: bool) -> int:
    home, filler = disk / "home", disk / "filler"
    sent = kit.sent(folder / "full", content=CONTENT)
    with open_ledger(home) as ledger:
        first = kit.accept(ledger, folder, content=b"first")
    fill(filler, free_kib)
    ended = children.run(lambda: _submit_quietly(home, sent, folder, safe))
    level = f"with {free_kib} KiB free"
    require(ended == NAMED, f"{level} the submission ended with {ended}, not with a named error")
    filler.unlink()
    with open_ledger(home) as ledger:
        require(ledger.submissions(actor=kit.LOCAL) == (first,), f"{level} old data changed")
        harm = [d.sentence for d in ledger.verify() if not d.harmless]
        require(not harm, f"{level}: {harm[:2]}")
    ended = children.run(lambda: _submit_quietly(home, sent, folder, True))
    require(ended == DONE, f"after space was freed it still does not work ({level})")
    with open_ledger(home) as ledger:
        states = [str(s.state) for s in ledger.submissions(actor=kit.LOCAL)]
        require(states == ["superseded", "signed_off"], f"{level}: {states}")
        ledger.doctor()
        require(ledger.verify() == [], f"{level}: the doctor left something")
    return 1


def _submit_quietly(home: Path, sent: Path, folder: Path, safe: bool) -> None:
    if not safe:
        _write_at_the_final_name()
    tables = kit.typed(folder / "typed")
    try:
        with open_ledger(home) as ledger:
            facts = kit.asked(revision_reason="LATE_RECORDS")
            ledger.accept([("return.csv", sent)], kit.report(), tables, **facts)
    except SubmissionError as error:
        os._exit(NAMED if "Nothing was accepted" in str(error) else SILENT)
    except BaseException:
        os._exit(TRACEBACK)


def _write_at_the_final_name() -> None:
    def final(store: ObjectStore) -> Path:
        target = store.path(hashlib.sha256(CONTENT).hexdigest())
        target.parent.mkdir(exist_ok=True)
        return target

    ObjectStore.temporary = final  # type: ignore[method-assign]
    Path.unlink = lambda self, missing_ok=False: None  # type: ignore[method-assign]


def fill(filler: Path, free_kib: int) -> None:
    """Leave so many KiB free on the disk."""
    page = b"\0" * 4096
    with filler.open("wb", buffering=0) as handle:
        with suppress(OSError):
            while True:
                handle.write(page)
        handle.truncate(handle.tell() - free_kib * 1024)


@contextmanager
def small_disk(at: Path, kib: int = DISK_KIB) -> Iterator[Path]:
    """A file system of so many KiB, mounted as long as the block lasts."""
    at.mkdir(parents=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={kib}k", "tmpfs", str(at)]
    subprocess.run(command, check=True, capture_output=True)
    try:
        yield at
    finally:
        subprocess.run(["umount", str(at)], check=True)
