"""Returns that an older contract accepted: asked again, landed, and nothing of them lost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from contracts.load import contract_path, load_contract_file
from ledger.access import local_administrator
from ledger.store import open_ledger
from muster.pipeline import submit
from muster.release.landing import land
from muster.release.stale import Contracts, Recheck, newest_contracts, recheck

HEADER = (
    "snapshot_date,force_code,sex,rank_code,worker_type,headcount,headcount_status,fte,fte_status\n"
)
PERIOD = "2022-03-31"
AT = datetime(2022, 4, 5, 9, tzinfo=UTC)
# Force: FTE of thirteen people. 43 stands exactly at the limit that the newer contract lowers.
FTE = {"42": "12.50", "43": "13.00"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stale")
    with open_ledger(folder / "home") as ledger:
        for force, fte in FTE.items():
            path = folder / force / "stock.csv"
            path.parent.mkdir()
            row = f"{PERIOD},{force},FEMALE,CONSTABLE,POLICE_OFFICER,13,,{fte},\n"
            path.write_text(HEADER + row)
            submit(
                ledger, [path], "workforce", force, PERIOD,
                actor=local_administrator(), received_at=AT,
            )  # fmt: skip
    return folder / "home"


def newer(folder: Path) -> Contracts:
    """The workforce contract as version 2.0.0, which allows less FTE for each head."""
    text = contract_path("workforce", "1.0.0").read_text(encoding="utf-8")
    old = "implementation: {predicate: not_more_than, of: fte, limit: headcount, tolerance: 0.01}"
    new = "implementation: {predicate: not_more_than, of: fte, limit: headcount, tolerance: -0.4}"
    assert old in text
    path = folder / "2.0.0.odcs.yaml"
    path.write_text(text.replace(old, new).replace("version: 1.0.0", "version: 2.0.0", 1))
    return {"workforce": (load_contract_file(path), path)}


def ask(home: Path, contracts: Contracts, said: list[str]) -> dict[str, Recheck]:
    """Force -> what the newest contract makes of its return."""
    with open_ledger(home) as ledger:
        snapshot = ledger.snapshot()
        answers = recheck(snapshot, home, ledger.objects.path, contracts, progress=said.append)
        return {
            each.force_code: answers[each.submission_id]
            for each in snapshot.submissions
            if each.submission_id in answers
        }


def landed(home: Path, path: Path, answers: Mapping[str, Recheck]) -> list[tuple[object, ...]]:
    with open_ledger(home) as ledger:
        by_id = {answer.submission_id: answer for answer in answers.values()}
        land(ledger.snapshot(), path, release_id="r", as_of=AT, rechecks=by_id)
    with duckdb.connect(str(path)) as connection:
        return connection.execute(
            "select s.force_code, stock.fte, s.recheck, s.recheck_version, s.recheck_rules "
            "from raw.workforce__stock as stock join raw.submissions as s using (submission_id) "
            "order by all"
        ).fetchall()


def test_under_its_own_contract_nothing_is_stale(home: Path) -> None:
    assert ask(home, newest_contracts(), []) == {}


def test_what_was_accepted_stands_and_says_what_it_breaks(home: Path, tmp_path: Path) -> None:
    answers = ask(home, newer(tmp_path), [])
    assert {force: each.outcome for force, each in answers.items()} == {
        "42": "passes",
        "43": "fails",
    }
    found = landed(home, tmp_path / "release.duckdb", answers)
    assert [(force, f"{fte}", *rest) for force, fte, *rest in found] == [
        ("42", "12.50", "passes", "2.0.0", None),
        ("43", "13.00", "fails", "2.0.0", "R01-01 (1)"),
    ]


def test_each_is_asked_once_for_each_contract(home: Path, tmp_path: Path) -> None:
    contracts, said = newer(tmp_path), list[str]()
    first = ask(home, contracts, [])
    assert (ask(home, contracts, said), said) == (first, [])
    [(_, path)] = contracts.values()
    path.write_text(path.read_text().replace("tolerance: -0.4", "tolerance: -0.6"))
    edited = {"workforce": (load_contract_file(path), path)}
    assert {each.outcome for each in ask(home, edited, said).values()} == {"fails"}
    assert said == ["Asking 2 submissions again: their contract has a newer version"]


def test_lost_bytes_are_said_and_the_accepted_table_stands(home: Path, tmp_path: Path) -> None:
    with open_ledger(home) as ledger:
        snapshot = ledger.snapshot()
        answers = recheck(snapshot, tmp_path, lambda _: tmp_path / "gone", newer(tmp_path))
    assert {each.outcome for each in answers.values()} == {"not_asked"}
    found = landed(home, tmp_path / "r.duckdb", answers)
    assert [row[2] for row in found] == ["not_asked", "not_asked"]


def test_a_table_of_an_older_contract_lands_by_the_names_of_its_columns(
    home: Path, tmp_path: Path
) -> None:
    """It lacks a column that is asked for now, and has one that is not: nothing is invented."""
    answers = ask(home, newer(tmp_path), [])
    with open_ledger(home) as ledger:
        [live] = [
            table
            for table in ledger.snapshot().live_tables
            if table.submission_id == answers["43"].submission_id
        ]
    kept = live.path.read_bytes()
    try:
        duckdb.sql(
            f"copy (select * exclude (fte_status), 1 as gone from '{live.path}') "
            f"to '{tmp_path / 'old.parquet'}'"
        )
        live.path.write_bytes((tmp_path / "old.parquet").read_bytes())
        found = landed(home, tmp_path / "release.duckdb", answers)
    finally:
        live.path.write_bytes(kept)
    assert [f"{row[1]}" for row in found] == ["12.50", "13.00"]
