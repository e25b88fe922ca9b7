"""An attacker with every published table, of all periods and windows, learns no hidden count."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest import approx

from tests.attack_kit import Attacker
from tests.integration.small_counts import FLAGGED, LAST
from tests.integration.warehouse_fixture import query

pytestmark = pytest.mark.xdist_group("dbt-project")

CRIMES, INCIDENTS, BOTH = (
    "Domestic abuse crimes", "Incidents without a crime", "Incidents and crimes",
)  # fmt: skip
# Column of the return, and what is told of the month under the label.
OF_CRIMES = {
    "da_female_victim": "Domestic abuse crimes with a female victim",
    "recorded_within_24h": "Crimes recorded within 24 hours",
    "da_alcohol_flag": "Crimes with the alcohol flag",
    "da_intimate_partner": "Crimes by partners",
    "da_violence_with_injury": "Violence with injury",
}
Cell = tuple[str, str, str]
# Windows that end with each month, as successive releases publish the twelve months to their last.
SENT_YEARS = """
    select ends.force_code, ends.period, sum(months.crimes)
    from intermediate.int_abuse_quantities as ends
    join intermediate.int_abuse_quantities as months on ends.force_code = months.force_code
        and months.period_end <= ends.period_end
        and months.period_end > ends.period_end - interval 12 month
    group by all having count(*) = 12
