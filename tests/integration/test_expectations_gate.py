"""The gate as a whole, asked for real through Great Expectations."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from contracts.errors import BuildError
from expectations.model import Check
from expectations.record import record
from expectations.run import run_checks
from expectations.suites import all_checks
from tests.release_tables import figure, make_release, registry

pytestmark = pytest.mark.filterwarnings("ignore")  # Great Expectations' own, at its import
ROOT = Path(__file__).parents[2]


def check_called(name: str) -> Check:
    return next(check for check in all_checks() if check.name == name)


def test_no_finding_is_cut_off(tmp_path: Path) -> None:
    """Great Expectations shows 200 rows of what it found; a report must have all of them."""
    many = [figure(f"{number:03d}", value=None) for number in range(450)]
    path = make_release(tmp_path / "release.duckdb", many)

    verdict = run_checks(path, [check_called("published_has_a_value")])

    assert len(verdict.findings) == verdict.results[0].unexpected == 450
    assert len({finding.check_id for finding in verdict.findings}) == 450


def test_a_check_that_cannot_be_asked_is_said_and_never_passed_over(tmp_path: Path) -> None:
    path = make_release(tmp_path / "release.duckdb", ["drop table marts.force_impact"])

    with pytest.raises(BuildError, match=r"R05-07 .* could not be asked of marts\.force_impact"):
        run_checks(path, [check_called("platform_outage_answered")])


def test_a_verdict_that_disagrees_with_its_rows_is_no_verdict(tmp_path: Path) -> None:
    """The built-in says that the status is legal; rows that say otherwise cannot both be right."""
    path = make_release(tmp_path / "release.duckdb", [figure()])
    twisted = replace(
        check_called("status_is_known"), unexpected_sql="select force_code from {batch}"
    )

    with pytest.raises(BuildError, match="disagree"):
        run_checks(path, [twisted])


def test_asking_changes_nothing_in_the_file(tmp_path: Path) -> None:
    path = make_release(tmp_path / "release.duckdb", [figure()])
    before = path.read_bytes()

    run_checks(path, list(all_checks()))

    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_the_whole_gate_as_a_process_with_its_own_pages(tmp_path: Path) -> None:
    path = make_release(
        tmp_path / "release.duckdb", [registry("officers_per_1000"), figure(value=None)]
    )
    answer, docs = tmp_path / "verdict.json", tmp_path / "docs"

    subprocess.run(
        [sys.executable, "-m", "expectations.gate", str(path), str(answer), "--docs", str(docs)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )

    verdict = json.loads(answer.read_text())
    assert verdict["passed"] is False
    assert [finding["rule_id"] for finding in verdict["findings"]] == ["GATE-05"]
    assert len(verdict["results"]) == len(all_checks())
    assert (docs / "index.html").is_file()
    assert any((docs / "validations").rglob("*.html"))


def test_what_was_found_is_recorded_beside_the_figures(tmp_path: Path) -> None:
    asked = make_release(tmp_path / "asked.duckdb", [figure(value=None)])
    content = run_checks(asked, [check_called("published_has_a_value")]).as_dict()
    # Another file: Great Expectations holds the one that it was asked about.
    path = make_release(tmp_path / "release.duckdb")

    for _ in range(2):  # asked again, the answers are replaced
        record(path, content["findings"], content["results"])

    assert not path.with_name(f"{path.name}.wal").exists()
    with duckdb.connect(str(path), read_only=True) as connection:
        found = connection.execute(
            "select rule_id, severity, suite, force_code, period, indicator, blocks_release "
            "from checks.findings"
        ).fetchall()
        results = connection.execute(
            "select suite, expectation, rule_id, evaluated, unexpected, success from checks.results"
        ).fetchall()
    assert found == [("GATE-05", "error", "release", "42", "2022-03-31", "officers_per_1000", True)]
    assert results == [("release", "published_has_a_value", "GATE-05", 1, 1, False)]
