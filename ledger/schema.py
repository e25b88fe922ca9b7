"""The ledger's tables: append-only, refused to be otherwise by triggers, and chained by hash.

Every row names the transition (`sequence`) that wrote it. A transition carries the digest of its
rows and the hash of the transition before it, so that whatever is edited or deleted behind the
triggers' back is named by `ledger.verify`. `chain_head` is the only row that ever moves: forwards.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    inspect,
    select,
)
from sqlalchemy.engine import Connection

from ledger.guards import guards

SCHEMA_VERSION = 1

metadata = MetaData()


def _written_by(*, primary_key: bool = False) -> Column[int]:
    return Column(
        "sequence",
        Integer,
        ForeignKey("transition.sequence"),
        primary_key=primary_key,
        autoincrement=False,
        nullable=False,
    )


def _belongs_to() -> Column[str]:
    owner = ForeignKey("submission.submission_id")
    return Column("submission_id", String(24), owner, primary_key=True, nullable=False)


transition = Table(
    "transition",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("submission_id", String(24), nullable=False),
    Column("action", String(20), nullable=False),
    Column("state_from", String(20)),
    Column("state_to", String(20), nullable=False),
    Column("at", String(27), nullable=False),
    Column("subject", Text, nullable=False),
    Column("role", String(20), nullable=False),
    Column("local", Boolean, nullable=False),
    Column("reason", Text),
    Column("payload_sha256", String(64), nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
    Index("transition_of_submission", "submission_id", "sequence"),
)

chain_head = Table(
    "chain_head",
    metadata,
    Column("singleton", Integer, primary_key=True, autoincrement=False),
    Column("sequence", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("schema_version", Integer, nullable=False),
)

submission = Table(
    "submission",
    metadata,
    Column("submission_id", String(24), primary_key=True),
    _written_by(),
    Column("return_slug", String(60), nullable=False),
    Column("contract_version", String(20), nullable=False),
    Column("force_code", String(10), nullable=False),
    Column("period", String(10), nullable=False),
    Column("version", Integer, nullable=False),
    Column("submission_type", String(20), nullable=False),
    Column("revision_reason", String(40)),
    Column("received_at", String(27), nullable=False),
    Column("received_by", Text, nullable=False),
    Column("demonstration", Boolean, nullable=False),
    Column("idempotency_key", Text),
    Column("request_sha256", String(64), nullable=False),
    UniqueConstraint("return_slug", "force_code", "period", "version"),
    UniqueConstraint("force_code", "idempotency_key"),
)

submission_file = Table(
    "submission_file",
    metadata,
    _belongs_to(),
    Column("position", Integer, primary_key=True),
    _written_by(),
    Column("name", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Index("file_by_content", "sha256"),
)

submission_check = Table(
    "submission_check",
    metadata,
    _belongs_to(),
    _written_by(),
    Column("checked_at", String(27), nullable=False),
    Column("report_sha256", String(64), nullable=False),
    Column("readable", Boolean, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("error", BigInteger, nullable=False),
    Column("warning", BigInteger, nullable=False),
    Column("info", BigInteger, nullable=False),
    Column("not_assessed", BigInteger, nullable=False),
)

submission_table = Table(
    "submission_table",
    metadata,
    _belongs_to(),
    Column("table_name", String(60), primary_key=True),
    _written_by(),
    Column("sha256", String(64), nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("rows", BigInteger, nullable=False),
)

rule_outcome = Table(
    "rule_outcome",
    metadata,
    _belongs_to(),
    Column("position", Integer, primary_key=True),
    _written_by(),
    Column("rule_id", String(60), nullable=False),
    Column("severity", String(10), nullable=False),
    Column("dimension", String(20), nullable=False),
    Column("assessed", BigInteger, nullable=False),
    Column("failed", BigInteger, nullable=False),
    Column("not_assessed", BigInteger, nullable=False),
)

warning = Table(
    "warning",
    metadata,
    _belongs_to(),
    Column("fingerprint", String(64), primary_key=True),
    _written_by(),
    Column("rule_id", String(60), nullable=False),
    Column("table_name", String(60)),
    Column("column_name", String(60)),
    Column("key_json", Text, nullable=False),
)

explanation = Table(
    "explanation",
    metadata,
    _belongs_to(),
    _written_by(primary_key=True),
    Column("fingerprint", String(64), primary_key=True),
    Column("rule_id", String(60), nullable=False),
    Column("table_name", String(60)),
    Column("column_name", String(60)),
    Column("key_json", Text, nullable=False),
    Column("reason_code", String(40), nullable=False),
    Column("sentence", Text, nullable=False),
    Column("carried_from", String(24)),
    Column("explained_by", Text, nullable=False),
    Column("explained_at", String(27), nullable=False),
)

# One row a release that a submission was compared with; what was found is in the rows below it.
plausibility = Table(
    "plausibility",
    metadata,
    _belongs_to(),
    Column("release_id", String(60), primary_key=True),
    _written_by(),
    Column("release_sequence", Integer, nullable=False),
    Column("asked_at", String(27), nullable=False),
    Column("rules_json", Text, nullable=False),
    Column("warnings", BigInteger, nullable=False),
)

plausibility_finding = Table(
    "plausibility_finding",
    metadata,
    _belongs_to(),
    Column("release_id", String(60), primary_key=True),
    Column("fingerprint", String(64), primary_key=True),
    _written_by(),
    Column("position", Integer, nullable=False),
    Column("rule_id", String(60), nullable=False),
    Column("finding_json", Text, nullable=False),
)

# One row an event of a window; a row with a force is an extension of that force's own date.
collection_window = Table(
    "collection_window",
    metadata,
    _written_by(primary_key=True),
    Column("window_id", String(24), nullable=False),
    Column("return_slug", String(60), nullable=False),
    Column("period", String(10), nullable=False),
    Column("due_on", String(10), nullable=False),
    Column("force_code", String(10)),
    Index("window_of_place", "return_slug", "period"),
)

PAYLOAD_TABLES: tuple[Table, ...] = (
    submission,
    submission_file,
    submission_check,
    submission_table,
    rule_outcome,
    warning,
    explanation,
    plausibility,
    plausibility_finding,
    collection_window,
)
APPEND_ONLY: tuple[Table, ...] = (transition, *PAYLOAD_TABLES)


def is_whole(connection: Connection) -> bool:
    """Whether every table is there: a ledger that an earlier version made lacks the new ones."""
    return set(metadata.tables) <= set(inspect(connection).get_table_names())


def has_begun(connection: Connection) -> bool:
    """Whether any transition was ever written there."""
    if not inspect(connection).has_table(transition.name):
        return False
    return connection.execute(select(transition.c.sequence).limit(1)).first() is not None


def create(connection: Connection) -> None:
    """Make whatever is missing, inside the transaction that the caller holds.

    A head that is gone from a ledger with transitions is a loss to be named, not to be mended.
    """
    metadata.create_all(connection)
    for statement in guards(metadata, connection.dialect.name):
        connection.exec_driver_sql(statement)
    if not has_begun(connection) and connection.execute(chain_head.select()).first() is None:
        connection.execute(
            chain_head.insert().values(
                singleton=1, sequence=0, hash="0" * 64, schema_version=SCHEMA_VERSION
            )
        )
