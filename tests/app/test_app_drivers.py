"""Demand drivers: what the page says of the model, of its days, and of what it is not."""

from __future__ import annotations

import pytest
from conftest import said
from shown import tables

from app import demand


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ({}, "England won or drew: 26% more (95% interval 20% to 32%) on 22 days"),
        ({}, "England lost: 38% more (95% interval 32% to 44%) on 4 days"),
        ({}, "Day after a match of England: 11% more (95% interval 5% to 17%) on 26 days"),
        ({}, "Weekend: 25% more"),
        ({}, "England won, crimes with the flag: 32% more (95% interval 26% to 38%) than other"),
        ({}, "1 comparison not estimated, because there are fewer than 10 days of one kind"),
        ({}, "Exploratory: several looks at the same few matches, none decided on beforehand"),
        ({}, "25 force-months not sent or not counted: left out, not treated as zero"),
        ({}, "a finding of Greater Manchester Police"),
        ({}, "peak at 18 °C"),
        ({}, "Exploratory. Figures of whole areas say nothing about people"),
        ({}, "41 force areas: rank correlation"),
        ({}, "Residents come from the list of areas sent for March 2024"),
        ({}, "A month is suppressed, so no year is shown: Hertfordshire."),
        ({"context": "licensed_premises_per_100k"}, "Licensed premises per 100,000 people"),
        ({}, "Made from 1 submission"),
        (
            {"count": "da_female_victim"},
            "crimes against women: no model was fitted. Counts were sent by 2 forces on 31 days.",
        ),
        ({"count": "da_female_victim"}, "a finding of Greater Manchester Police"),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(value) or "plain",
)
def test_the_page_says(url, sentence, home, visit):
    at = visit("drivers", **url)
    assert not at.exception
    assert sentence in said(at)


def test_every_chart_has_its_days_and_its_placebo_in_a_table(home, visit):
    at = visit("drivers")
    texts = [table.to_csv() for table in tables(at)]
    assert any("England lost" in text and "4 (156)" in text for text in texts)
    assert any("0.012" in text for text in texts)


@pytest.mark.parametrize(
    ("value", "told"), [(None, "\u2013"), (0.0004, "< 0.001"), (0.05, "0.050"), (0.5, "0.500")]
)
def test_a_probability_is_never_nought(value, told):
    assert demand.probability(value) == told


@pytest.mark.parametrize(
    ("ratio", "lower", "upper", "told"),
    [
        (1.26, 1.2, 1.3, "A: 26% more (95% interval 20% to 30%) on 1 day"),
        (0.9, 0.85, 0.95, "A: 10% fewer (95% interval 5% to 15%) on 1 day"),
        (1.02, 0.98, 1.05, "A: no difference found on 1 day"),
        (None, None, None, "A: no such day"),
    ],
)
def test_a_finding_is_a_sentence(ratio, lower, upper, told):
    row = {"title": "A", "days": 1, "rate_ratio": ratio, "lower": lower, "upper": upper}
    assert demand.finding(row) == told


@pytest.mark.parametrize(
    ("ratio", "lower", "upper", "told"),
    [
        (1.05, 1.03, 1.06, "W: 5% more (95% interval 3% to 6%) than at 10 °C; on 4 days"),
        (1.02, 0.98, 1.05, "W: no difference found between this and 10 °C; on 4 days"),
        (None, None, None, "W: no such day"),
    ],
)
def test_warmth_is_told_against_ten_degrees(ratio, lower, upper, told):
    row = {"title": "W", "days": 4, "rate_ratio": ratio, "lower": lower, "upper": upper}
    rest = "" if ratio is None else " at least one force had this or more"
    assert demand.warmth({**row, "reference": "10 °C"}) == told + rest


@pytest.mark.parametrize(("alpha", "told"), [(0.0, "no more than chance"), (0.01, "about 10%")])
def test_the_spread_beyond_chance_is_a_percentage(alpha, told):
    assert told in demand.spread_words(alpha)


@pytest.mark.parametrize(
    ("ratio", "lower", "upper", "told"),
    [
        (1.3, 1.2, 1.4, "A: 30% more (95% interval 20% to 40%) than others, on 4 days"),
        (0.8, 0.7, 0.9, "A: 20% less (95% interval 10% to 30%) than others, on 4 days"),
        (1.1, 0.9, 1.4, "A: no difference found on 4 days"),
        (None, None, None, "A: not estimated (4 days)"),
    ],
)
def test_an_interaction_is_a_sentence(ratio, lower, upper, told):
    row = {"title": "A", "reference": "Others", "days": 4}
    assert demand.difference({**row, "rate_ratio": ratio, "lower": lower, "upper": upper}) == told


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([(1, 5), (2, 6), (3, 9)], 1.0),
        ([(1, 9), (2, 6), (3, 5)], -1.0),
        ([(1, 1), (2, 3), (3, 2), (4, 4)], 0.8),
        ([(1, 1), (2, 2)], None),
        ([(1, 1), (1, 2), (1, 3)], None),
    ],
)
def test_rank_correlation(pairs, expected):
    found = demand.rank_correlation([{"x": x, "y": y} for x, y in pairs])
    assert found == (None if expected is None else pytest.approx(expected))


def test_the_evidence_names_its_studies() -> None:
    rows = demand.evidence()
    assert all(row["study"] and row["effect"] for row in rows)
    assert "+26%, lost +38%, the day after +11%" in rows[0]["effect"]
