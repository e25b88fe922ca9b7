"""A small estate in a warehouse's schema `raw`: some forces and months of the demonstration.

What the demonstration means to be accepted is landed as if it had been, straight from its files:
a comparison of engines needs rows of every return, and not the check that made them.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from contracts.load import all_contracts
from contracts.model import Contract, Table
from muster.demo.plan import DemoPlan, PlannedSubmission
from muster.release.landing import column_type, create_raw, insert, raw_name
from muster.release.modelling import PROJECT
from muster.release.records import COLUMNS

AS_OF = datetime(2026, 11, 1)
# What the newest contract makes of a return, by which version, and which of its rules it breaks.
_CURRENT = ("current", None, None)
_OLDER = ("fails", "9.0.0", "C05 (3 times)")


@dataclass(frozen=True, slots=True)
class Merger:
    """Forces that become a new one: its code, its name, their last day and its first.

    `keeps` is a force that took another in long ago and goes on under its own code.
    """

    code: str
    name: str
    parts: Collection[str]
    last_day: date
    first_day: date
    keeps: str

    def registered(self, rows: Iterable[dict[str, str]]) -> Iterator[dict[str, str]]:
        """The register's rows with the ends of the old forces, then the new one's, and that of the
        one that was taken in."""
        for row in rows:
            ends = {"active_to": f"{self.last_day}", "successor_force_code": self.code}
            yield row | ends if row["force_code"] in self.parts else row
        yield {
            "force_code": self.code, "official_name": self.name, "short_name": self.name,
            "region": "East of England", "country": "E", "active_from": f"{self.first_day}",
        }  # fmt: skip
        yield {
            "force_code": "91", "official_name": "Taken in", "short_name": "Taken in",
            "region": "East of England", "country": "E", "active_to": "2015-12-31",
            "successor_force_code": self.keeps,
        }  # fmt: skip


def land_plan(path: Path, plan: DemoPlan, forces: Iterable[str]) -> Path:
    """Write every table of schema raw into a new DuckDB file, for some forces of the plan."""
    chosen = set(forces)
    sent = [each for each in plan.submissions if each.force_code in chosen]
    newest = {_place(each): each.key for each in sent if each.expected == "accepted"}
    live = [each for each in sent if newest.get(_place(each)) == each.key]
    with duckdb.connect(str(path)) as connection:
        create_raw(connection)
        insert(connection, "raw.release", COLUMNS["release"], [("estate", AS_OF)])
        known: dict[tuple[str, ...], int] = {}
        rows: list[tuple[Any, ...]] = []
        for each in sent:
            known[_place(each)] = known.get(_place(each), 0) + 1
            rows.append(_submission(each, known[_place(each)], newest))
        insert(connection, "raw.submissions", COLUMNS["submissions"], rows)
        for name, more in (("submission_files", _files(live)), ("rule_outcomes", _outcomes(live))):
            insert(connection, f"raw.{name}", COLUMNS[name], more)
        for contract in all_contracts():
            for table in contract.tables:
                _land(connection, contract, table, live)
        connection.execute("checkpoint")
    return path


def project_of(folder: Path, forces: Collection[str], merger: Merger) -> Path:
    """A copy of the dbt project whose register holds these forces, their merger, and no other.

    Every figure that a registered force did not send is a row too, so the register and not what
    was sent decides how large an estate is.
    """
    shutil.copytree(PROJECT, folder, ignore=shutil.ignore_patterns("target", "logs"))
    for path in (folder / "seeds").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as handle:
            reader = csv.DictReader(handle)
            columns = list(reader.fieldnames or ())
            rows = [row for row in reader if row.get("force_code") in {None, "", *forces}]
        if path.stem == "forces":
            rows = [*merger.registered(rows)]
        if path.stem == "force_tiles":
            rows += [
                {"force_code": code, "tile_x": "9", "tile_y": place}
                for place, code in (("9", merger.code), ("8", "91"))
            ]
        with path.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, columns, lineterminator="\n", restval="")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def _place(each: PlannedSubmission) -> tuple[str, ...]:
    return (each.return_slug, each.force_code, each.period)


def _submission(each: PlannedSubmission, version: int, newest: dict[Any, str]) -> tuple[Any, ...]:
    received = each.received_at.replace(tzinfo=None)
    is_live = newest.get(_place(each)) == each.key
    accepted = "signed_off" if is_live else "superseded"
    state = accepted if each.expected == "accepted" else "rejected"
    return (
        *(each.key, each.return_slug, "1.0.0", each.force_code, each.period, version),
        *(each.submission_type, each.revision_reason, state),
        *(received, received + timedelta(hours=3)),
        *(received + timedelta(days=2), version > 1, is_live, each.submission_type == "NIL"),
        *(True, *(_OLDER if each.force_code == "23" else _CURRENT)),
    )


def _files(live: list[PlannedSubmission]) -> list[tuple[Any, ...]]:
    return [(each.key, path.name, "0" * 64, 1) for each in live for _, path in each.files]


def _outcomes(live: list[PlannedSubmission]) -> list[tuple[Any, ...]]:
    """One error rule that passed and one warning that did not always, for each submission."""
    return [
        (each.key, rule, severity, dimension, 7, failed, place % 2)
        for place, each in enumerate(live)
        for rule, severity, dimension, failed in (
            ("C05", "error", "validity", 0),
            ("C07", "warning", "completeness", place % 3),
        )
    ]


def _land(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    table: Table,
    live: list[PlannedSubmission],
) -> None:
    found = [
        (each.key, str(path))
        for each in live
        for name, path in each.files
        if (each.return_slug, name) == (contract.slug, table.name)
    ]
    if not found:
        return
    keys, paths = (list(column) for column in zip(*found, strict=True))
    fields = ", ".join(
        f'cast(csv."{field.name}" as {column_type(field)})' for field in table.fields
    )
    connection.execute(
        f"""
        insert into {raw_name(contract.slug, table.name)} by position
        with sent as (select unnest(?::varchar[]) as key, unnest(?::varchar[]) as path)
        select sent.key, row_number() over (partition by sent.key) + 1, {fields}
        from read_csv(?::varchar[], header = true, all_varchar = true, filename = 'path',
            union_by_name = true) as csv
        join sent using (path)
        """,
        [keys, paths, paths],
    )
