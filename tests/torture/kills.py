"""R1 and R2: killed at any moment, nothing that was accepted is lost, and the rest is explained."""

from __future__ import annotations

import hashlib
import json
import os
import random
import time
from dataclasses import dataclass
from pathlib import Path

from ledger import points
from ledger.model import Submission
from ledger.store import Ledger, open_ledger
from muster.pipeline import submit
from muster.recovery import recover
from muster.release.store import Release
from tests import ledger_kit as kit
from tests.torture import children, filing
from tests.torture.scenario import Figures, require
from tests.torture.ways import WAY
from validators.pool import Pool

SEED = 20240331
# The ledger alone takes milliseconds; the core and the command start a child that reads the file.
WAYS = ("ledger", "core", "ledger", "command", "ledger")
LONGEST_PAUSE_SECONDS = 0.6
# The moments from which a pause is counted: the beginning, and the check's answer.
MOMENTS = {
    "ledger": ("begin",),
    "core": ("begin", "check answered"),
    "command": ("begin", "check answered"),
}


@dataclass(frozen=True)
class Attack:
    """Where a child submits until it is killed, and what it may not do carelessly."""

    folder: Path
    home: Path
    url: str | None
    largest_bytes: int
    safe: bool

    @property
    def receipts(self) -> Path:
        return self.folder / "receipts"


def killed_while_submitting(
    folder: Path,
    *,
    safe: bool,
    kills: int,
    largest_bytes: int,
    ways: tuple[str, ...] = WAYS,
    url: str | None = None,
) -> Figures:
    """R1. The broken safeguard: a receipt is written down before the commit."""
    attack = Attack(folder, folder / "home", url, largest_bytes, safe)
    with open_ledger(attack.home, url) as ledger:
        kit.accept(ledger, folder, content=b"first")
    dice = random.Random(SEED)
    slowest = 0.0
    for number in range(kills):
        _one_kill(attack, number, ways[number % len(ways)], dice)
        began = time.monotonic()
        with open_ledger(attack.home, url) as ledger:
            slowest = max(slowest, time.monotonic() - began)
            if number % 10 == 0:
                harm = [d.sentence for d in ledger.verify() if not d.harmless]
                require(not harm, f"after kill {number}: {harm[:3]}")
    return {"kills": kills, **_settled(attack), "slowest reopening, s": round(slowest, 2)}


def _one_kill(attack: Attack, number: int, way: str, dice: random.Random) -> None:
    moment, pause = dice.choice(MOMENTS[way]), dice.random() * LONGEST_PAUSE_SECONDS
    seed, bell = dice.random(), children.Bell()
    child = children.start(lambda: _keep_submitting(attack, number, way, moment, seed, bell))
    try:
        require(bell.wait(), f"the child of kill {number} never came to its moment")
        time.sleep(pause)
        require(child.is_alive(), f"the child of kill {number} ended by itself")
    finally:
        child.kill()
        child.join()
        bell.close()


def _keep_submitting(
    attack: Attack, number: int, way: str, moment: str, seed: float, bell: children.Bell
) -> None:
    """Submit again and again; write each receipt down (`unsafe`: before it was given)."""
    dice = random.Random(seed)
    told = os.open(attack.receipts, os.O_CREAT | os.O_APPEND | os.O_WRONLY)
    sent = b""
    send = WAY[way](attack.home, attack.url)

    def write_down(submission_id: str) -> None:
        line = {"id": submission_id, "sha256": hashlib.sha256(sent).hexdigest()}
        os.write(told, json.dumps(line).encode() + b"\n")

    def observe(point: str) -> None:
        if point == moment:
            bell.ring()
        if not attack.safe and point == "temporary file written":
            write_down("promised")
            time.sleep(0.3)

    points.observer = observe
    for turn in range(1000):
        size_bytes = int(1024 * (attack.largest_bytes / 1024) ** dice.random())
        sent = filing.csv_of_size(f"K{number}-{turn}", size_bytes)
        path = kit.sent(attack.folder / f"sent-{number % 2}", "deployments.csv", sent)
        if moment == "begin":
            bell.ring()
        receipt = send(path)
        if attack.safe:
            write_down(receipt)


def _settled(attack: Attack) -> Figures:
    """What is left after all the kills, and that a retry gives what was given before."""
    lines = attack.receipts.read_text().splitlines() if attack.receipts.is_file() else []
    given = [json.loads(line) for line in lines]
    with open_ledger(attack.home, attack.url) as ledger:
        began = time.monotonic()
        said = list(recover(ledger, now=kit.NOW, resume=False))
        seconds = time.monotonic() - began
        every = {s.submission_id: s for s in ledger.snapshot().submissions}
        stored = {file.sha256 for s in every.values() for file in s.files}
        lost = [r for r in given if r["sha256"] not in stored]
        require(not lost, f"{len(lost)} of {len(given)} receipts are lost")
        require(all(r["id"] in every for r in given), "a receipt names no submission")
        require(ledger.verify() == [], "the store and the ledger disagree after recovery")
        versions = sorted(s.version for s in every.values() if s.period == filing.PERIOD)
        require(versions == list(range(1, len(versions) + 1)), "versions have gaps")
        live = [s for s in every.values() if s.is_live]
        require(len(live) == 1, f"{len(live)} submissions are live, not one")
        require(seconds < 5, f"recovery took {seconds:.1f} s")
    _retry_gives_the_same(attack)
    swept = sum(line.startswith("Removed") for line in said)
    return {
        "receipts given": len(given),
        "receipts lost": 0,
        "orphans swept": swept,
        "recovery, s": round(seconds, 2),
    }


