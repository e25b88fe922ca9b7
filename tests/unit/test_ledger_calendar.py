"""Working days of England and Wales, and when a return is due."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from contracts.calendar import (
    bank_holidays,
    easter_sunday,
    end_of_day,
    is_over,
    is_working_day,
    london_day,
)
from contracts.errors import SubmissionError
from contracts.model import PeriodGrain
from ledger.calendar import add_working_days, due_at, last_ended, require_ended, require_period

# The weekdays off, as announced for England and Wales.
HOLIDAYS = {
    2000: "01-03 04-21 04-24 05-01 05-29 08-28 12-25 12-26",
    2002: "01-01 03-29 04-01 05-06 06-03 06-04 08-26 12-25 12-26",
    2011: "01-03 04-22 04-25 04-29 05-02 05-30 08-29 12-26 12-27",
    2012: "01-02 04-06 04-09 05-07 06-04 06-05 08-27 12-25 12-26",
    2016: "01-01 03-25 03-28 05-02 05-30 08-29 12-26 12-27",
    2020: "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28",
    2021: "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28",
    2022: "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
    2023: "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",
    2024: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
    2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
    2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
}


@pytest.mark.parametrize("year", HOLIDAYS)
def test_bank_holidays(year: int) -> None:
    expected = {date.fromisoformat(f"{year}-{day}") for day in HOLIDAYS[year].split()}
    assert {day for day in bank_holidays(year) if day.weekday() < 5} == expected


@pytest.mark.parametrize(
    ("year", "easter"),
    [(2010, "04-04"), (2019, "04-21"), (2024, "03-31"), (2030, "04-21"), (2035, "03-25")],
)
def test_easter(year: int, easter: str) -> None:
    assert easter_sunday(year).isoformat() == f"{year}-{easter}"


@pytest.mark.parametrize("year", range(2000, 2036))
def test_every_year_has_at_least_eight_weekdays_off(year: int) -> None:
    assert len([day for day in bank_holidays(year) if day.weekday() < 5]) in {8, 9, 10}


@pytest.mark.parametrize("year", [1999, 2036])
def test_a_year_that_is_not_known_is_refused_not_guessed(year: int) -> None:
    with pytest.raises(SubmissionError, match="2000 to 2035"):
        bank_holidays(year)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2024-03-28", True),
        ("2024-03-29", False),  # Good Friday
        ("2024-03-30", False),  # Saturday
        ("2024-04-01", False),  # Easter Monday
        ("2024-04-02", True),
    ],
)
def test_working_day(day: str, works: bool) -> None:
    assert is_working_day(date.fromisoformat(day)) is works


@pytest.mark.parametrize(
    ("day", "count", "reached"),
    [
        ("2024-03-31", 1, "2024-04-02"),
        ("2024-03-31", 15, "2024-04-22"),
        ("2023-12-31", 1, "2024-01-02"),
        ("2024-04-02", 0, "2024-04-02"),
    ],
)
def test_add_working_days(day: str, count: int, reached: str) -> None:
    assert add_working_days(date.fromisoformat(day), count).isoformat() == reached


@pytest.mark.parametrize(
    ("period", "grain", "days", "due"),
    [
        ("2024-03", PeriodGrain.MONTH, 15, "2024-04-22T22:59:59+00:00"),  # summer time
        ("2023-12", PeriodGrain.MONTH, 15, "2024-01-22T23:59:59+00:00"),  # winter time
        ("2024-Q1", PeriodGrain.QUARTER, 20, "2024-04-29T22:59:59+00:00"),
        ("2024-Q4", PeriodGrain.QUARTER, 1, "2025-01-02T23:59:59+00:00"),
        ("2022-03-31", PeriodGrain.QUARTER_END, 20, "2022-05-03T22:59:59+00:00"),
        ("2024-02", PeriodGrain.MONTH, 20, "2024-03-28T23:59:59+00:00"),
    ],
)
def test_due_at(period: str, grain: PeriodGrain, days: int, due: str) -> None:
    assert due_at(period, grain, days).isoformat() == due


@pytest.mark.parametrize(
    ("period", "grain"),
    [
        ("2024-3", PeriodGrain.MONTH),
        ("2024-13", PeriodGrain.MONTH),
        ("2024-03-31", PeriodGrain.MONTH),
        ("2024-Q5", PeriodGrain.QUARTER),
        ("2024-03", PeriodGrain.QUARTER),
        ("2024-02-30", PeriodGrain.QUARTER_END),
        ("20240331", PeriodGrain.QUARTER_END),
        ("2024-W13-7", PeriodGrain.QUARTER_END),  # that Sunday, as calendars also write it
        ("9999-12-31", PeriodGrain.QUARTER_END),
        ("", PeriodGrain.QUARTER_END),
    ],
)
def test_a_period_of_another_form_is_a_sentence(period: str, grain: PeriodGrain) -> None:
    with pytest.raises(SubmissionError, match="is not a period of this return; write it as"):
        due_at(period, grain, 15)


@pytest.mark.parametrize(
    ("day", "end"),
    [
        ("2024-03-30", "2024-03-30T23:59:59+00:00"),
        ("2024-03-31", "2024-03-31T22:59:59+00:00"),  # summer time began that night
        ("2024-10-26", "2024-10-26T22:59:59+00:00"),
        ("2024-10-27", "2024-10-27T23:59:59+00:00"),  # and ended that night
    ],
)
def test_a_day_ends_in_london_and_its_last_second_belongs_to_it(day: str, end: str) -> None:
    last = end_of_day(date.fromisoformat(day))
    assert last.isoformat() == end
    within, after = last.replace(microsecond=999_999), last + timedelta(seconds=1)
    assert (is_over(last, within), is_over(last, after)) == (False, True)
    assert [str(london_day(at)) for at in (last, within)] == [day, day]
    assert london_day(after) == date.fromisoformat(day) + timedelta(days=1)


@pytest.mark.parametrize(
    ("period", "grain", "meant"),
    [
        ("2024-03-31", PeriodGrain.QUARTER_END, None),
        ("2024-12-31", PeriodGrain.QUARTER_END, None),
        ("2024-03-30", PeriodGrain.QUARTER_END, "2024-03-31"),
        ("2024-01-31", PeriodGrain.QUARTER_END, "2024-03-31"),
        ("2024-05-17", PeriodGrain.QUARTER_END, "2024-06-30"),
        ("2024-10-01", PeriodGrain.QUARTER_END, "2024-12-31"),
        ("2024-03", PeriodGrain.MONTH, None),
        ("2024-Q3", PeriodGrain.QUARTER, None),
    ],
)
def test_nothing_is_sent_for_a_day_within_a_quarter(
    period: str, grain: PeriodGrain, meant: str | None
) -> None:
    if meant is None:
        require_period(period, grain)
        return
    with pytest.raises(SubmissionError, match=f"write it as the last day of its quarter, {meant}"):
        require_period(period, grain)


@pytest.mark.parametrize(
    ("period", "grain", "at", "sentence"),
    [
        # Midnight in London is 23:00 in UTC while summer time holds.
        ("2024-03", PeriodGrain.MONTH, "2024-03-31T22:59:59.999+00:00", "March 2024 has not ended"),
        ("2024-03", PeriodGrain.MONTH, "2024-03-31T23:00:00+00:00", None),
        ("2024-02", PeriodGrain.MONTH, "2024-02-29T23:59:59.999+00:00", "February 2024 has not"),
        ("2024-02", PeriodGrain.MONTH, "2024-03-01T00:00:00+00:00", None),
        (
            "2024-Q2",
            PeriodGrain.QUARTER,
            "2024-06-30T12:00:00+00:00",
            r"June 2024 \(Q1.*\) has not",
        ),
        ("2024-Q2", PeriodGrain.QUARTER, "2024-06-30T23:00:00+00:00", None),
        # What is counted at a date can be sent on that day.
        ("2024-06-30", PeriodGrain.QUARTER_END, "2024-06-29T22:59:59+00:00", "2024 has not come"),
        ("2024-06-30", PeriodGrain.QUARTER_END, "2024-06-29T23:00:00+00:00", None),
    ],
)
def test_a_period_is_reported_once_it_has_ended_in_london(
    period: str, grain: PeriodGrain, at: str, sentence: str | None
) -> None:
    moment = datetime.fromisoformat(at)
    if sentence is None:
        require_ended(period, grain, moment)
        return
    with pytest.raises(SubmissionError, match=sentence):
        require_ended(period, grain, moment)


@pytest.mark.parametrize(
    ("grain", "at", "back", "period"),
    [
        (PeriodGrain.MONTH, "2026-11-28T12:00Z", 0, "2026-10"),
        (PeriodGrain.MONTH, "2026-11-28T12:00Z", 1, "2026-09"),
        (PeriodGrain.MONTH, "2026-01-01T00:00Z", 0, "2025-12"),
        (PeriodGrain.MONTH, "2026-05-31T23:30Z", 0, "2026-05"),  # June has begun in London
        (PeriodGrain.QUARTER, "2026-11-28T12:00Z", 0, "2026-Q3"),
        (PeriodGrain.QUARTER, "2026-02-01T12:00Z", 0, "2025-Q4"),
        (PeriodGrain.QUARTER, "2026-02-01T12:00Z", 1, "2025-Q3"),
        (PeriodGrain.QUARTER_END, "2026-12-30T12:00Z", 0, "2026-09-30"),
        (PeriodGrain.QUARTER_END, "2026-12-31T12:00Z", 0, "2026-12-31"),  # on its own day
        (PeriodGrain.QUARTER_END, "2026-12-31T12:00Z", 1, "2026-09-30"),
    ],
)
def test_the_last_period_that_may_be_sent(
    grain: PeriodGrain, at: str, back: int, period: str
) -> None:
    moment = datetime.fromisoformat(at)
    assert last_ended(grain, moment, back) == period
    require_ended(period, grain, moment)
