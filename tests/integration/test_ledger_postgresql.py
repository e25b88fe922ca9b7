"""The same ledger on PostgreSQL, where a server is to be had.

Give its URL in MUSTER_TEST_POSTGRESQL_URL (postgresql+psycopg://...); each test takes a schema of
its own there and drops it.
"""

from __future__ import annotations

import multiprocessing
import os
import uuid
from collections.abc import Iterator
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from ledger.store import open_ledger
from tests import ledger_kit as kit

FORK = multiprocessing.get_context("fork")
SERVER = os.environ.get("MUSTER_TEST_POSTGRESQL_URL", "")
pytestmark = pytest.mark.skipif(not SERVER, reason="MUSTER_TEST_POSTGRESQL_URL names no server")


def run(statement: str) -> None:
    engine = create_engine(SERVER)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def url() -> Iterator[str]:
    schema = f"muster_{uuid.uuid4().hex[:12]}"
    run(f"CREATE SCHEMA {schema}")
    own = make_url(SERVER).update_query_dict({"options": f"-csearch_path={schema}"})
    yield own.render_as_string(hide_password=False)
    run(f"DROP SCHEMA {schema} CASCADE")


def test_the_same_figures(tmp_path: Path, url: str) -> None:
    with open_ledger(tmp_path / "home", url) as ledger:
        told = [kit.explanation()]
        first = kit.accept(
            ledger,
            tmp_path,
            kit.finding("warning"),
            content=b"1",
            explanations=told,
            idempotency_key="k",
        )
        kit.accept(ledger, tmp_path, content=b"2", revision_reason="LATE_RECORDS")
        states = [str(s.state) for s in ledger.submissions(actor=kit.LOCAL)]
        assert states == ["superseded", "signed_off"]
        again = kit.accept(ledger, tmp_path, content=b"1", idempotency_key="k")
        assert again.submission_id == first.submission_id
        assert len(ledger.snapshot().live_tables) == 1
        assert ledger.verify() == []
    assert not (tmp_path / "home" / "ledger.sqlite").exists()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE submission SET period = 'x'",
        "DELETE FROM transition",
        "UPDATE chain_head SET hash = 'x'",
        "DELETE FROM chain_head",
    ],
)
def test_the_server_refuses_changes(tmp_path: Path, url: str, change: str) -> None:
    with open_ledger(tmp_path / "home", url) as ledger:
        kit.accept(ledger, tmp_path)
        with (
            pytest.raises(DBAPIError, match="append-only"),
            ledger._engine.begin() as connection,
        ):
            connection.execute(text(change))
        assert ledger.verify() == []


def write(home: Path, url: str, tmp: Path, start: Barrier) -> None:
    with open_ledger(home, url) as ledger:
        for number in range(5):
            start.wait(60)
            content = f"{tmp.name} {number}".encode()
            kit.accept(ledger, tmp, content=content, revision_reason="LATE_RECORDS")


def test_many_writers(tmp_path: Path, url: str) -> None:
    home, start = tmp_path / "home", FORK.Barrier(8)
    with open_ledger(home, url):
        pass
    children = [
        FORK.Process(target=write, args=(home, url, tmp_path / str(number), start))
        for number in range(8)
    ]
    for child in children:
        child.start()
    for child in children:
        child.join(120)
    assert [child.exitcode for child in children] == [0] * 8
    with open_ledger(home, url) as ledger:
        every = ledger.submissions(actor=kit.LOCAL)
        assert sorted(s.version for s in every) == list(range(1, 41))
        assert [s.is_live for s in every].count(True) == 1
        assert ledger.verify() == []