def _retry_gives_the_same(attack: Attack) -> None:
    """The file of what is live, sent again, gives its receipt and no new submission.

    It is what the last receipt names, unless a kill came between a commit and its receipt.
    """
    with open_ledger(attack.home, attack.url) as ledger, Pool() as pool:
        every = ledger.snapshot().submissions
        [live] = [s for s in every if s.is_live]
        [file] = live.files
        kept = ledger.objects.path(file.sha256).read_bytes()
        # Under its own name: where every kill came early, it is still that of the first.
        path = kit.sent(attack.folder / "retry", file.name, kept)
        actor = kit.LOCAL
        again = submit(
            ledger, [path], filing.SLUG, filing.FORCE, filing.PERIOD, actor=actor, pool=pool
        )
        require(again.submission.submission_id == live.submission_id, "a retry gave another one")
        require(len(ledger.snapshot().submissions) == len(every), "a retry was taken twice")


def crash_points(folder: Path, *, safe: bool, formats: tuple[str, ...], every: int = 1) -> Figures:
    """R2. The broken safeguard: the ledger's row is written before the bytes are stored."""
    names = [*points.CHECK_POINTS, *points.POINTS][::every]
    crashes = [
        Crash(folder / f"{kind}-{n}", kind, at) for kind in formats for n, at in enumerate(names)
    ]
    for crash in crashes:
        crash.happens(safe=safe)
    with Pool() as pool:
        for crash in crashes:
            crash.ends_in_a_legal_state(pool)
    publishing = points.RELEASE_POINTS[::every]
    for point in publishing:
        _crash_of_publishing(folder / point.replace(" ", "-"), point)
    return {
        "points": len(names) + len(publishing),
        "formats": ", ".join(formats),
        "crashes": len(crashes) + len(publishing),
        "harm": 0,
    }


@dataclass(frozen=True)
class Crash:
    """One submission that is killed at one named point."""

    folder: Path
    file_format: str
    point: str

    @property
    def sent(self) -> Path:
        """The file that is sent, and sent again after the crash: a workbook made anew has other
        bytes."""
        [path] = (self.folder / "sent").iterdir()
        return path

    def happens(self, *, safe: bool) -> None:
        filing.write_return(self.folder / "sent", "CRASH", self.file_format)

        def work() -> None:
            points.observer = lambda at: children.die() if at == self.point else None
            if not safe:
                _promise_only()
            with open_ledger(self.folder / "home") as ledger, Pool() as pool:
                _submit(ledger, pool, self.sent)

        require(children.run(work) == children.KILLED, f"{self.point} was never reached")

    def ends_in_a_legal_state(self, pool: Pool) -> None:
        what = f"{self.file_format}, {self.point}"
        with open_ledger(self.folder / "home") as ledger:
            harm = [d.sentence for d in ledger.verify() if not d.harmless]
            require(not harm, f"{what}: {harm[:3]}")
            list(recover(ledger, now=kit.NOW, at_once=True, pool=pool))
            require(ledger.verify() == [], f"{what}: not clean after recovery")
            waiting = [s for s in ledger.submissions(actor=kit.LOCAL) if s.state == "received"]
            require(not waiting, f"{what}: a check was never finished")
            done = _submit(ledger, pool, self.sent)
            require(done.is_live, f"{what}: a retry ended as {done.state}")
            live = [s for s in ledger.submissions(actor=kit.LOCAL) if s.is_live]
            require(len(live) == 1, f"{what}: {len(live)} live")


def _submit(ledger: Ledger, pool: Pool, path: Path) -> Submission:
    return submit(
        ledger,
        [path],
        filing.SLUG,
        filing.FORCE,
        filing.PERIOD,
        actor=kit.LOCAL,
        received_at=kit.NOW,
        pool=pool,
    ).submission


def _promise_only() -> None:
    from ledger.objects import ObjectStore, sha256_of

    ObjectStore.put = lambda _, source: (sha256_of(source), source.stat().st_size)  # type: ignore[method-assign]


def _crash_of_publishing(folder: Path, point: str) -> None:
    """Killed while a second release is published: readers see the first, or the second, whole."""
    from muster.release import store
    from tests.torture.releases import publish_small

    publish_small(folder, 1)

    def work() -> None:
        points.observer = lambda at: children.die() if at == point else None
        publish_small(folder, 2)

    require(children.run(work) == children.KILLED, f"{point} was never reached")
    shown = store.require_current(folder)
    expected = 2 if point == "pointer moved" else 1
    require(shown.manifest["sequence"] == expected, f"{point}: another release is shown")
    require(_total(shown) == expected, f"{point}: a release has another's figures")
    store.sweep(folder)
    publish_small(folder, 3)
    require(_total(store.require_current(folder)) == 3, f"{point}: nothing can be published after")


def _total(release: Release) -> int:
    from muster.release.store import connect

    with connect(release) as connection:
        row = connection.execute("select max(n), min(n) from figures").fetchone()
    require(row is not None and row[0] == row[1], "half a release")
    return int(row[0]) if row else 0
