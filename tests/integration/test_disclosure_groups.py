"""The same attacker, and what is published of groups of offenders."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.attack_kit import Attacker
from tests.integration.small_groups import CASELOADS, PROBABILITY, QUARTER, SCORED
from tests.integration.warehouse_fixture import query

pytestmark = pytest.mark.xdist_group("dbt-project")

PEOPLE, MANAGED, WITH_SCORE, OLD, OVERRIDES = (
    "People", "People actively managed", "People with a score", "Scores older than 90 days",
    "Overrides",
)  # fmt: skip
# What is told by a whole and its part, though no figure shows it.
RESTS = {"unmanaged": (PEOPLE, MANAGED), "unscored": (PEOPLE, WITH_SCORE),
         "recent": (WITH_SCORE, OLD)}  # fmt: skip
Place = tuple[str, ...]


def caseloads() -> dict[Place, int]:
    """Every count of the quarter, by force and label, told or not."""
    found = dict[Place, int]()
    for force, counts in CASELOADS.items():
        labels: tuple[str, ...] = (PEOPLE, MANAGED, WITH_SCORE, OLD, OVERRIDES)
        of = dict(zip(labels, counts, strict=True))
        of |= {rest: of[whole] - of[part] for rest, (whole, part) in RESTS.items()}
        found |= {(force, label): count for label, count in of.items()}
    return found


def with_figures(built: Path) -> Attacker:
    """What the comparison tells of the caseloads, above the line and below it."""
    attacker, counts = Attacker(), caseloads()
    for force, upper, lower, numerator, denominator in query(
        built,
        "select force_code, numerator_label, denominator_label, numerator, denominator "
        "from marts.comparison join marts.indicator using (indicator) "
        "where return_slug = 'offender_management' and period = ?",
        QUARTER,
    ):
        for label, shown in ((upper, numerator), (lower, denominator)):
            if shown is not None and (force, label) in counts:
                assert shown == counts[force, label]
                attacker.hears({(force, label): 1}, shown, shown)
    for force in CASELOADS:
        for rest, (whole, part) in RESTS.items():
            attacker.hears({(force, whole): 1, (force, part): -1, (force, rest): -1}, 0, 0)
    return attacker


def small(counts: dict[Place, int]) -> list[Place]:
    return [place for place, count in counts.items() if 1 <= count <= 4]


def test_no_small_count_of_a_caseload_is_known(built: Path) -> None:
    hidden = small(caseloads())
    assert hidden == [
        ("03", "unscored"), ("04", "unmanaged"), ("05", WITH_SCORE), ("05", OLD), ("05", "recent"),
        ("06", OVERRIDES), ("06", "recent"),
    ]  # fmt: skip
    assert with_figures(built).narrowed(hidden) == {}


@pytest.mark.parametrize(
    ("force", "told", "known"),
    [
        ("03", WITH_SCORE, "unscored"),
        ("04", MANAGED, "unmanaged"),
        ("05", WITH_SCORE, WITH_SCORE),
        ("06", OVERRIDES, OVERRIDES),
    ],
)
def test_a_caseload_would_be_known_from_one_figure_more(
    built: Path, force: str, told: str, known: str
) -> None:
    """The control: what was shown before wholes and parts of people were registered."""
    attacker, counts = with_figures(built), caseloads()
    attacker.hears({(force, told): 1}, counts[force, told], counts[force, told])
    assert attacker.bounds((force, known)) == (counts[force, known],) * 2


def test_a_caseload_without_small_counts_is_shown(built: Path) -> None:
    found = query(
        built,
        "select distinct indicator from marts.comparison join marts.indicator using (indicator) "
        "where return_slug = 'offender_management' and force_code = '48' and period = ? "
        "and status = 'suppressed'",
        QUARTER,
    )
    assert found == []


COUNTS = ("people", "reoffended", "not reoffended")


def scored() -> dict[Place, int]:
    """People scored a year ago by force, cohort, band and count."""
    return {
        (force, cohort, band, count): value
        for force, groups in SCORED.items()
        for cohort, band, people, reoffended in groups
        for count, value in zip(COUNTS, (people, reoffended, people - reoffended), strict=True)
    }


def bands() -> dict[Place, int]:
    """The same of bands."""
    found = dict[Place, int]()
    for (force, _, band, count), value in scored().items():
        found[force, band, count] = found.get((force, band, count), 0) + value
    return found


def with_groups(built: Path, also: Iterable[tuple[str, str | None, str]] = ()) -> Attacker:
    """What is told of groups, bands, and all that reoffended or were expected to, of whom he has
    the probability from another quarter; a group that has a row has people.

    `also` are groups and bands that are told though they are hidden.
    """
    attacker, groups, whole = Attacker(), scored(), bands()
    for (force, cohort, band, count), _ in groups.items():
        attacker.hears({(force, cohort, band, count): 1, (force, band, count): 0}, 0, float("inf"))
    for force, band, count in whole:
        of = {place: -1.0 for place in groups if (place[0], *place[2:]) == (force, band, count)}
        attacker.hears({(force, band, count): 1, **of}, 0, 0)
    for places in ({p[:-1] for p in groups}, {p[:-1] for p in whole}):
        for place in places:
            people, came, rest = ((*place, count) for count in COUNTS)
            attacker.hears({people: 1, came: -1, rest: -1}, 0, 0)
            attacker.hears({people: 1}, 1, float("inf"))
    for force, cohort, band, people, observed in query(
        built,
        "select force_code, cohort, band, people, observed from marts.calibration "
        "where indicator = 'reoffending_observed_to_expected' and period = ?",
        QUARTER,
    ):
        place = (force, band) if cohort is None else (force, cohort, band)
        told: tuple[int | None, ...] = (people, observed)
        if (force, cohort, band) in also:
            told = tuple((whole | groups)[*place, count] for count in COUNTS[:2])
        for count, shown in zip(COUNTS, told, strict=False):
            if shown is not None:
                attacker.hears({(*place, count): 1}, shown, shown)
    for force, observed, expected in query(
        built,
        "select force_code, numerator, denominator from marts.comparison where period = ? "
        "and indicator = 'reoffending_observed_to_expected' and numerator is not null",
        QUARTER,
    ):
        told = {"people": round(expected / PROBABILITY), "reoffended": observed}
        for count, total in told.items():
            of = {place: 1.0 for place in whole if (place[0], place[-1]) == (force, count)}
            attacker.hears(of, total, total)
    return attacker


def hidden_together(built: Path) -> Iterable[list[Place]]:
    """The counts that are hidden of one band's groups, or of one force's bands."""
    found = dict[Place, list[Place]]()
    for force, cohort, band in query(
        built,
        "select force_code, cohort, band from marts.calibration where status = 'suppressed' "
        "and indicator = 'reoffending_observed_to_expected' and period = ?",
        QUARTER,
    ):
        for count in COUNTS:
            if cohort is None:
                found.setdefault((force, count), []).append((force, band, count))
            else:
                found.setdefault((force, band, count), []).append((force, cohort, band, count))
    return found.values()


def test_no_small_group_of_a_band_is_known(built: Path) -> None:
    attacker, true = with_groups(built), scored() | bands()
    assert attacker.narrowed(small(true)) == {}
    for together in hidden_together(built):
        assert not attacker.certain(together).items() & true.items()
    without = query(
        built,
        "select force_code from marts.comparison where period = ? "
        "and indicator = 'reoffending_observed_to_expected' and status = 'suppressed'",
        QUARTER,
    )
    assert without == [("16",)], "force 16 has no other band to hide"


@pytest.mark.parametrize(
    ("force", "told", "known"),
    [
        ("10", ("10", "IOM_FREE", "HIGH"), {("10", "IOM_FIXED", "HIGH", "people"): 1}),
        ("11", ("11", None, "MEDIUM"), {("11", "HIGH", "not reoffended"): 2}),
        ("12", ("12", "IOM_FIXED", "HIGH"), {("12", "MEDIUM", "reoffended"): 3}),
        ("13", ("13", "RSO", "HIGH"), {("13", "IOM_FIXED", "HIGH", "people"): 4}),
    ],
)
def test_a_group_would_be_known_from_one_figure_more(
    built: Path, force: str, told: tuple[str, str | None, str], known: dict[Place, int]
) -> None:
    """The control: what stood there before all that is hidden together was looked at."""
    attacker = with_groups(built, also=[told])
    together = [p for p in scored() if (p[0], p[2], p[3]) == (force, "HIGH", "people")]
    others = [p for p in together if p[:3] != told]
    found = attacker.certain(others) if force in ("10", "13") else {}
    found |= {p: attacker.bounds(p)[0] for p in known if len(set(attacker.bounds(p))) == 1}
    assert known.items() <= found.items()


@pytest.mark.parametrize(
    ("force", "shown"),
    [
        ("20", {("HIGH", "IOM_FIXED"), ("HIGH", "RSO"), ("HIGH", None), ("LOW", "RSO"),
                ("LOW", None)}),
        ("10", {("HIGH", None), ("LOW", "RSO"), ("LOW", None)}),
        ("13", {("HIGH", None), ("LOW", "RSO"), ("LOW", None)}),
        ("21", {("HIGH", "IOM_FREE"), ("HIGH", None), ("LOW", "RSO"), ("LOW", None)}),
    ],
)  # fmt: skip
def test_no_more_is_hidden_than_that(
    built: Path, force: str, shown: set[tuple[str, str | None]]
) -> None:
    found = query(
        built,
        "select band, cohort from marts.calibration "
        "where force_code = ? and period = ? and status = 'published'",
        force,
        QUARTER,
    )
    assert set(found) == shown
