"""The benchmark's file: ten columns, seven kinds of fault, the same bytes on every machine."""

from __future__ import annotations

import sys
from pathlib import Path

FEW, MANY = 2_000, 7
"""Each of the seven kinds of fault is in one row of so many. With MANY every row has one of them,
which is one cell in ten."""

KINDS_OF_FAULT = 7

# Numbers spread by multiplication with large primes.
_ROWS = """
select
    '2022-03-31' as snapshot_date,
    '42' as force_code,
    'EVENT-' || lpad(i::varchar, 24, '0') as event_id,
    case when i % {every} = {at[1]} then ''
         else '42-SERVICE-' || lpad((i % 97)::varchar, 3, '0') end
        as service_id,
    case when i % {every} = {at[2]} then 'ZZ'
         else list_extract(['1A', '1B', '2A', '2B', '3A', '3B'], (1 + i % 6)::integer) end
        as function_code,
    strftime(timestamp '2022-01-01' + to_seconds((i * 7919) % 7000000), '%Y-%m-%dT%H:%M:%S')
        || case when i % {every} = {at[3]} then '' else 'Z' end as started_at,
    strftime(
        timestamp '2022-01-01'
        + to_seconds((i * 7919) % 7000000)
        + to_seconds(case when i % {every} = {at[4]} then -60 else 1 + i % 80000 end),
        '%Y-%m-%dT%H:%M:%SZ') as ended_at,
    case when i % {every} = {at[5]} then 'n/a'
         else (20 + (i * 104729) % 900)::varchar end as headcount,
    case when i % {every} = {at[6]} then '99999.50'
         else ((1500 + (i * 15485863) % 500) / 100.0)::decimal(9, 2)::varchar end as fte,
    case when i % {every} = {at[7]} then '1,234.50'
         else ((i * 32452843) % 100000000 / 100.0)::decimal(16, 2)::varchar end as cost
from range({rows}) as r(i)
"""


def write(path: Path, rows: int, every: int = FEW) -> None:
    """Write a CSV of so many rows (about 120 bytes each), header first."""
    import duckdb

    connection = duckdb.connect()
    connection.execute("set enable_progress_bar = false")
    connection.execute("set preserve_insertion_order = true")
    made = _ROWS.format(rows=rows, every=every, at=_first_rows(every))
    connection.execute(f"copy ({made}) to '{path}' (header, delimiter ',', null '')")


def planted(rows: int, every: int = FEW) -> int:
    """How many cells are wrong in a file of so many rows."""
    return sum(len(range(first, rows, every)) for first in _first_rows(every)[1:])


def rows_at_fault(rows: int, every: int = FEW) -> set[int]:
    """Which rows hold a wrong cell, counted from 0 below the header."""
    return {row for first in _first_rows(every)[1:] for row in range(first, rows, every)}


def _first_rows(every: int) -> list[int]:
    """Of each kind of fault, counted from 1, the first row that has it."""
    step = every // 20 or 1
    return [kind * step % every for kind in range(KINDS_OF_FAULT + 1)]


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
