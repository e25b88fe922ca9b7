"""The months and quarters of the demonstration, counted back from its last month."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

DEFAULT_LAST_MONTH = "2026-09"
DEFAULT_MONTHS = 36


@dataclass(frozen=True, slots=True)
class Window:
    """`months` calendar months that end with `last_month` (YYYY-MM)."""

    last_month: str = DEFAULT_LAST_MONTH
    months: int = DEFAULT_MONTHS

    @property
    def every_month(self) -> tuple[str, ...]:
        last = month_number(self.last_month)
        return tuple(month_text(n) for n in range(last - self.months + 1, last + 1))

    @property
    def every_quarter_end(self) -> tuple[str, ...]:
        return tuple(month_end(m).isoformat() for m in self.every_month if _ends_quarter(m))

    @property
    def every_quarter(self) -> tuple[str, ...]:
        """The quarters that end in the window, as 2026-Q3."""
        return tuple(quarter_of(m) for m in self.every_month if _ends_quarter(m))

    def month(self, ago: int) -> str:
        """The month `ago` months before the last; it may lie before the window."""
        return month_text(month_number(self.last_month) - ago)

    def quarter_end(self, ago: int) -> str:
        """The quarter's last day, `ago` quarters before the newest one that has ended."""
        newest = next(self.month(n) for n in range(3) if _ends_quarter(self.month(n)))
        return month_end(month_text(month_number(newest) - 3 * ago)).isoformat()

    def quarter(self, ago: int) -> str:
        """The quarter `ago` quarters before the newest one that has ended, as 2026-Q3."""
        return quarter_of(self.quarter_end(ago)[:7])


def month_number(month: str) -> int:
    """Months since year 0, so that months can be subtracted."""
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def month_text(number: int) -> str:
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def month_end(month: str) -> date:
    year, number = int(month[:4]), int(month[5:7])
    return date(year, number, monthrange(year, number)[1])


def days_in(month: str) -> int:
    return month_end(month).day


def month_start(month: str) -> datetime:
    """Midnight UTC on the first of the month."""
    return datetime(int(month[:4]), int(month[5:7]), 1, tzinfo=UTC)


def quarter_of(month: str) -> str:
    return f"{month[:4]}-Q{(int(month[5:7]) + 2) // 3}"


def quarter_end(quarter: str) -> date:
    """Last day of a quarter written 2026-Q3."""
    return month_end(f"{quarter[:4]}-{int(quarter[6]) * 3:02d}")


def period_end(period: str) -> date:
    """Last day of a period that is a quarter, a month or a date."""
    if "Q" in period:
        return quarter_end(period)
    return month_end(period) if len(period) == len("2026-09") else date.fromisoformat(period)


def received_after(period: str, *, days: int, minutes: int) -> datetime:
    """So many days after the period's end, so many minutes after eight in the morning, UTC."""
    day = datetime.combine(period_end(period), time(8), tzinfo=UTC)
    return day + timedelta(days=days, minutes=minutes)


def zulu(moment: datetime) -> str:
    """2024-03-05T08:15:00Z, as the contracts ask for."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _ends_quarter(month: str) -> bool:
    return int(month[5:7]) % 3 == 0
