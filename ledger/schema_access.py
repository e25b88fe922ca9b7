"""The ledger's tables of who may come in and of who did what besides moving a submission.

`audit` is a chain like `transition`: each row carries the hash of the one before and the digest of
the rows that it wrote (a token, the end of one, a version of a force's mapping).
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text
from sqlalchemy.engine import Connection

from ledger.schema import metadata

FIRST_HASH = "0" * 64

audit = Table(
    "audit",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("at", String(27), nullable=False),
    Column("subject", Text, nullable=False),
    Column("role", String(20), nullable=False),
    Column("force_code", String(10)),
    Column("local", Boolean, nullable=False),
    Column("act", String(30), nullable=False),
    Column("about", Text),
    Column("outcome", String(10), nullable=False),
    Column("payload_sha256", String(64), nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
    Index("audit_of_force", "force_code", "sequence"),
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("singleton", Integer, primary_key=True, autoincrement=False),
    Column("sequence", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
)


def _written_by() -> Column[int]:
    return Column("sequence", Integer, ForeignKey("audit.sequence"), nullable=False)


token = Table(
    "token",
    metadata,
    Column("token_id", String(16), primary_key=True),
    _written_by(),
    Column("secret_sha256", String(64), nullable=False),
    Column("subject", Text, nullable=False),
    Column("role", String(20), nullable=False),
    Column("force_code", String(10)),
    Column("issued_at", String(27), nullable=False),
    Column("expires_at", String(27), nullable=False),
    Column("issued_by", Text, nullable=False),
)

token_end = Table(
    "token_end",
    metadata,
    Column("token_id", String(16), ForeignKey("token.token_id"), primary_key=True),
    _written_by(),
    Column("revoked_at", String(27), nullable=False),
    Column("revoked_by", Text, nullable=False),
)

force_mapping = Table(
    "force_mapping",
    metadata,
    Column("force_code", String(10), primary_key=True),
    Column("name", String(40), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    _written_by(),
    Column("return_slug", String(60), nullable=False),
    Column("title", Text, nullable=False),
    Column("content", Text),
    Column("kept_at", String(27), nullable=False),
    Column("kept_by", Text, nullable=False),
)

PAYLOAD_TABLES: tuple[Table, ...] = (token, token_end, force_mapping)
APPEND_ONLY: tuple[Table, ...] = (audit, *PAYLOAD_TABLES)


def begin(connection: Connection) -> None:
    """Give the audit its head where it has none and nothing was written yet."""
    begun = connection.execute(audit.select().limit(1)).first()
    if begun is None and connection.execute(audit_head.select()).first() is None:
        connection.execute(audit_head.insert().values(singleton=1, sequence=0, hash=FIRST_HASH))
