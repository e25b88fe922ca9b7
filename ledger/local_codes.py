"""The mappings that forces keep: each version of each stays, and the newest that stands is used."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.engine import Connection, RowMapping

from contracts.errors import NotThereError, UsageError
from ledger import audit, schema_access
from ledger.audit import Act
from ledger.chain import Row
from ledger.model import Actor, ForceMapping
from ledger.times import aware_utc, read_time, written_time

MAXIMUM_BYTES = 256 * 1024
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}", re.ASCII)
_m = schema_access.force_mapping


def keep(
    connection: Connection,
    by: Actor,
    *,
    force_code: str,
    name: str,
    return_slug: str,
    title: str,
    content: str | None,
    at: datetime,
) -> ForceMapping:
    """Write the next version; a content of None retires the mapping.

    Raises UsageError for a name that is none, or a mapping that is too large.
    """
    if _NAME.fullmatch(name) is None:
        raise UsageError(
            f"{name!r} is no name for a mapping: use up to 40 small letters, digits, - and _."
        )
    if content is not None and len(content.encode()) > MAXIMUM_BYTES:
        raise UsageError("A mapping may be 256 KiB at most.")
    version = 1 + (
        connection.execute(
            select(func.max(_m.c.version)).where(_m.c.force_code == force_code, _m.c.name == name)
        ).scalar()
        or 0
    )
    row: Row = {
        "force_code": force_code,
        "name": name,
        "version": version,
        "return_slug": return_slug,
        "title": title,
        "content": content,
        "kept_at": written_time(aware_utc(at, "the time of keeping")),
        "kept_by": by.subject,
    }
    act = Act.KEEP_MAPPING if content is not None else Act.RETIRE_MAPPING
    about = f"{force_code}/{name} v{version}"
    audit.append(connection, by, act, about, at=at, rows={_m: [row]})
    return one(connection, force_code, name)


def one(connection: Connection, force_code: str, name: str) -> ForceMapping:
    """The newest version. Raises NotThereError where the force keeps no mapping of that name."""
    found = [each for each in newest(connection, force_code) if each.name == name]
    if not found:
        raise NotThereError(f"Force {force_code} keeps no mapping called {name!r}.")
    return found[0]


def newest(connection: Connection, force_code: str) -> tuple[ForceMapping, ...]:
    """The newest version of each mapping of the force, retired ones included, by name."""
    standing: dict[str, ForceMapping] = {each.name: each for each in every(connection, force_code)}
    return tuple(standing[name] for name in sorted(standing))


def every(connection: Connection, force_code: str) -> tuple[ForceMapping, ...]:
    """Every version that the force ever kept, oldest first."""
    query = select(_m).where(_m.c.force_code == force_code).order_by(_m.c.sequence)
    return tuple(_mapping(row) for row in connection.execute(query).mappings())


def _mapping(row: RowMapping) -> ForceMapping:
    return ForceMapping(
        force_code=row["force_code"],
        name=row["name"],
        version=row["version"],
        return_slug=row["return_slug"],
        title=row["title"],
        content=row["content"],
        kept_at=read_time(row["kept_at"]),
        kept_by=row["kept_by"],
    )
