"""What is published, through the API: releases, comparisons, changes, the way back to a file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from muster.api.application import Allowance
from tests.api_kit import Desk, desk
from tests.release_published import publish
from tests.release_tables import figure, insert, registry, submission

OLDER, NEWER = "20260101T120001Z-00000001", "20260101T120002Z-00000002"
PLACE = {"indicator": "officers_per_1000", "force_code": "42", "period": "2022-03-31"}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Two releases that differ in one figure, and an API over them."""
    home = tmp_path_factory.mktemp("figures") / "home"
    home.mkdir()
    for sequence, value in ((1, 2.0), (2, 3.0)):
        lineage = insert("marts.lineage", **PLACE, submission_id="S-1")
        essex = insert("marts.force", force_code="42", official_name="Essex Police")
        told = [registry("officers_per_1000"), essex, figure(value=value)]
        rows = [*told, submission("S-1"), lineage]
        publish(home, sequence, rows)
    may = Allowance(calls_per_minute=60_000, calls_at_once=1_000, workers=1, patience_seconds=300)
    with desk(home, may) as opened:
        yield opened


@pytest.mark.parametrize("person", ["preparer", "approver", "other", "inspector", "administrator"])
def test_everybody_who_is_let_in_reads_what_is_published(served: Desk, person: str) -> None:
    kept = served.call(person, "GET", "/releases").json()
    assert [(one["release_id"], one["current"]) for one in kept] == [(NEWER, True), (OLDER, False)]
    (row,) = served.call(person, "GET", "/comparisons/officers_per_1000").json()
    assert (row["force_code"], row["value"], row["status"]) == ("42", 3.0, "published")
    assert row["release_id"] == NEWER
    (one,) = served.call(person, "GET", "/indicators").json()
    told = [one[name] for name in ("indicator", "first_period", "last_period", "return_slug")]
    assert told == ["officers_per_1000", "2022-03-31", "2022-03-31", "workforce"]
    (change,) = served.call(person, "GET", f"/releases/{OLDER}/changes/{NEWER}").json()
    assert (change["kind"], change["old_value"], change["new_value"]) == ("changed", 2.0, 3.0)


@pytest.mark.parametrize(
    ("person", "status"),
    [("preparer", 200), ("approver", 200), ("other", 403), ("inspector", 200)],
)
def test_the_files_behind_a_figure_are_for_its_force_and_inspectors(
    served: Desk, person: str, status: int
) -> None:
    answer = served.call(person, "GET", "/trace/42/officers_per_1000/2022-03-31")
    assert answer.status_code == status
    if status == 200:
        assert [one["submission_id"] for one in answer.json()["submissions"]] == ["S-1"]
    else:
        assert "your own force only" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/comparisons/officers_per_100", "officers_per_1000"),
        ("/comparisons/officers_per_1000?period=1999-03-31", "2022-03-31"),
        ("/releases/nonsense/changes/" + NEWER, "The releases are"),
        ("/trace/42/nonsense/2022-03-31", "nonsense"),
    ],
)
def test_what_is_not_there_is_answered_with_what_is(served: Desk, path: str, says: str) -> None:
    answer = served.call("preparer", "GET", path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert says in answer.json()["detail"]
