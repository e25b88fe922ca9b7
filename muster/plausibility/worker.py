"""The warm worker: `python -m muster.plausibility.worker HOME`, started and watched by a keeper.

It loads Great Expectations with its first question and lives on. It ends by itself after many, so
that whatever a library has not given back is given back.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from contracts.errors import MusterError
from ledger.store import Ledger, open_ledger
from muster.logs import configure, log
from muster.plausibility import rehearsals
from muster.plausibility.asking import compare
from muster.plausibility.watch import Watch
from muster.settings import ledger_url

LOOK_EVERY_SECONDS = 1.0
QUESTIONS_OF_A_LIFE = 200
_NICE = 5


def main(home: Path) -> None:
    configure()
    os.nice(_NICE)  # whoever waits for a check comes first
    with open_ledger(home, ledger_url()) as ledger:
        watch = Watch(home, ledger)
        asked = 0
        while asked < QUESTIONS_OF_A_LIFE:
            if one(watch):
                asked += 1
            else:
                time.sleep(LOOK_EVERY_SECONDS)


def one(watch: Watch) -> bool:
    """Answer one question; rehearsals come first, somebody waits for them. False for none."""
    began = time.monotonic()
    for token in watch.rehearsals():
        rehearsals.answer(watch.home, token)
        log("rehearsal compared", seconds=round(time.monotonic() - began, 1))
        return True
    for submission_id in watch.submissions():
        _compare(watch.home, watch.ledger, submission_id, began)
        return True
    return False


def _compare(home: Path, ledger: Ledger, submission_id: str, began: float) -> None:
    try:
        done = compare(home, ledger, submission_id)
    except MusterError as error:
        log("not compared", submission_id=submission_id, error_type=type(error).__name__)
        # Withdrawn meanwhile, or remembered as failed: the next look does not find it again.
        time.sleep(LOOK_EVERY_SECONDS)
        return
    log(
        "compared",
        submission_id=submission_id,
        release_id=done.compared_with,
        state=str(done.state),
        seconds=round(time.monotonic() - began, 1),
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
