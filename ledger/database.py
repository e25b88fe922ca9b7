"""The connection to the ledger's database, and what makes a commit there durable."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, create_engine, event, make_url, select
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError, ProgrammingError

from contracts.errors import SubmissionError, UnavailableError, UsageError
from ledger import anchor, schema, schema_access

BUSY_TIMEOUT_MS = 30_000
_PRAGMAS = ("synchronous=EXTRA", "foreign_keys=ON", "recursive_triggers=ON")
_WRITES = "muster_writes"
# Any number that nobody else takes in that database.
_MAKING = int.from_bytes(b"muster")
_DAMAGED_WORDS = ("malformed", "not a database", "Could not decode to UTF-8", "no such column")
_CONNECTING = ("connection ", "failed to resolve")
SQLITE_FULL_WORDS = ("disk is full", "disk I/O error")


def wal_is_unsafe(version: tuple[int, int, int]) -> bool:
    """Whether write-ahead logging may corrupt a database under that version of SQLite.

    Affected: 3.7.0 to 3.51.2, except the repaired 3.44.6 and 3.50.7 and what followed them in
    their own series. 3.52.0 was withdrawn by its makers.
    """
    series, patch = version[:2], version[2]
    if (series == (3, 44) and patch >= 6) or (series == (3, 50) and patch >= 7):
        return False
    return (3, 7, 0) <= version <= (3, 51, 2) or version == (3, 52, 0)


def journal_mode(wanted: str, version: tuple[int, int, int]) -> str:
    """The journal mode to use. Raises SubmissionError where WAL is wanted and not safe."""
    mode = wanted.upper()
    if mode not in {"DELETE", "WAL"}:
        raise SubmissionError(f"The ledger knows no journal mode {wanted!r}; use DELETE.")
    if mode == "WAL" and wal_is_unsafe(version):
        written = ".".join(str(part) for part in version)
        raise SubmissionError(
            f"SQLite {written} may corrupt a database in WAL mode: use DELETE, or SQLite 3.51.3."
        )
    return mode


def in_file(path: Path) -> URL:
    """The address of a database that is a file: to a text, ? and % in a path would be signs of its
    own, and the database another file."""
    return URL.create("sqlite", database=str(path))


def connect(home: Path, url: str | URL | None, journal: str) -> Engine:
    """The engine of the ledger in `home`, or of the database at `url`; its tables exist."""
    engine = _engine(url or in_file(home / "ledger.sqlite"))
    if engine.dialect.name == "sqlite":
        mode = journal_mode(journal, sqlite3.sqlite_version_info)
        _make_durable(engine, mode)
    try:
        _ensure_schema(engine, home)
    except BaseException as error:
        engine.dispose()
        if isinstance(error, DBAPIError):
            raise unavailable(error) from error
        raise
    return engine


def _engine(url: str | URL) -> Engine:
    try:
        address = make_url(url)
        known = address.get_backend_name() in ("sqlite", "postgresql")
        # A server that was started again has closed what lies in the pool: each is asked first.
        checked = known and address.get_backend_name() != "sqlite"
        engine = create_engine(address, pool_pre_ping=checked) if known else None
    except (ArgumentError, ValueError):
        engine = None
    except ModuleNotFoundError as error:
        raise UsageError(
            "The driver of the ledger's database is not installed here: install Muster with its "
            "extra `postgres` as well."
        ) from error
    if engine is None:  # said without the address: it holds a password
        raise UsageError(
            "The address of the ledger's database is none that Muster knows: write in "
            "MUSTER_LEDGER_URL one such as postgresql+psycopg://user:password@host:5432/muster."
        )
    return engine


def _make_durable(engine: Engine, mode: str) -> None:
    @event.listens_for(engine, "connect")
    def _on_connect(dbapi_connection: Any, _record: object) -> None:  # pyright: ignore
        # The driver must not begin transactions by itself: a write begins IMMEDIATE, below.
        dbapi_connection.isolation_level = None
        cursor = dbapi_connection.cursor()
        try:
            for pragma in (f"busy_timeout={BUSY_TIMEOUT_MS}", f"journal_mode={mode}", *_PRAGMAS):
                cursor.execute(f"PRAGMA {pragma}")
        except UnicodeDecodeError as error:  # the driver's own, of words that would have said it
            raise sqlite3.DatabaseError("the database's schema is malformed") from error
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:  # pyright: ignore
        writes = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Generator[Connection]:
    """One consistent view of the ledger, however many queries it takes."""
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    try:
        with engine.begin() as connection:
            yield connection
    except DBAPIError as error:
        raise unavailable(error) from error


@contextmanager
def writing(engine: Engine) -> Generator[Connection]:
    """One write: whole or not at all, and alone. The commit is the acceptance."""
    try:
        with engine.execution_options(**{_WRITES: True}).begin() as connection:
            yield connection
    except DBAPIError as error:
        raise unavailable(error) from error


def _ensure_schema(engine: Engine, home: Path) -> None:
    known = anchor.read(home)  # first, as others may write meanwhile: the ledger is not behind it
    try:
        with engine.begin() as connection:
            head = connection.execute(
                select(schema.chain_head.c.schema_version, schema.chain_head.c.sequence)
            ).first()
            whole = schema.is_whole(connection)
    except (OperationalError, ProgrammingError):
        head, whole = None, False
    found = None if head is None else head.schema_version
    if head is not None and not head.sequence:
        anchor.require_none(home, known)
    if found is None or (found == schema.SCHEMA_VERSION and not whole):
        with engine.execution_options(**{_WRITES: True}).begin() as connection:
            if engine.dialect.name == "postgresql":  # whose tables two would make at once
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MAKING})")
            if not schema.has_begun(connection):
                anchor.require_none(home, known)
            schema.create(connection)
            schema_access.begin(connection)
    elif found != schema.SCHEMA_VERSION:
        raise SubmissionError(
            f"This ledger is of version {found}; this Muster reads {schema.SCHEMA_VERSION}."
        )


def unavailable(error: DBAPIError) -> UnavailableError:
    """What the database's error means to the person who can mend it."""
    text = str(error.orig)
    if error.connection_invalidated:
        return UnavailableError(
            "The connection to the ledger's database was lost, so it is not known whether this was "
            "written. Look at what stands in Muster and try again; files that were accepted are "
            "known by their bytes, and are not taken twice."
        )
    if any(words in text for words in SQLITE_FULL_WORDS):
        return UnavailableError(
            "The ledger could not be written: the disk is full or refuses. Nothing was accepted "
            "by this attempt and nothing accepted before is touched; free some space and try again."
        )
    if any(words in text for words in _DAMAGED_WORDS):
        why = text.partition(" with text")[0]  # without what somebody wrote
        return UnavailableError(
            f"The ledger's database is damaged ({why}). Keep it and everything beside it as it "
            "is, and restore the last backup into a new folder with `muster restore`."
        )
    if "readonly" in text or "unable to open" in text:
        return UnavailableError(
            f"The ledger cannot be opened or written ({text}): whoever runs Muster must own its "
            "folder and may not have it mounted for reading only. Nothing was accepted."
        )
    if "locked" in text:
        return UnavailableError(
            "The ledger is busy and did not answer in time. Nothing was accepted; try again."
        )
    first = text.partition("\n")[0]  # below it may stand what a row holds
    if error.statement is None and first.startswith(_CONNECTING):
        # Whoever asked may be anybody: where the database is, and as whom, is not said.
        why = re.sub("\"[^\"]*\"|'[^']*'", "...", first.rpartition("failed: ")[2])
        return UnavailableError(
            f"The ledger's database does not answer ({why}). Nothing was written; try again in a "
            "moment. Whoever runs Muster sees whether it runs, and whether MUSTER_LEDGER_URL names "
            "it."
        )
    return UnavailableError(f"The ledger refused: {first}")
