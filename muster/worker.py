"""What goes on without anyone asking: recovery, unfinished checks, plausibility, a new release."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from contracts.errors import MusterError
from ledger.store import open_ledger
from muster.logs import log
from muster.plausibility.keeper import Keeper
from muster.recovery import recover, resume_checks
from muster.release import build, current
from muster.release.child import Start
from muster.release.warm import warm

EVERY_SECONDS = 60.0


def work(
    home: Path,
    ledger_url: str | None,
    *,
    every_seconds: float = EVERY_SECONDS,
    say: Callable[[str], None],
    turns: int | None = None,
    build_releases: bool = True,
    keep: int | None = None,
) -> None:
    """Recover once, then look again and again; `turns` limits how often, for ever unless given.

    `keep` limits how many releases' figures are kept, all of them unless given.
    """
    start = warm() if build_releases else None
    with open_ledger(home, ledger_url) as ledger:
        for line in recover(ledger, now=datetime.now(UTC)):
            say(line)
        with Keeper(home, ledger):  # asks how plausible submissions are, whatever goes on here
            turn = 0
            while turns is None or turn < turns:
                turn += 1
                try:
                    _one_turn(home, ledger_url, say, start, keep)
                except MusterError as error:
                    log("turn failed", error_type=type(error).__name__)
                    say(str(error))
                if turns is None or turn < turns:
                    time.sleep(every_seconds)


def _one_turn(
    home: Path,
    ledger_url: str | None,
    say: Callable[[str], None],
    start: Start | None,
    keep: int | None,
) -> None:
    with open_ledger(home, ledger_url) as ledger:
        for line in resume_checks(ledger, now=datetime.now(UTC)):
            say(line)
        submissions = ledger.snapshot(detailed=lambda _: ()).submissions
        live = sorted(s.submission_id for s in submissions if s.is_live)
    if start is None or not live or live == _published(home):
        return
    began = time.monotonic()
    release = build(home, ledger_url=ledger_url, as_of=datetime.now(UTC), keep=keep, start=start)
    log(
        "release published",
        release_id=release.release_id,
        seconds=round(time.monotonic() - began, 1),
    )
    say(f"Release {release.release_id} is published.")


def _published(home: Path) -> list[str] | None:
    """The submissions that the release people see was built from; nothing before the first."""
    shown = current(home)
    return (
        None
        if shown is None
        else sorted(each["submission_id"] for each in shown.manifest["submissions"])
    )
