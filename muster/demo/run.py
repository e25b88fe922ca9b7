"""The demonstration from nothing to a release: generate, check, submit, build."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from muster.demo.generate import generate
from muster.demo.submit import DemoOutcome, submit_plan
from muster.demo.window import DEFAULT_MONTHS
from muster.demo.windows import close_windows, open_windows
from muster.settings import ledger_url

FOLDER = "demonstration"
WORKERS = 2


def run_demo(
    home: Path, *, months: int = DEFAULT_MONTHS, progress: Callable[[str], None]
) -> DemoOutcome:
    """Write the demonstration returns under `home`, send them in, and build a release.

    Incremental: what is written, in the ledger or released already is not made again. Raises a
    MusterError with a sentence where one of the steps cannot be done.
    """
    from ledger.store import open_ledger
    from muster.release import build, current

    _register_reference(home)
    plan = generate(home / FOLDER, months=months, workers=WORKERS, progress=progress)
    with open_ledger(home, ledger_url()) as ledger:
        open_windows(ledger, plan)
    outcome = submit_plan(home, plan, workers=WORKERS, ledger_url=ledger_url(), progress=progress)
    with open_ledger(home, ledger_url()) as ledger:
        close_windows(ledger, plan)
    for surprise in outcome.surprises:
        progress(f"Not as planned: {surprise}")
    if outcome.sent or current(home) is None:
        release = build(home, progress=progress, ledger_url=ledger_url())
        progress(f"Release {release.release_id} is published.")
    else:
        progress("The release in place holds all of it.")
    return outcome


# Tables of the demonstration's own, where a release looks for those of an installation.
REFERENCE = ("series_breaks.csv", "published_domestic_abuse.csv")


def _register_reference(home: Path) -> None:
    folder = home / "reference"
    folder.mkdir(parents=True, exist_ok=True)
    for name in REFERENCE:
        if not (folder / name).exists():
            (folder / name).write_bytes((Path(__file__).parent / name).read_bytes())
