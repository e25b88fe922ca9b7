"""The Home Office's own table, from its file to the comparison that an inspector reads."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import pytest

from ledger.access import local_administrator
from ledger.store import open_ledger
from mappings.apply import apply_mapping
from muster.release import build
from muster.release.child import Start
from muster.release.compare import compare
from muster.release.trace import trace
from muster.submission_folders import submit_folder

EXTRACT = (
    Path(__file__).parents[2].parent
    / "shared/data/workforce/home_office_workforce_2007_2022.csv.gz"
)
PERIOD = "2022-03-31"
RECEIVED = datetime(2022, 7, 27, 9, 30, tzinfo=UTC)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("home office"),
    pytest.mark.skipif(
        not EXTRACT.is_file(), reason="the Home Office's file is not beside the project"
    ),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, ready: Start) -> Path:
    """A ledger and a release of the last snapshot in the file."""
    home, mapped = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("mapped") / "all"
    result = apply_mapping("home_office_workforce", [EXTRACT], mapped)
    assert (result.rows_read, result.rows_mapped, len(result.submissions)) == (25_198, 25_198, 688)
    for folder in mapped.glob("*/*/"):
        if folder.name != PERIOD:
            shutil.rmtree(folder)
    with open_ledger(home) as ledger:
        submitted = list(
            submit_folder(
                ledger, mapped, "workforce", actor=local_administrator(), received_at=RECEIVED
            )
        )
        assert {str(each.submission.state) for each in submitted} == {"signed_off"}
        assert ledger.verify() == []
    build(home, as_of=RECEIVED, start=ready)
    return home


def values(home: Path, indicator: str) -> Mapping[str, float]:
    rows = compare(home, indicator, period=PERIOD)
    assert len(rows) == 43
    return {row["force_name"]: row["value"] for row in rows if row["status"] == "published"}


def test_officers_in_england_and_wales_add_up(home: Path) -> None:
    assert round(sum(values(home, "officer_fte").values())) == 140_228


def test_officers_per_resident_run_from_wiltshire_to_the_metropolitan(home: Path) -> None:
    rates = values(home, "officers_per_1000")
    lowest, highest = min(rates, key=rates.__getitem__), max(rates, key=rates.__getitem__)
    assert (lowest, round(rates[lowest], 2)) == ("Wiltshire", 1.55)
    assert (highest, round(rates[highest], 2)) == ("Metropolitan", 3.78)
    assert round(median(rates.values()), 2) == 1.99


def test_the_city_of_london_is_left_out_and_that_is_said(home: Path) -> None:
    [row] = compare(home, "officers_per_1000", period=PERIOD, force="48")
    assert (row["status"], row["value"]) == ("not_comparable", None)
    assert "residents" in row["status_reason"]


def test_constables_per_sergeant_run_from_dorset_to_essex(home: Path) -> None:
    ratios = values(home, "constables_per_sergeant")
    lowest, highest = min(ratios, key=ratios.__getitem__), max(ratios, key=ratios.__getitem__)
    assert (lowest, round(ratios[lowest], 1)) == ("Dorset", 4.2)
    assert (highest, round(ratios[highest], 1)) == ("Essex", 6.6)


def test_norfolk_has_no_community_support_officers_and_that_is_a_zero(home: Path) -> None:
    [row] = compare(home, "pcso_per_1000", period=PERIOD, force="36")
    assert (row["status"], row["value"]) == ("published", 0)


def test_a_figure_leads_back_to_the_received_file(home: Path) -> None:
    found = trace(home, "42", "officers_per_1000", PERIOD)
    [submission] = found.submissions
    [file] = submission["files"]
    assert file["name"] == "stock.csv"
    assert len(file["sha256"]) == 64
