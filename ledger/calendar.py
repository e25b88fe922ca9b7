"""When a return is due: so many working days after its period, until the end of a London day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache

from contracts import periods
from contracts.calendar import end_of_day, is_over, is_working_day, london_day, month_end
from contracts.errors import SubmissionError
from contracts.model import PeriodGrain

_YEARS = (1900, 2199)


def add_working_days(day: date, working_days: int) -> date:
    """The date that many working days after `day`, which itself is not counted."""
    remaining = working_days
    while remaining > 0:
        day += timedelta(days=1)
        remaining -= is_working_day(day)
    return day


def require_period(period: str, grain: PeriodGrain) -> None:
    """Raises SubmissionError where nothing can be sent or asked for under that period."""
    last = period_end(period, grain)
    if grain is PeriodGrain.QUARTER_END and last != periods.quarter_end(last):
        raise SubmissionError(
            f"{period!r} is not a period of this return; write it as the last day of its quarter, "
            f"{periods.quarter_end(last)}."
        )


def period_end(period: str, grain: PeriodGrain) -> date:
    """The last day of a period: 2024-03, 2024-Q1 or 2024-03-31, by its grain.

    A day within a quarter ends on itself: ledgers hold such from before `require_period`. Raises
    SubmissionError where the period is not written as the grain asks.
    """
    try:
        last = periods.parse_period(period, grain).end
    except ValueError:
        last = periods.parse_day(period) if grain is PeriodGrain.QUARTER_END else None
    if last is None or not _YEARS[0] <= last.year <= _YEARS[1]:
        raise SubmissionError(
            f"{period!r} is not a period of this return; write it as {periods.FORMS[grain]}."
        )
    return last


def require_ended(period: str, grain: PeriodGrain, at: datetime) -> None:
    """Raises SubmissionError where that period was still to end, in London, at that moment.

    A date at which something is counted may be sent on its own day.
    """
    last = period_end(period, grain)
    counted_on_the_day = grain is PeriodGrain.QUARTER_END
    before = last - timedelta(days=1) if counted_on_the_day else last
    if is_over(end_of_day(before), at):
        return
    has_not = "has not come" if counted_on_the_day else "has not ended"
    raise SubmissionError(
        f"{periods.in_words(period)} {has_not}: nothing can be reported for it yet."
    )


def last_ended(grain: PeriodGrain, at: datetime, back: int = 0) -> str:
    """The last period that may be sent at that moment, or so many before it."""
    day = london_day(at)
    months = 1 if grain is PeriodGrain.MONTH else 3
    # A date at which something is counted may be sent on its own day; of the rest one waits for
    # the next.
    reached = day + timedelta(days=1) if grain is PeriodGrain.QUARTER_END else day
    month = (reached.year * 12 + reached.month - 1) // months * months - 1 - back * months
    last = month_end(date(month // 12, month % 12 + 1, 1))
    if grain is PeriodGrain.QUARTER_END:
        return last.isoformat()
    if grain is PeriodGrain.QUARTER:
        return f"{last.year}-Q{last.month // 3}"
    return f"{last:%Y-%m}"


@lru_cache(maxsize=20_000)
def due_at(period: str, grain: PeriodGrain, working_days: int) -> datetime:
    """The last second, in UTC, of the due day in London: a return received later is late."""
    return end_of_day(due_on(period, grain, working_days))


def due_on(period: str, grain: PeriodGrain, working_days: int) -> date:
    """The day on which a contract asks for the return of a period."""
    return add_working_days(period_end(period, grain), working_days)
