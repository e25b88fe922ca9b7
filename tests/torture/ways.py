"""The ways in which a force submits, each as a function that gives the receipt's submission id."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from contracts.errors import SubmissionError
from ledger.access import local_administrator
from ledger.store import open_ledger
from muster.pipeline import submit
from tests import ledger_kit as kit
from tests.torture.filing import FORCE, PERIOD, SLUG
from validators.pool import Pool

Way = Callable[[Path], str]
_RECEIPT = re.compile(r'"submission_id": "([^"]+)"')


def by_ledger(home: Path, url: str | None) -> Way:
    """The ledger alone: bytes, report and table in one transaction; nothing is read."""

    def send(path: Path) -> str:
        tables = kit.typed(path.parent / "typed", content=path.read_bytes()[:2_000])
        with open_ledger(home, url) as ledger:
            facts = kit.asked(revision_reason="LATE_RECORDS")
            done = ledger.accept([(path.name, path)], kit.report(), tables, **facts)
        return done.submission_id

    return send


def by_core(home: Path, url: str | None) -> Way:
    """As the app does it: the pipeline, with a child that is warm after the first."""
    pool = Pool()

    def send(path: Path) -> str:
        with open_ledger(home, url) as ledger:
            done = submit(
                ledger,
                [path],
                SLUG,
                FORCE,
                PERIOD,
                actor=local_administrator(),
                revision_reason="LATE_RECORDS",
                pool=pool,
            )
        if not done.submission.is_live:
            raise SubmissionError(f"{done.submission.state}: {done.report.findings[:1]}")
        return done.submission.submission_id

    return send


def by_command(home: Path, url: str | None) -> Way:
    """As `muster submit` does it, in this very process."""
    from muster import cli

    def send(path: Path) -> str:
        os.environ["MUSTER_HOME"] = str(home)
        if url:
            os.environ["MUSTER_LEDGER_URL"] = url
        command = ["muster", "submit", str(path), "--return", SLUG, "--force", FORCE]
        sys.argv = [*command, "--period", PERIOD, "--reason", "LATE_RECORDS"]
        said = StringIO()
        with redirect_stdout(said):
            try:
                cli.main()
            except SystemExit as end:
                if end.code:
                    raise SubmissionError(said.getvalue()) from None
        found = _RECEIPT.search(said.getvalue())
        if found is None:
            raise SubmissionError(said.getvalue())
        return found[1]

    return send


WAY: dict[str, Callable[[Path, str | None], Way]] = {
    "ledger": by_ledger,
    "core": by_core,
    "command": by_command,
}
