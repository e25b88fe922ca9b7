"""A build that goes on from the last release gives what a whole build gives, row for row.

One ledger of five forces; then everything that can happen to a ledger happens to it, each in a
return of its own; then it is built both ways.
"""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from contracts.errors import BuildError
from ledger.access import local_administrator
from ledger.store import open_ledger
from muster.demo.facts import Force, forces
from muster.demo.generate import generate
from muster.demo.plan import DemoPlan, PlannedSubmission
from muster.demo.submit import submit_plan
from muster.release import store
from muster.release.build import build
from muster.release.child import Start
from muster.release.modelling import Modelled, Models
from muster.release.store import Release
from tests.release_equality import differences

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("release-incremental")]

AS_OF = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
FORCES = ("36", "37", "42", "43", "46")
LAST, QUARTER, SNAPSHOT = "2026-09", "2026-Q3", "2026-09-30"
# What is held back at first, by return: force and period.
NEW = {
    "crime_management": ("43", LAST),
    "system_reliability": ("36", LAST),
    "digital_evidence": ("42", "2026-08"),
    "context_drivers": (None, LAST),
}
NEW_FORCE = ("offender_management", "42")
# What comes alone, after all that: the first of a month, and the same again.
ALONE = ("domestic_abuse", LAST)
CORRECTED_ALONE = ("availability_demand", "42", LAST)
RESUBMITTED = ("incidents_response", "37", LAST)
WITHDRAWN = ("workforce", "46", SNAPSHOT)
WITHDRAWN_DAYS = ("domestic_abuse", "46", "2026-07")
# Long enough for a control chart, which begins at eight points.
MONTHS = 9
LATE = ("public_contact", LAST)


class Story:
    """The ledger, and the demonstration that it is filled from."""

    def __init__(self, home: Path, plan: DemoPlan) -> None:
        self.home = home
        self.plan = plan

    def send(self, wanted: Callable[[PlannedSubmission], bool]) -> None:
        self.accept([each for each in self.plan.submissions if wanted(each)])

    def accept(self, planned: Sequence[PlannedSubmission]) -> None:
        plan = DemoPlan(root=self.plan.root, stamp=self.plan.stamp, submissions=tuple(planned))
        submit_plan(self.home, plan)

    def one(self, slug: str, force: str, period: str) -> PlannedSubmission:
        place = (slug, force, period)
        return next(
            each
            for each in self.plan.submissions
            if (each.return_slug, each.force_code, each.period) == place
            and each.expected == "accepted"
        )


def is_alone(planned: PlannedSubmission) -> bool:
    return (planned.return_slug, planned.period) == ALONE


def is_held_back(planned: PlannedSubmission) -> bool:
    slug, force = planned.return_slug, planned.force_code
    if (slug, force) == NEW_FORCE:
        return True
    where, when = NEW.get(slug, ("", ""))
    return planned.period == when and force == (where or force)


def few_forces() -> tuple[Force, ...]:
    return tuple(force for force in forces() if force.code in FORCES)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory, ready: Start) -> Story:
    """A ledger of some months with its first release."""
    folder = tmp_path_factory.mktemp("story")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("muster.demo.generate.forces", few_forces)
        plan = generate(folder / "demonstration", months=MONTHS)
    told = Story(folder / "var", plan)
    told.send(
        lambda each: (
            (each.force_code in FORCES or each.return_slug == "context_drivers")
            and not is_held_back(each)
            and not is_alone(each)
        )
    )
    build(told.home, as_of=AS_OF, start=ready)
    return told


@pytest.fixture(scope="module")
def releases(
    story: Story, tmp_path_factory: pytest.TempPathFactory, ready: Start
) -> tuple[Release, Release]:
    """After everything has happened: the release that goes on from the first, and a whole one."""
    story.send(
        lambda each: (
            (each.force_code in FORCES or each.return_slug == "context_drivers")
            and is_held_back(each)
        )
    )
    correct(story, tmp_path_factory.mktemp("corrected"))
    withdraw(story, *WITHDRAWN)
    withdraw(story, *WITHDRAWN_DAYS)
    actor = local_administrator()
    with open_ledger(story.home) as ledger:
        ledger.open_window(*LATE, due_on=date(2026, 10, 1), actor=actor, at=AS_OF)
    later = AS_OF + timedelta(days=1)
    # As a worker builds, and as the command line does.
    return (
        build(story.home, as_of=later, start=ready),
        build(story.home, as_of=later, whole=True),
    )


