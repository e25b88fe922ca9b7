"""What only PostgreSQL does: its own triggers, its own locks, its own ways to end.

The ledger's whole suite runs on it as well: see tests/conftest.py.
"""

from __future__ import annotations

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, make_url, select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from contracts.errors import SubmissionError, UnavailableError
from ledger import database, schema
from ledger.store import open_ledger
from tests import ledger_kit as kit
from tests import postgresql_kit

pytestmark = pytest.mark.sqlite_only  # asked once: each of these names its server itself


@pytest.fixture
def url(postgresql: str) -> str:
    return postgresql_kit.new_schema(postgresql, f"muster_{uuid.uuid4().hex[:12]}")


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


def test_a_ledger_that_many_begin_at_once_is_made_once(tmp_path: Path, url: str) -> None:
    """An app, an API and a worker are started together, and at once somebody submits."""
    together = threading.Barrier(6)

    def begin(number: int) -> None:
        together.wait()
        with open_ledger(tmp_path / "home", url) as ledger:
            kit.receive(ledger, tmp_path / str(number), period=f"2023-0{number + 1}")

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(begin, range(6)))
    with open_ledger(tmp_path / "home", url) as ledger:
        assert len(ledger.submissions(actor=kit.LOCAL)) == 6
        assert ledger.verify() == []


def test_one_view_is_one_moment_whatever_is_committed_meanwhile(tmp_path: Path, url: str) -> None:
    count = select(func.count()).select_from(schema.submission)
    with (
        open_ledger(tmp_path / "home", url) as ledger,
        open_ledger(tmp_path / "home", url) as other,
    ):
        with database.reading(ledger._engine) as connection:
            assert connection.execute(count).scalar() == 0
            kit.accept(other, tmp_path)
            assert connection.execute(count).scalar() == 0
        with database.reading(ledger._engine) as connection:
            assert connection.execute(count).scalar() == 1


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


@pytest.mark.parametrize("verb", ["UPDATE", "DELETE"])
@pytest.mark.parametrize("table", [table.name for table in schema.APPEND_ONLY])
def test_every_table_is_append_only(tmp_path: Path, url: str, table: str, verb: str) -> None:
    with open_ledger(tmp_path / "home", url) as ledger:
        kit.accept(ledger, tmp_path, kit.finding("warning"), explanations=[kit.explanation()])
        change = f"UPDATE {table} SET sequence = 99" if verb == "UPDATE" else f"DELETE FROM {table}"
        with ledger._engine.connect() as connection:
            if not connection.execute(text(f"SELECT count(*) FROM {table}")).scalar():
                return  # a trigger for each row has nothing to refuse
        with (
            pytest.raises(DBAPIError, match=f"append-only: {table} refuses {verb}"),
            ledger._engine.begin() as connection,
        ):
            connection.execute(text(change))


@pytest.mark.parametrize(
    ("disarmed", "named"),
    [
        ("DROP TRIGGER token_refuses ON token", ["token_refuses"]),
        ("ALTER TABLE audit DISABLE TRIGGER audit_refuses", ["audit_refuses"]),
        (
            "CREATE OR REPLACE TRIGGER audit_refuses BEFORE UPDATE ON audit "
            "FOR EACH ROW EXECUTE FUNCTION ledger_refuses()",
            ["audit_refuses"],
        ),
        (
            "DROP TRIGGER chain_head_only_moves_forwards ON chain_head",
            ["chain_head_only_moves_forwards"],
        ),
        (
            "CREATE OR REPLACE FUNCTION ledger_refuses() RETURNS trigger LANGUAGE plpgsql "
            "AS $$ BEGIN RETURN NEW; END $$",
            None,  # all of them
        ),
    ],
)
def test_triggers_that_were_disarmed_are_named_and_put_back(
    tmp_path: Path, url: str, disarmed: str, named: list[str] | None
) -> None:
    with open_ledger(tmp_path / "home", url) as ledger:
        with ledger._engine.begin() as connection:
            connection.execute(text(disarmed))
        subjects = [found.subject for found in ledger.verify()]
        assert subjects == named if named else len(subjects) > len(schema.APPEND_ONLY)
        assert len(ledger.doctor()) == len(subjects)
        assert ledger.verify() == []


def test_a_ledger_of_another_version_is_not_touched(tmp_path: Path, url: str) -> None:
    with open_ledger(tmp_path / "home", url) as ledger, ledger._engine.begin() as connection:
        connection.execute(text("UPDATE chain_head SET sequence = 1, schema_version = 99"))
    with pytest.raises(SubmissionError, match="version 99"):
        open_ledger(tmp_path / "home", url)


def test_a_server_that_is_not_there_is_a_sentence_without_its_address(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError) as told:
        open_ledger(tmp_path / "home", "postgresql+psycopg://keeper@127.0.0.1:1/wages")
    assert str(told.value).startswith(
        "The ledger's database does not answer (Connection refused). Nothing was written; try again"
    )


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("failed to resolve host 'h': [Errno -2] Name or service not known", "does not answer"),
        (
            'connection failed: FATAL:  database "wages" does not exist',
            "(FATAL:  database ... does",
        ),
        ('connection to server at "h", port 1 failed: FATAL:  role "keeper" is', "role ... is)"),
        ("violates a constraint\nDETAIL: Key (name)=(wages)", "refused: violates a constraint"),
    ],
)
def test_what_a_server_says_is_told_without_where_and_as_whom_and_without_rows(
    said: str, told: str
) -> None:
    sentence = str(database.unavailable(OperationalError(None, None, Exception(said))))
    assert told in sentence
    assert not any(each in sentence for each in ("'h'", '"h"', "wages", "keeper", "\n"))


def _cut(postgresql: str, name: str) -> None:
    """What a server that ends or starts again does to those who are connected by that name."""
    engine = create_engine(postgresql)
    with engine.begin() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name=:n"
            ),
            {"n": name},
        )
    engine.dispose()


def test_a_server_that_was_started_again_refuses_nobody(
    tmp_path: Path, url: str, postgresql: str
) -> None:
    named = make_url(url).update_query_dict({"application_name": "cut"})
    with open_ledger(tmp_path / "home", named.render_as_string(hide_password=False)) as ledger:
        kit.accept(ledger, tmp_path)
        _cut(postgresql, "cut")
        assert len(ledger.submissions(actor=kit.LOCAL)) == 1
        with (
            pytest.raises(UnavailableError, match="connection to the ledger's database was lost"),
            database.writing(ledger._engine) as connection,
        ):
            _cut(postgresql, "cut")
            connection.execute(select(schema.chain_head))
