"""The benchmark's file: ten columns, seven kinds of fault, the same bytes on every machine."""

from __future__ import annotations

import sys
from pathlib import Path

FAULTS_PER_ROWS = 2_000
"""Each of the seven kinds of fault is in one row of so many."""

KINDS_OF_FAULT = 7

# Row i has fault k where i % 2000 == 100 * k. Numbers spread by multiplication with large primes.
_ROWS = """
select
    '2022-03-31' as snapshot_date,
    '42' as force_code,
    'EVENT-' || lpad(i::varchar, 24, '0') as event_id,
    case when i % 2000 = 100 then '' else '42-SERVICE-' || lpad((i % 97)::varchar, 3, '0') end
        as service_id,
    case when i % 2000 = 200 then 'ZZ'
         else list_extract(['1A', '1B', '2A', '2B', '3A', '3B'], (1 + i % 6)::integer) end
        as function_code,
    strftime(timestamp '2022-01-01' + to_seconds((i * 7919) % 7000000), '%Y-%m-%dT%H:%M:%S')
        || case when i % 2000 = 300 then '' else 'Z' end as started_at,
    strftime(
        timestamp '2022-01-01'
        + to_seconds((i * 7919) % 7000000)
        + to_seconds(case when i % 2000 = 400 then -60 else 1 + i % 80000 end),
        '%Y-%m-%dT%H:%M:%SZ') as ended_at,
    case when i % 2000 = 500 then 'n/a' else (20 + (i * 104729) % 900)::varchar end as headcount,
    case when i % 2000 = 600 then '99999.50'
         else ((1500 + (i * 15485863) % 500) / 100.0)::decimal(9, 2)::varchar end as fte,
    case when i % 2000 = 700 then '1,234.50'
         else ((i * 32452843) % 100000000 / 100.0)::decimal(16, 2)::varchar end as cost
from range({rows}) as r(i)
"""


def write(path: Path, rows: int) -> None:
    """Write a CSV of so many rows (about 120 bytes each), header first."""
    import duckdb

    connection = duckdb.connect()
    connection.execute("set enable_progress_bar = false")
    connection.execute("set preserve_insertion_order = true")
    connection.execute(
        f"copy ({_ROWS.format(rows=rows)}) to '{path}' (header, delimiter ',', null '')"
    )


def planted(rows: int) -> int:
    """How many cells are wrong in a file of so many rows."""
    return sum(
        len(range(100 * kind, rows, FAULTS_PER_ROWS)) for kind in range(1, KINDS_OF_FAULT + 1)
    )


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