def withdraw(story: Story, slug: str, force: str, period: str) -> None:
    actor = local_administrator()
    with open_ledger(story.home) as ledger:
        [live] = [
            each
            for each in ledger.submissions(
                actor=actor, return_slug=slug, force_code=force, period=period
            )
            if each.is_live
        ]
        ledger.withdraw(
            live.submission_id, actor=actor, at=AS_OF, reason="Sent for another quarter."
        )


def correct(
    story: Story,
    folder: Path,
    place: tuple[str, str, str] = RESUBMITTED,
    what: tuple[str, str] = ("incidents", "incidents"),
) -> None:
    """The same return again, with twice the number in every row of one table's column."""
    first = story.one(*place)
    table, column = what
    files: list[tuple[str, Path]] = []
    for name, path in first.files:
        corrected = folder / path.name
        if name == table:
            _double(path, corrected, column)
        else:
            shutil.copyfile(path, corrected)
        files.append((name, corrected))
    again = replace(
        first,
        key=f"{first.key}/again",
        files=tuple(files),
        received_at=AS_OF,
        submission_type="RESUBMISSION",
        revision_reason="LATE_RECORDS",
    )
    story.accept([again])


def _double(source: Path, target: Path, column: str) -> None:
    with source.open(newline="", encoding="utf-8") as read:
        rows = list(csv.DictReader(read))
    with target.open("w", newline="", encoding="utf-8") as written:
        writer = csv.DictWriter(written, list(rows[0]))
        writer.writeheader()
        for row in rows:
            writer.writerow(row | {column: 2 * int(row[column])})


def test_both_ways_give_the_same_release(releases: tuple[Release, Release]) -> None:
    onward, whole = releases

    assert onward.manifest["made"]["how"] == "from the release before"
    assert whole.manifest["made"]["how"] == "whole"
    assert differences(onward.path, whole.path) == {}


def test_every_return_that_moved_was_made_again_and_no_other(
    releases: tuple[Release, Release],
) -> None:
    made = releases[0].manifest["made"]
    moved = {*NEW, NEW_FORCE[0], RESUBMITTED[0], WITHDRAWN[0], WITHDRAWN_DAYS[0], LATE[0]}

    assert set(made["returns"]) == moved
    assert made["tests_carried"] > 0
    assert made["checks_carried"] > 0


@pytest.mark.parametrize(
    "entry", ["submissions", "counts", "tables", "checks", "data_tests", "demonstration"]
)
def test_its_manifest_says_what_a_whole_one_says(
    releases: tuple[Release, Release], entry: str
) -> None:
    onward, whole = releases

    assert onward.manifest[entry] == whole.manifest[entry]


def test_what_happened_is_in_it(releases: tuple[Release, Release]) -> None:
    """The story was one: without it, two releases of nothing new would be equal as well."""
    with store.connect(releases[0]) as connection:

        def answer(sql: str) -> object:
            found = connection.execute(sql).fetchone()
            return found and found[0]

        assert (
            answer(
                "select status from marts.comparison where indicator = 'officer_fte' "
                "and force_code = '46' and period = '2026-09-30'"
            )
            == "missing"
        )
        assert (
            answer(
                "select count(distinct force_code) from marts.comparison where force_code = '42' "
                "and status = 'published' and indicator = 'reoffending_observed_to_expected'"
            )
            == 1
        )
        assert answer(
            "select count(*) from marts.coverage where return_slug = 'public_contact' "
            "and period = '2026-09' and is_late"
        )  # fmt: skip


@pytest.mark.parametrize(
    "left_out",
    [
        "intermediate.int_xmr",
        "intermediate.int_crime_quantities",
        "intermediate.int_driver_days",
        "intermediate.int_service_months",
        "marts.comparison",
        "marts.coverage",
        "marts.driver_lineage",
        "checks.results",
    ],
)
def test_the_comparison_notices_a_table_left_out(
    story: Story, releases: tuple[Release, Release], tmp_path: Path, left_out: str
) -> None:
    """The negative control: one table stays as it was in the release before."""
    onward, whole = releases
    before = store.releases_list(story.home)[-1]
    spoilt = tmp_path / onward.path.name
    shutil.copyfile(onward.path, spoilt)
    with duckdb.connect(str(spoilt)) as connection:
        connection.execute(f"attach '{before.path}' as before (read_only)")
        connection.execute(f"create or replace table {left_out} as from before.{left_out}")
        connection.execute("detach before")

    assert left_out in differences(spoilt, whole.path, only=left_out)