"""
SHOWN_YEARS = (
    "select force_code, period, crimes from intermediate.int_abuse_years where crimes is not null"
)


def truth(built: Path) -> dict[Cell, int]:
    """Every hidden count of one to four, by force, month and label."""
    found = query(
        built,
        "select c.force_code, c.period, i.numerator_label, m.numerator "
        "from marts.comparison as c join marts.indicator as i using (indicator) "
        "join intermediate.int_measures as m using (force_code, period, indicator) "
        "where i.return_slug = 'domestic_abuse' and c.status = 'suppressed' "
        "and m.numerator between 1 and 4",
    )
    return {(force, period, label): int(count) for force, period, label, count in found}


def rests(built: Path) -> dict[Cell, int]:
    """Every count of one to four crimes that are not of a kind: whole and part would tell it."""
    kinds = ", ".join(f"sum(da_crimes - {column})" for column in OF_CRIMES)
    return {
        (force, month, f"not {label}"): int(rest)
        for force, month, *found in query(
            built,
            f"select force_code, strftime(local_date, '%Y-%m'), {kinds} "
            "from staging.stg_domestic_abuse__days group by all",
        )
        for label, rest in zip(OF_CRIMES.values(), found, strict=True)
        if 1 <= rest <= 4
    }


def with_figures(built: Path) -> Attacker:
    """What the comparison tells: numerators, and denominators that are counts of abuse."""
    attacker = Attacker()
    found = query(
        built,
        "select force_code, period, numerator_label, denominator_label, method, numerator, "
        "denominator from marts.comparison join marts.indicator using (indicator) "
        "where return_slug = 'domestic_abuse'",
    )
    for force, period, upper, lower, method, numerator, denominator in found:
        if numerator is not None:
            attacker.hears_rounded((force, period, upper), numerator)
        if denominator is not None and method == "proportion":
            attacker.hears_rounded((force, period, lower), denominator)
    for force, period in {(row[0], row[1]) for row in found}:
        of = {label: (force, period, label) for label in (CRIMES, INCIDENTS, BOTH)}
        attacker.hears({of[CRIMES]: 1, of[INCIDENTS]: 1, of[BOTH]: -1}, 0, 0)
        for label in OF_CRIMES.values():
            part, rest = (force, period, label), (force, period, f"not {label}")
            attacker.hears({of[CRIMES]: 1, part: -1, rest: -1}, 0, 0)
    return attacker


def with_years(attacker: Attacker, built: Path, years: str) -> Attacker:
    """Sums of twelve months as published. He knows how they are made: of months to the nearest
    five, and of what is hidden as it is."""
    shown = dict(_months(built))
    for force, period, total in query(built, years):
        months = [key for key in shown if key[0] == force and key[1] <= period][-12:]
        hidden = {(*key, CRIMES): 1.0 for key in months if shown[key] is None}
        left = float(total) - sum(shown[key] or 0 for key in months)
        attacker.hears(hidden or {(force, period, "nothing"): 1}, left, left)
    return attacker


def _months(built: Path) -> list[tuple[tuple[str, str], float | None]]:
    found = query(
        built,
        "select force_code, period, numerator from marts.comparison "
        "join intermediate.int_abuse_quantities using (force_code, period) "
        "where indicator = 'da_crimes_per_1000' order by period",
    )
    return [((force, period), shown) for force, period, shown in found]


def test_what_is_small_is_hidden_comparable_or_not(built: Path) -> None:
    hidden = truth(built)
    assert {cell[:2] for cell in hidden if cell[2] == CRIMES} == {
        ("03", "2023-02"), ("03", "2023-11"), ("04", LAST), ("05", LAST), ("48", "2024-01"),
    }  # fmt: skip
    shown = query(
        built,
        "select * from marts.comparison join marts.indicator using (indicator) where "
        "minimum_count > 0 and (numerator between 1 and 4 "
        "or (method = 'proportion' and denominator between 1 and 4))",
    )
    assert shown == []


def test_no_hidden_count_is_known_from_all_that_is_published(built: Path) -> None:
    attacker = with_years(with_figures(built), built, SHOWN_YEARS)
    assert len(query(built, SHOWN_YEARS)) == 3, "force 06: windows of twelve that end in 3 months"
    assert attacker.narrowed({**truth(built), **rests(built)}) == {}


def test_a_whole_and_a_part_that_are_both_five_would_give_the_rest_away(built: Path) -> None:
    """The control: what stood there before rests were looked at."""
    assert (rest := ("48", "2023-12", f"not {OF_CRIMES['da_female_victim']}")) in rests(built)
    attacker = with_figures(built)
    attacker.hears_rounded(("48", "2023-12", OF_CRIMES["da_female_victim"]), 5)
    assert attacker.bounds(rest) == (0, 2)


@pytest.mark.parametrize(
    ("windows", "known"),
    [
        ("the last window alone", {"2023-11": (2, 2)}),
        ("every window", {"2023-02": (3, 3), "2023-11": (2, 2)}),
    ],
)
def test_years_of_what_was_sent_would_give_the_months_away(
    built: Path, windows: str, known: dict[str, tuple[int, int]]
) -> None:
    """The control: the same attacker, and years as they would be if hidden months were in them."""
    years = SENT_YEARS + (f" and ends.period = '{LAST}'" if "last" in windows else "")
    attacker = with_years(with_figures(built), built, years)
    found = attacker.narrowed(cell for cell in truth(built) if cell[2] == CRIMES)
    assert {month: bounds for (force, month, _), bounds in found.items() if force == "03"} == known


@pytest.mark.parametrize(
    ("force", "incidents_and_crimes", "bounds"), [("04", (3, 3), (3, 3)), ("05", (5, 7), (0, 2))]
)
def test_the_sum_with_incidents_would_give_a_count_of_crimes_away(
    built: Path, force: str, incidents_and_crimes: tuple[int, int], bounds: tuple[int, int]
) -> None:
    """The control: what stood below the line of other shares before sums were registered."""
    attacker = with_figures(built)
    attacker.hears({(force, LAST, INCIDENTS): 1}, *((0, 0) if force == "04" else (5, 7)))
    attacker.hears({(force, LAST, BOTH): 1}, *incidents_and_crimes)
    assert attacker.bounds((force, LAST, CRIMES)) == bounds


def areas(built: Path, *, as_hidden: bool) -> tuple[Attacker, dict[Cell, int], list[list[Cell]]]:
    """Flagged incidents by area with the force's total, or as if only what is small were hidden;
    those that are truly small; and those that are hidden, by force."""
    attacker, small = Attacker(), dict[Cell, int]()
    total, hidden = dict[str, dict[object, float]](), dict[str, list[Cell]]()
    for force, area, status, shown, sent in query(
        built,
        "select a.force_code, a.area_code, domestic_abuse_status, a.domestic_abuse_flagged, "
        "s.domestic_abuse_flagged from marts.incident_area as a "
        "join staging.stg_incidents_response__incidents as s using (area_code)",
    ):
        cell = (str(force), str(area), "flagged")
        total.setdefault(force, {})[cell] = 1
        if 1 <= sent <= 4:
            small[cell] = int(sent)
        if shown is None if as_hidden else cell in small:
            hidden.setdefault(force, []).append(cell)
        else:
            attacker.hears({cell: 1}, sent, sent)
        assert (shown is None) == (status == "suppressed")
    for force, cells in total.items():
        [(shown,)] = query(
            built,
            "select numerator from marts.comparison "
            "where indicator = 'domestic_abuse_share' and force_code = ?",
            force,
        )
        if shown is not None or not as_hidden:
            sent = sum(FLAGGED[force])
            assert shown in (sent, None)
            attacker.hears(cells, sent, sent)
    return attacker, small, list(hidden.values())


def test_no_area_is_known_from_the_others_and_the_total(built: Path) -> None:
    attacker, small, hidden = areas(built, as_hidden=True)
    assert attacker.narrowed(small) == {}
    for group in hidden:
        assert not attacker.certain(group).items() & small.items()
    assert len([cell for group in hidden for cell in group if cell[0] == "06"]) == 2
    without = query(
        built,
        "select force_code from marts.comparison "
        "where indicator = 'domestic_abuse_share' and status = 'suppressed'",
    )
    assert without == [("07",)], "force 07 has no other area to hide"


def test_areas_would_be_known_if_only_what_is_small_were_hidden(built: Path) -> None:
    """The control."""
    attacker, small, hidden = areas(built, as_hidden=False)
    assert attacker.narrowed(small) == {
        ("03", "03-0", "flagged"): (3, 3),
        ("04", "04-0", "flagged"): (0, 3),
        ("04", "04-1", "flagged"): (0, 3),
    }
    certain = [attacker.certain(group) for group in hidden]
    assert {force: count for group in certain for (force, _, _), count in group.items()} == {
        "03": 3, "05": 4, "07": 1, "48": 1,
    }  # fmt: skip


def test_the_total_of_all_forces_is_that_of_the_figures_that_are_shown(built: Path) -> None:
    [(total, shown, label)] = query(
        built,
        "select any_value(all_weighted), 1000 * sum(numerator) / sum(denominator), "
        "any_value(all_label) from marts.comparison where indicator = 'da_crimes_per_1000' "
        "and period = ? and status = 'published'",
        LAST,
    )
    assert total == approx(shown)
    assert all(name in label for name in ("Lancashire", "Merseyside")), label


def test_an_area_whose_year_holds_a_hidden_month_says_so(built: Path) -> None:
    found = query(
        built,
        "select force_code, months, status, da_crimes_per_1000_16plus, status_reason like '[c]%' "
        "from marts.area_context order by 1",
    )
    assert found == [
        ("03", 12, "suppressed", None, True),
        ("04", 1, "suppressed", None, True),
        ("05", 1, "suppressed", None, True),
        ("06", 12, "published", approx(25.3, abs=0.2), None),
        ("48", 4, "suppressed", None, True),
    ]
