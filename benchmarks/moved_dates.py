"""Periods and typed tables, moved back by whole months."""

from __future__ import annotations

from contracts.model import Kind, Table
from muster.demo.window import month_end, month_number, month_text, quarter_of

# What tells events of one force apart: said again in another year, it is another event.
_NUMBERED = {"outage_id", "shared_outage_ref", "deployment_id"}


def month_of(period: str) -> int:
    """The number of a period's last month."""
    if "Q" in period:
        return month_number(f"{period[:4]}-{int(period[6]) * 3:02d}")
    return month_number(period)


def earlier(period: str, months: int) -> str:
    """The period so many months before, written as this one is."""
    month = month_text(month_of(period) - months)
    if "Q" in period:
        return quarter_of(month)
    return month_end(month).isoformat() if len(period) == len("2026-09-30") else month


def moved(table: Table, months: int) -> str:
    """The columns of a table in SQL, every day and time in them so many months earlier."""

    def column(name: str, kind: Kind) -> str:
        back = f'"{name}" - to_months({months})'
        match kind:
            case Kind.DATE:
                moved = f"cast({back} as date)"
                if (
                    table.name in ("stock", "functions", "flows", "hours")
                    and name == "snapshot_date"
                ):
                    moved = f"last_day({moved})"
                return f'{moved} as "{name}"'
            case Kind.DATETIME:
                return f'{back} as "{name}"'
            case Kind.MONTH:
                first = f"cast(\"{name}\" || '-01' as date) - to_months({months})"
                return f"strftime({first}, '%Y-%m') as \"{name}\""
            case Kind.QUARTER:
                return f'{_quarter(name, months)} as "{name}"'
            case _ if name in _NUMBERED and months:
                return f'"{name}" || \'-{months}\' as "{name}"'
            case _:
                return f'"{name}"'

    return ", ".join(column(field.name, field.kind) for field in table.fields)


def _quarter(name: str, months: int) -> str:
    first = f'make_date(cast(left("{name}", 4) as int), cast(right("{name}", 1) as int) * 3, 1)'
    moved = f"({first} - to_months({months}))"
    return f"year({moved}) || '-Q' || quarter({moved})"


def has_its_day(table: Table, months: int) -> str:
    """Of a table by days: only days that the earlier month has as well."""
    conditions = [
        f'day("{field.name}") = day("{field.name}" - to_months({months}))'
        for field in table.fields
        if field.key and field.kind in (Kind.DATE, Kind.DATETIME) and not field.period
    ]
    return " and ".join(conditions) or "true"