@pytest.mark.long
def test_a_return_that_comes_alone_moves_what_stands_on_another(
    story: Story, releases: tuple[Release, Release], tmp_path: Path
) -> None:
    """Posts come from workforce and lists of areas from the inspectorate: neither has moved."""
    story.send(lambda each: each.force_code in FORCES and is_alone(each))
    correct(story, tmp_path, CORRECTED_ALONE, ("hours", "arrivals_other"))
    later = AS_OF + timedelta(days=2)
    onward = build(story.home, as_of=later)
    whole = build(story.home, as_of=later, whole=True)

    assert set(onward.manifest["made"]["returns"]) == {ALONE[0], CORRECTED_ALONE[0]}
    assert differences(onward.path, whole.path) == {}
    with store.connect(onward) as connection:
        shown = connection.execute(
            "select count(*) from marts.comparison where status = 'published' and "
            "(indicator, period) in (('da_crimes_per_1000_women', ?), ('available_share', ?)) "
            "group by indicator",
            [LAST, LAST],
        ).fetchall()
    assert len(shown) == 2


SPOILT = """
update marts.comparison set value = null
where status = 'published' and indicator in ('officer_fte', 'utilisation_pct');
delete from marts.coverage where return_slug = 'collisions' and force_code = '42';
"""


def test_a_release_that_was_altered_is_not_gone_on_from(
    story: Story, releases: tuple[Release, Release], ready: Start, tmp_path: Path
) -> None:
    """That is found out while the ledger is read and the file is copied; nothing of it stays."""
    home = tmp_path / "var"
    shutil.copytree(story.home, home)
    shown = store.require_current(home)
    with duckdb.connect(str(shown.path)) as connection:
        connection.execute("update marts.comparison set value = value + 1")
    steps: list[str] = []

    release = build(home, as_of=AS_OF + timedelta(days=1), progress=steps.append, start=ready)

    onward = next(at for at, step in enumerate(steps) if step.startswith("Going on from"))
    assert steps[onward + 1].startswith("Building the whole: The figures are not as published")
    assert release.manifest["made"]["how"] == "whole"
    assert "not as published" in release.manifest["made"]["why"]
    assert differences(release.path, releases[1].path) == {}


def test_what_stops_a_whole_build_stops_one_that_goes_on(
    story: Story, releases: tuple[Release, Release], ready: Start,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Models that make wrong rows, of a return that moved and of others, in both ways of building:
    the gate says the same of both, and what people see stays."""
    real = Models.run

    def wrongly(dbt: Models, moved: Collection[str] | None = None) -> Modelled:
        modelled = real(dbt, moved)
        with duckdb.connect(str(dbt.work.parent / "release.duckdb")) as connection:
            connection.execute(SPOILT)
        return modelled

    monkeypatch.setattr(Models, "run", wrongly)
    seen = store.current_id(story.home)
    withdraw(story, "workforce", "37", SNAPSHOT)
    said = [refusal(story, ready, whole=whole) for whole in (False, True)]

    assert said[0] == said[1]
    assert {"GATE-05", "GATE-11"} <= {each["rule_id"] for each in said[0]}
    assert {"officer_fte", "utilisation_pct"} <= {each["indicator"] for each in said[0]}
    assert store.current_id(story.home) == seen


def refusal(story: Story, ready: Start, *, whole: bool) -> list[dict[str, Any]]:
    """What stopped a build, as the record of the failed build tells it; rows have no order."""
    steps: list[str] = []
    before = set(store.failed_folder(story.home).glob("*.json"))
    with pytest.raises(BuildError, match="did not pass its gate"):
        build(story.home, as_of=AS_OF, whole=whole, progress=steps.append, start=ready)
    assert any(step.startswith("Going on from") for step in steps) is not whole
    [record] = set(store.failed_folder(story.home).glob("*.json")) - before
    found = json.loads(record.read_text(encoding="utf-8"))["findings"]
    blocking = [finding for finding in found if finding["blocks_release"]]
    return sorted(blocking, key=lambda finding: str(finding["check_id"]))


@pytest.mark.long
def test_one_force_s_days_are_made_again_beside_those_of_the_others(
    story: Story, releases: tuple[Release, Release]
) -> None:
    """No return of the inspectorate's moved: the days of the other forces stay as they are."""
    shown = store.require_current(story.home)
    withdraw(story, "domestic_abuse", "42", LAST)
    onward = build(story.home, as_of=AS_OF + timedelta(days=3))
    whole = build(story.home, as_of=AS_OF + timedelta(days=3), whole=True)

    assert "domestic_abuse" in onward.manifest["made"]["returns"]
    assert "context_drivers" not in onward.manifest["made"]["returns"]
    with store.connect(shown) as before, store.connect(onward) as after:
        days = "select force_code, count(*) from intermediate.int_driver_days group by all"
        fewer = dict(before.execute(days).fetchall())
        fewer["42"] -= 30
        assert dict(after.execute(days).fetchall()) == fewer
    assert differences(onward.path, whole.path) == {}
