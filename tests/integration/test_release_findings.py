"""A finding about a return goes all the way: sent, built upon, and seen beside the figure.

The whole of it takes a real build, and so minutes; the parts are tested where they are made.
"""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ledger.access import local_administrator
from ledger.store import open_ledger
from muster.demo.abuse import abuse_drafts
from muster.demo.draft import Draft
from muster.demo.facts import forces
from muster.demo.window import Window
from muster.release import found, store
from muster.release.build import build
from muster.release.trace import render_trace, trace
from muster.submitting import submit
from validators.pool import Pool

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("release-findings")]

FORCE, MONTHS, QUARTER = "17", ("2026-01", "2026-02", "2026-03"), "2026-Q1"
RECEIVED = datetime(2026, 4, 20, 9, tzinfo=UTC)
INDICATOR = "da_crimes_per_1000"


def drafts() -> list[Draft]:
    [force] = [one for one in forces() if one.code == FORCE]
    return [one for one in abuse_drafts(force, Window(), 2026) if one.period in MONTHS]


def days(folder: Path, draft: Draft) -> Path:
    folder.mkdir(parents=True)
    path = folder / "days.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(draft.tables["days"][0]))
        writer.writeheader()
        writer.writerows(draft.tables["days"])
    return path


def test_a_quarter_that_differs_from_the_published_one_says_so_beside_its_figure(
    tmp_path: Path, warm_pool: Pool
) -> None:
    home = tmp_path / "home"
    total = 0
    with open_ledger(home) as ledger:
        for draft in drafts():
            total += sum(int(row["da_crimes"]) for row in draft.tables["days"])
            sent = submit(
                ledger, [days(tmp_path / draft.period, draft)], "domestic_abuse", FORCE,
                draft.period, actor=local_administrator(), received_at=RECEIVED, pool=warm_pool,
            )  # fmt: skip
            assert sent.submission.is_live
    (home / "reference").mkdir()
    (home / "reference" / "published_domestic_abuse.csv").write_text(
        f"force_code,quarter,da_crimes,source\n{FORCE},{QUARTER},{total * 11 // 10},a table\n"
    )
    build(home, as_of=datetime(2026, 5, 1, tzinfo=UTC))

    release = store.require_current(home)
    with store.connect(release) as connection:
        [(code, sentence)] = found.beside(connection, INDICATOR, MONTHS[-1])
        assert found.beside(connection, INDICATOR, MONTHS[0]) == []
    assert code == FORCE
    assert sentence.startswith("Release check R12-06 on its return: ")
    assert "domestic abuse crimes in 2026-Q1, where a table has" in sentence
    traced = render_trace(trace(home, FORCE, INDICATOR, MONTHS[-1]), "text")
    assert "Release check R12-06" in traced
