"""The two chains of the ledger, as `verify` walks them: transitions, and the audit trail.

Rows are read as the database holds them: what was edited behind the ledger's back may be of any
type, and is to be named, not to be taken for something that it is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Boolean, Integer, Table, select, type_coerce
from sqlalchemy.engine import Connection

from ledger import audit, chain, schema, schema_access
from ledger.request import is_window_id

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Trail:
    """One chain: its links, its head, the tables that links write, and how it is spoken of."""

    links: Table
    head: Table
    payload: tuple[Table, ...]
    hash_of: Callable[[Mapping[str, object]], str]
    name: str  # of the whole
    link: str  # of one link, and its number behind it
    about: Callable[[Row], str]  # what one link is of

    def called(self, sequence: object) -> str:
        return f"{self.link} {sequence}"


def rows_of(connection: Connection, table: Table) -> Iterator[Row]:
    """Every row of a table by its number, with a truth value only where one is kept."""
    truths = [column.name for column in table.c if isinstance(column.type, Boolean)]
    query = select(
        *(
            type_coerce(column, Integer).label(column.name) if column.name in truths else column
            for column in table.c
        )
    ).order_by(table.c.sequence)
    for mapping in connection.execute(query).mappings():
        row: Row = {str(name): value for name, value in mapping.items()}
        yield row | {name: bool(row[name]) for name in truths if row[name] in (0, 1)}


def reference_of(link: Row) -> str | None:
    """The submission that a transition is of, where it is of one."""
    reference = link.get("submission_id")
    return reference if isinstance(reference, str) and not is_window_id(reference) else None


def _moved(link: Row) -> str:
    reference = str(link["submission_id"])
    return (
        f"{link['action']} of {'window' if is_window_id(reference) else 'submission'} {reference}"
    )


TRANSITIONS = Trail(
    schema.transition,
    schema.chain_head,
    schema.PAYLOAD_TABLES,
    chain.hash_of,
    name="the ledger",
    link="transition",
    about=_moved,
)
AUDIT = Trail(
    schema_access.audit,
    schema_access.audit_head,
    schema_access.PAYLOAD_TABLES,
    audit.hash_of,
    name="the audit trail",
    link="audit row",
    about=lambda link: str(link["act"]),
)
