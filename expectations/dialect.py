"""DuckDB for Great Expectations: its SQL engine reads results after it has closed the connection.

DuckDB's driver does not survive that, so results are buffered as soon as they are there. And where
it wants to know a query's columns it asks for all its rows, and looks at none: it gets none.
"""

from __future__ import annotations

import re
from typing import Any

import duckdb
from duckdb_engine import ConnectionWrapper, Dialect
from sqlalchemy.dialects import registry
from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy

# An asset by itself; what reads its rows has it in brackets.
_ASSET = re.compile(r"\s*select \* from \w+\.\w+\s*", re.IGNORECASE)


class ColumnsOnly(FullyBufferedCursorFetchStrategy):
    """The answer to a question about columns; whoever asks it for rows was answered wrongly."""

    def fetchone(self, *arguments: Any, **named: Any) -> Any:
        raise AssertionError("a table was asked for its columns, and is read for its rows")

    fetchmany = fetchall = fetchone


class BufferedContext(Dialect.execution_ctx_cls):
    """An execution whose rows are all in memory before anyone asks for them."""

    def pre_exec(self) -> None:
        super().pre_exec()
        self.asks_for_columns = bool(_ASSET.fullmatch(self.statement or ""))
        if self.asks_for_columns:
            self.statement = f"{self.statement} limit 0"

    def post_exec(self) -> None:
        super().post_exec()
        if self.cursor.description:
            strategy = ColumnsOnly if self.asks_for_columns else FullyBufferedCursorFetchStrategy
            self.cursor_fetch_strategy = strategy(
                self.cursor, initial_buffer=self.cursor.fetchall()
            )


class BufferedDialect(Dialect):
    driver = "buffered"
    execution_ctx_cls = BufferedContext
    supports_statement_cache = False

    def connect(self, database: str, **_: Any) -> Any:
        """A file, only to be read; opened as `run` opens it, for two connections that one process
        has to one file must be alike."""
        return ConnectionWrapper(duckdb.connect(database, read_only=True))


def register() -> None:
    """Make `duckdb+buffered:///file.duckdb` an address that SQLAlchemy understands."""
    registry.register("duckdb.buffered", __name__, "BufferedDialect")
