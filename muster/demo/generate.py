"""Write the demonstration returns and the plan by which they are submitted."""

from __future__ import annotations

import hashlib
import multiprocessing
import shutil
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from contracts.load import slugs
from muster.demo.assembly import Attempt, attempts
from muster.demo.facts import Force, forces, inspectorate
from muster.demo.plan import DemoPlan, PlannedSubmission, read_plan
from muster.demo.registry import demo_returns
from muster.demo.window import DEFAULT_LAST_MONTH, DEFAULT_MONTHS, Window

HERE = Path(__file__).parent
CONTRACTS = HERE.parents[1] / "contracts" / "returns"
PLAN_NAME = "plan.json"
OWN_PREFIXES = ("_rejected-", "_first")
SAY_EVERY = 500

Progress = Callable[[str], None]


def _silent(_: str) -> None:
    """Say nothing."""


def generate(
    out: Path,
    *,
    months: int = DEFAULT_MONTHS,
    last_month: str = DEFAULT_LAST_MONTH,
    seed: int = 2026,
    only: Collection[str] = (),
    workers: int = 1,
    progress: Progress = _silent,
) -> DemoPlan:
    """Write out/<return>/<force>/<period>/<table>.csv for all forces, and the plan.

    `only` leaves the other forces out, with what they would have sent. Forces are written in so
    many processes at a time as there are `workers`.

    What is not live in the end lies beside it: refused files in out/_rejected-<rule>/, versions
    that were corrected later in out/_first/. The same seed and code give the same bytes on every
    machine; a second run finds its own stamp and writes nothing.
    """
    window = Window(last_month, months)
    stamp = _stamp(window, seed, only)
    known = _known_plan(out, stamp)
    if known:
        progress(f"The {len(known):,} demonstration submissions are written already.")
        return known
    _clear(out)
    sent: list[PlannedSubmission] = []
    said = 0
    for of_one in _each_force(partial(_write_force, out, window, seed), only, workers):
        sent += of_one
        if len(sent) - said >= SAY_EVERY:
            said = len(sent)
            progress(f"{said:,} demonstration submissions written.")
    sent.sort(key=lambda s: (s.received_at, s.return_slug, s.force_code, s.period, s.key))
    plan = DemoPlan(root=out, stamp=stamp, submissions=tuple(sent))
    plan.write(out / PLAN_NAME)
    progress(f"{len(sent):,} demonstration submissions written, and their plan.")
    return plan


def _each_force(
    write: Callable[[Force], list[PlannedSubmission]], only: Collection[str], workers: int
) -> Iterator[list[PlannedSubmission]]:
    """What `write` gives for each sender, here or in other processes, in the senders' order."""
    senders = [f for f in (*forces(), inspectorate()) if not only or f.code in only]
    if workers == 1:
        yield from map(write, senders)
        return
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        yield from pool.map(write, senders)


def _write_force(out: Path, window: Window, seed: int, force: Force) -> list[PlannedSubmission]:
    """Write everything that one sender sends."""
    return [
        _write(attempt, out, seed)
        for each in demo_returns().values()
        if each.sent_by(force)
        for draft in each.drafts(force, window, seed)
        for attempt in attempts(draft, window, seed)
    ]


def _write(attempt: Attempt, out: Path, seed: int) -> PlannedSubmission:
    """Write the files of one attempt; a nil return has none."""
    draft = attempt.draft
    files: list[tuple[str, Path]] = []
    if attempt.submission_type != "NIL":
        folder = out / attempt.folder
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in draft.files().items():
            (folder / name).write_bytes(text.encode("utf-8"))
            files.append((name.removesuffix(".csv"), folder / name))
    return PlannedSubmission(
        key=f"demonstration/{seed}/{attempt.folder}",
        return_slug=draft.return_slug,
        force_code=draft.force_code,
        period=draft.period,
        files=tuple(files),
        received_at=attempt.received_at,
        submission_type=attempt.submission_type,
        revision_reason=attempt.revision_reason,
        explanations=tuple(draft.explanations),
        expected=attempt.expected,
        faults=tuple(draft.faults),
    )


def _stamp(window: Window, seed: int, only: Collection[str]) -> str:
    """A hash of everything that the result depends on."""
    sources = sorted([*HERE.rglob("*.py"), *HERE.rglob("*.csv"), *CONTRACTS.rglob("*.yaml")])
    digest = hashlib.sha256(f"{window.last_month}/{window.months}/{seed}/{sorted(only)}".encode())
    for source in sources:
        digest.update(source.name.encode())
        digest.update(source.read_bytes())
    return digest.hexdigest()


def _known_plan(out: Path, stamp: str) -> DemoPlan | None:
    """The plan of an earlier run, if it is this one's."""
    path = out / PLAN_NAME
    if not path.is_file():
        return None
    try:
        plan = read_plan(path)
    except (KeyError, TypeError, ValueError):
        return None
    return plan if plan.stamp == stamp else None


def _clear(out: Path) -> None:
    """Remove what an earlier run wrote, and only that: folders named as ours are."""
    out.mkdir(parents=True, exist_ok=True)
    path = out / PLAN_NAME
    if not path.is_file():
        return
    path.unlink()
    for folder in out.iterdir():
        if folder.is_dir() and (folder.name in slugs() or folder.name.startswith(OWN_PREFIXES)):
            shutil.rmtree(folder)
