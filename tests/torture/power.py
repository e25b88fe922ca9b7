"""R3: the power goes, again and again, while returns are submitted and releases published.

The home lies on an ext4 file system in an image; the image lies on XFS, which can take a copy of it
in one instant. The copy is what a disk would hold had the power gone then: it is mounted, its
journal replayed, and searched for everything that had a receipt before that instant.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path

from ledger.store import open_ledger
from muster.release import store
from tests import ledger_kit as kit
from tests.torture import children
from tests.torture.releases import ROWS, publish_small
from tests.torture.scenario import Figures, require

SEED = 3
DISK_MIB, POOL_MIB = 48, 700
# A disk is replaced by an empty one after so many cuts, so that it never fills up.
CUTS_A_DISK = 25
# Without fsync at least fourteen of fifteen cuts must do harm, or the test sees nothing.
HARMED_WITHOUT_FSYNC = 14 / 15


def missing_power() -> str | None:
    """Why no power can be cut on this machine, or None where it can."""
    if os.geteuid() != 0:
        return "cutting the power needs the right to mount file systems"
    if not Path("/dev/loop-control").exists():
        return "there are no loop devices on this machine"
    if shutil.which("mkfs.xfs") is None or shutil.which("mkfs.ext4") is None:
        return "mkfs.xfs or mkfs.ext4 is not installed (packages xfsprogs and e2fsprogs)"
    return None


@dataclass(frozen=True)
class Work:
    """What goes on while the power is cut, and how its promises are read back."""

    begin: Callable[[Path, Path, bool], None]
    lost: Callable[[Path, list[str]], str | None]


def power_cuts(folder: Path, *, safe: bool, submitting: int, publishing: int) -> Figures:
    """R3. The broken safeguard: fsync does nothing."""
    harmed: dict[str, int] = {}
    for name, cuts in (("submitting", submitting), ("publishing", publishing)):
        harmed[name] = _cuts(folder / name, WORK[name], cuts, safe) if cuts else 0
    cuts = submitting + publishing
    if safe:
        require(not any(harmed.values()), f"cuts that lost something: {harmed}")
    else:
        found = sum(harmed.values()) / cuts
        require(found < HARMED_WITHOUT_FSYNC, f"{sum(harmed.values())} of {cuts} cuts did harm")
    return {
        "cuts while submitting": submitting,
        "cuts while publishing": publishing,
        "losses": sum(harmed.values()),
    }


def _cuts(folder: Path, work: Work, cuts: int, safe: bool) -> int:
    dice, harmed, done = random.Random(SEED), 0, 0
    while done < cuts:
        turn = min(CUTS_A_DISK, cuts - done)
        place = folder / str(done)
        place.mkdir(parents=True)
        with _disk(place) as (pool, disk):
            told = place / "receipts"
            child = children.start(lambda d=disk, t=told: _careless_or_not(work, d, t, safe))
            try:
                _wait_for(told, child)
                for number in range(turn):
                    time.sleep(dice.random() * 0.3)
                    require(child.is_alive(), "the one who works ended by itself")
                    sentence = _cut(pool, told, work, number)
                    harmed += sentence is not None
                    if safe:
                        require(sentence is None, f"cut {done + number}: {sentence}")
            finally:
                child.kill()
                child.join()
        done += turn
    return harmed


def _careless_or_not(work: Work, disk: Path, told: Path, safe: bool) -> None:
    if not safe:
        os.fsync = lambda fd: None  # type: ignore[assignment]
    work.begin(disk, told, safe)


def _wait_for(told: Path, child: BaseProcess) -> None:
    end = time.monotonic() + 60
    while not (told.exists() and told.read_text().count("\n") > 2):
        require(child.is_alive() and time.monotonic() < end, "nothing was ever accepted")
        time.sleep(0.02)


def _cut(pool: Path, told: Path, work: Work, number: int) -> str | None:
    """Cut the power; what was lost of all that had a receipt before, as a sentence."""
    promised = told.read_text().rpartition("\n")[0].split("\n")
    copy = pool / f"cut-{number}.img"
    subprocess.run(["cp", "--reflink=always", str(pool / "disk.img"), str(copy)], check=True)
    after = pool.parent / "after"
    try:
        with _mounted(copy, after, "ext4"):
            return work.lost(after, promised)
    finally:
        copy.unlink()


def _submit_on(disk: Path, told: Path, _: bool) -> None:
    with told.open("a") as receipts, open_ledger(disk / "home") as ledger:
        for number in range(100_000):
            content = b"%d " % number * 500
            done = kit.accept(ledger, told.parent, content=content, revision_reason="LATE_RECORDS")
            receipts.write(f"{done.submission_id}\n")
            receipts.flush()


def _lost_submission(disk: Path, promised: list[str]) -> str | None:
    with open_ledger(disk / "home") as ledger:
        harm = [d.sentence for d in ledger.verify() if not d.harmless]
        known = {s.submission_id for s in ledger.snapshot().submissions}
    lost = [receipt for receipt in promised if receipt not in known]
    if lost:
        return f"{len(lost)} of {len(promised)} receipts name nothing"
    return harm[0] if harm else None


def _publish_on(disk: Path, told: Path, _: bool) -> None:
    with told.open("a") as published:
        for number in range(1, 100_000):
            publish_small(disk / "home", number)
            store.prune(disk / "home", keep=2)
            published.write(f"{number}\n")
            published.flush()


def _lost_release(disk: Path, promised: list[str]) -> str | None:
    try:
        release = store.require_current(disk / "home")
        with store.connect(release) as connection:
            row = connection.execute("select min(n), max(n), count(*) from figures").fetchone()
    except Exception as error:  # whatever a reader would have met
        return f"no release can be read: {type(error).__name__}"
    sequence = release.manifest["sequence"]
    if row != (sequence, sequence, ROWS):
        return f"release {sequence} answers {row}"
    if sequence < int(promised[-1]):
        return f"release {promised[-1]} was published, {sequence} is shown"
    return None


WORK = {
    "submitting": Work(_submit_on, _lost_submission),
    "publishing": Work(_publish_on, _lost_release),
}


@contextmanager
def _disk(folder: Path) -> Iterator[tuple[Path, Path]]:
    """The file system that can copy images, and the disk in one of them."""
    image, pool, disk = folder / "pool.img", folder / "pool", folder / "disk"
    _make(image, POOL_MIB, ["mkfs.xfs", "-q", "-m", "reflink=1"])
    with ExitStack() as stack:
        stack.callback(image.unlink)
        stack.enter_context(_mounted(image, pool, "xfs"))
        _make(pool / "disk.img", DISK_MIB, ["mkfs.ext4", "-q", "-F"])
        stack.enter_context(_mounted(pool / "disk.img", disk, "ext4"))
        yield pool, disk


def _make(image: Path, size_mib: int, command: list[str]) -> None:
    with image.open("wb") as handle:
        handle.truncate(size_mib << 20)
    subprocess.run([*command, str(image)], check=True, capture_output=True)


@contextmanager
def _mounted(image: Path, at: Path, kind: str) -> Iterator[None]:
    at.mkdir(exist_ok=True)
    command = ["mount", "-t", kind, "-o", "loop", str(image), str(at)]
    subprocess.run(command, check=True, capture_output=True)
    try:
        yield
    finally:
        _unmount(at)


def _unmount(at: Path) -> None:
    for _ in range(50):
        if subprocess.run(["umount", str(at)], capture_output=True, check=False).returncode == 0:
            return
        time.sleep(0.1)
    subprocess.run(["umount", "-l", str(at)], check=True)
