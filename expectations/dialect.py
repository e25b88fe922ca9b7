"""DuckDB for Great Expectations: its SQL engine reads results after it has closed the connection.

DuckDB's driver does not survive that, so results are buffered as soon as they are there.
"""

from __future__ import annotations

from duckdb_engine import Dialect
from sqlalchemy.dialects import registry
from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy


class BufferedContext(Dialect.execution_ctx_cls):
    """An execution whose rows are all in memory before anyone asks for them."""

    def post_exec(self) -> None:
        super().post_exec()
        if self.cursor.description:
            self.cursor_fetch_strategy = FullyBufferedCursorFetchStrategy(
                self.cursor, initial_buffer=self.cursor.fetchall()
            )


class BufferedDialect(Dialect):
    driver = "buffered"
    execution_ctx_cls = BufferedContext
    supports_statement_cache = False


def register() -> None:
    """Make `duckdb+buffered:///file.duckdb` an address that SQLAlchemy understands."""
    registry.register("duckdb.buffered", __name__, "BufferedDialect")
