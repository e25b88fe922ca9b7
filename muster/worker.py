"""What goes on without anyone asking: recovery, unfinished checks, plausibility, a new release."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from contracts.errors import MusterError
from ledger.store import open_ledger
from muster import turns as turns_noted
from muster.api.staging import Arrivals
from muster.logs import log
from muster.plausibility.keeper import Keeper
from muster.recovery import recover, resume_checks
from muster.release import build
from muster.release.child import Start
from muster.release.failing import failing, forget, note
from muster.release.news import News, news
from muster.release.warm import warm

EVERY_SECONDS = 60.0
Clock = Callable[[], datetime]


def _now() -> datetime:
    return datetime.now(UTC)


def work(
    home: Path,
    ledger_url: str | None,
    *,
    every_seconds: float = EVERY_SECONDS,
    say: Callable[[str], None],
    turns: int | None = None,
    build_releases: bool = True,
    keep: int | None = None,
    clock: Clock = _now,
) -> None:
    """Recover once, then look again and again; `turns` limits how often, for ever unless given.

    `keep` limits how many releases' figures are kept, all of them unless given.
    """
    start = warm() if build_releases else None
    with open_ledger(home, ledger_url) as ledger:
        for line in recover(ledger, now=clock()):
            say(line)
        with Keeper(home, ledger):  # asks how plausible submissions are, whatever goes on here
            turn = 0
            while turns is None or turn < turns:
                turn += 1
                now = clock()
                turns_noted.note(home, now)
                try:
                    _one_turn(home, ledger_url, say, start, keep, now)
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
    now: datetime,
) -> None:
    with suppress(OSError):  # a disk that refuses keeps nobody from the rest
        Arrivals(home).sweep(now.timestamp())
    with open_ledger(home, ledger_url) as ledger:
        for line in resume_checks(ledger, now=now):
            say(line)
        found = news(home, ledger, now) if start else None
    if start is None:
        return
    if found is None:
        forget(home)
        return
    known = failing(home)
    if known and known.waits(found.made_from, now):
        return
    began = time.monotonic()
    try:
        release = build(home, ledger_url=ledger_url, as_of=now, keep=keep, start=start)
    except Exception as error:  # whatever it is: the same input is not to fail every minute
        say(_noted(home, found, error, now))
        raise
    log(
        "release published",
        release_id=release.release_id,
        seconds=round(time.monotonic() - began, 1),
    )
    say(f"Release {release.release_id} is published. {found.why}")


def _noted(home: Path, found: News, error: Exception, now: datetime) -> str:
    kind = type(error).__name__
    reason = str(error) if isinstance(error, MusterError) else f"The build broke ({kind})."
    failed = note(home, found.made_from, reason, now)
    log("release not built", level=logging.WARNING, error_type=kind, attempts=failed.attempts)
    return f"No release was built. {failed.sentence}"
