"""A month or a quarter in other words: suggested where it is one thing, never guessed."""

from __future__ import annotations

import pytest

from contracts.model import Field, Kind, PeriodGrain
from contracts.periods import as_grain
from validators.cells import judge
from validators.period_cells import MONTH_FORM

MONTHS = [
    ("Mar-24", "2024-03"),
    ("mar 24", "2024-03"),
    ("March 2024", "2024-03"),
    ("Sept. 2024", "2024-09"),
    ("2024 Mar", "2024-03"),
    ("2024-3", "2024-03"),
    ("2024/03", "2024-03"),
    ("202403", "2024-03"),
    ("03/2024", "2024-03"),
    ("2024-03-01", "2024-03"),
    ("2024-03-01 00:00:00", "2024-03"),
    ("31/03/2024", "2024-03"),
    ("2024-06-30T23:00:00.000Z", "2024-07"),
    ("2024-06-30T23:30:00Z", None),
    ("2024-06-30 23:30:00", None),
    ("2024-06-15T23:30:00Z", "2024-06"),
    ("03/03/2024", "2024-03"),
    ("45352", "2024-03"),
    ("2024.03", "2024-03"),
    # A spreadsheet's number of 2024.10.
    ("2024.1", None),
    ("Mat-24", None),
    ("2024-13", None),
    ("13/2024", None),
    ("March", None),
    ("12", None),
]


@pytest.mark.parametrize(("typed", "suggestion"), MONTHS, ids=[typed for typed, _ in MONTHS])
def test_a_month_in_other_words(typed: str, suggestion: str | None) -> None:
    found = judge(typed, Field("month", Kind.MONTH, "A month."))
    assert (found.rule_id, found.suggestion) == ("C07", suggestion)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("01/09/2024", "could be 2024-01 or 2024-09"),
        ("24-Mar", "could be 2024-03 or day 24 of month 3"),
        ("9-24", "has no year of four digits"),
        ("01/09/24", "has no year of four digits"),
        ("2024.1", "could be 2024-01 or 2024-10"),
        ("45352", "is the number behind a date in a spreadsheet"),
        ("2024-03-01", f"is a day and not {MONTH_FORM}; where a spreadsheet program made a date"),
        ("01/03/2024x", f"is not {MONTH_FORM}"),
    ],
)
def test_why_a_month_is_not_taken_as_it_stands(typed: str, reason: str) -> None:
    assert judge(typed, Field("month", Kind.MONTH, "A month.")).message.startswith(reason)


@pytest.mark.parametrize(
    ("typed", "suggestion"),
    [
        ("Q1 2024", "2024-Q1"),
        ("2024Q1", "2024-Q1"),
        ("2024-q1", "2024-Q1"),
        ("Jul-Sep 2024", "2024-Q3"),
        ("April to June 2024", "2024-Q2"),
        ("Jan \u2013 Mar 2024", "2024-Q1"),
        ("Feb-Apr 2024", None),
        ("Oct-Dec 24", None),
        ("2024-25 Q1", None),
        ("Q1 2024/25", None),
        ("Q1 2024/2025", None),
        ("Q5 2024", None),
        ("2024-01-01", None),
        ("2024-03", None),
        ("2011-12", None),
        ("2024-26 Q1", None),
    ],
)
def test_a_quarter_in_other_words(typed: str, suggestion: str | None) -> None:
    found = judge(typed, Field("quarter", Kind.QUARTER, "A quarter."))
    assert found.suggestion == suggestion
    assert ("financial" in found.message) == ("25" in typed)


@pytest.mark.parametrize(
    ("typed", "kind", "may_be_none"),
    [("nil", Kind.INTEGER, True), ("n/a", Kind.INTEGER, False), ("nil", Kind.DECIMAL, False)],
)
def test_a_count_of_none_is_told_from_no_count(typed: str, kind: Kind, may_be_none: bool) -> None:
    found = judge(typed, Field("cell", kind, "A cell.", scale=1))
    assert ("write 0 if there were none" in found.message) is may_be_none


@pytest.mark.parametrize(
    ("text", "of_month", "of_quarter", "of_quarter_end"),
    [
        ("2024-02", "2024-02", "2024-Q1", "2024-03-31"),
        ("2024-12", "2024-12", "2024-Q4", "2024-12-31"),
        ("2024-Q2", "2024-06", "2024-Q2", "2024-06-30"),
        ("2024-09-30", "2024-09", "2024-Q3", "2024-09-30"),
        ("2024-09-29", "2024-09-29", "2024-09-29", "2024-09-29"),
        ("2024-13", "2024-13", "2024-13", "2024-13"),
        ("", "", "", ""),
    ],
)
def test_a_period_is_that_of_another_grain_which_it_ends_in(
    text: str, of_month: str, of_quarter: str, of_quarter_end: str
) -> None:
    assert as_grain(text, PeriodGrain.MONTH) == of_month
    assert as_grain(text, PeriodGrain.QUARTER) == of_quarter
    assert as_grain(text, PeriodGrain.QUARTER_END) == of_quarter_end
