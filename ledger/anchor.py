"""How far a home's ledger has come, written beside its files.

An empty database, an older copy or somebody else's ledger knows nothing of the files that lie in a
home: without this, all of them would be taken for what an interrupted write had left.
"""

from __future__ import annotations

import json
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.engine import Connection

from contracts.errors import UnavailableError
from ledger import schema, schema_access
from ledger.model import Point

FILE = "ledger.anchor"


def read(home: Path) -> Point | None:
    """The point that the home's ledger is known to have come to; None where none was written."""
    return _point(_told(home))


def audited(home: Path) -> Point | None:
    """The row that its audit trail is known to have come to; None where an earlier version wrote
    the note, which did not say it."""
    return _point(_told(home).get("audit"))


def is_written(home: Path) -> bool:
    """Whether there is a note, be it one that cannot be read."""
    return (home / FILE).exists()


def doubt(home: Path) -> str | None:
    """Why the home does not know an older copy of its ledger for one; None where it does."""
    noted = since(home)
    if not is_written(home):
        told = f"{FILE}, which notes how far the ledger has come, is not there"
    elif read(home) is None:
        told = f"{FILE}, which notes how far the ledger has come, cannot be read"
    elif noted:
        told = (
            f"{FILE} notes the ledger from transition {noted:,} on only: it was begun anew then, "
            "because there was none that could be read"
        )
    else:
        return None
    return (
        f"{told}. Nothing here tells whether the ledger had come further before, and lost its end. "
        "`muster backup` into the folder of the last backup says so where that holds more; if all "
        "is there, `muster verify --vouch` writes down that you found it so."
    )


def begin(home: Path, reached: Point, audited: Point) -> None:
    """Note a ledger that somebody vouches for, or that was just restored: whole up to there."""
    _replace(home, _written(reached) | {"since": 0, "audit": _written(audited)})


def since(home: Path) -> int | None:
    """The transition that the home has notes from; None where that was never written."""
    first = _told(home).get("since")
    return first if isinstance(first, int) else None


def write(home: Path, reached: Point, begun: int) -> None:
    """Note a point that is committed. It may lag behind, so it is not synced, and may fail.

    `begun` is where the notes begin, if this is the first.
    """
    told = _told(home)
    first = told if _point(told) else {"since": begun}
    _replace(home, first | _written(reached))


def write_audited(home: Path, reached: Point) -> None:
    """Note the audit trail's head beside the ledger's own; nothing where that was not noted."""
    told = _told(home)
    if _point(told):
        _replace(home, told | {"audit": _written(reached)})


def _told(home: Path) -> dict[str, Any]:
    """What the note says; nothing where there is none, or none that can be read."""
    try:
        told = json.loads((home / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _written(point: Point) -> dict[str, Any]:
    return {"sequence": point.sequence, "hash": point.hash}


def _point(told: Any) -> Point | None:
    try:
        return Point(int(told["sequence"]), str(told["hash"]))
    except (ValueError, TypeError, KeyError):
        return None


def _replace(home: Path, told: dict[str, Any]) -> None:
    temporary = home / f"{FILE}.{uuid.uuid4().hex}"
    try:
        temporary.write_text(json.dumps(told), encoding="utf-8")
        temporary.replace(home / FILE)
    except OSError:  # a full disk: what was committed stays so
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def require_none(home: Path, known: Point | None) -> None:
    """Raises UnavailableError where a database that holds nothing stands for one that held much.

    `known` was read before the database was asked.
    """
    if known is not None and known.sequence:
        raise UnavailableError(
            f"The ledger of {home.name} had come to transition {known.sequence}, and this database "
            "holds none: it is another one, or its content is gone. Nothing was touched. Name the "
            "right database, or put a backup of it back; a new ledger needs a new folder."
        )


def require_same(home: Path, connection: Connection, sequence: int) -> None:
    """Raises UnavailableError where the ledger is an older copy, which would give numbers again, or
    another one, after whose next write nothing would tell that the home's files are not its own."""
    known = read(home)
    if known is not None and sequence < known.sequence:
        raise UnavailableError(
            f"The ledger of {home.name} had come to transition {known.sequence}, and this copy of "
            f"it ends at {sequence}: nothing is accepted until what is missing is put back. If it "
            "is lost for good, restore the last backup into a new folder with `muster restore`."
        )
    if known is not None and missed(connection, known) is not None:
        raise UnavailableError(
            f"This is not the ledger of {home.name}: transition {known.sequence} is another than "
            "the one that it had come to. Nothing is accepted and nothing was touched. Name the "
            "right database, or put it back from the last backup."
        )


def missed(connection: Connection, known: Point) -> str | None:
    """Why this cannot be the ledger that has been at that point; None where it has been there."""
    end, held = _reached(connection, schema.chain_head, schema.transition, known)
    if end is not None and end < known.sequence:
        return (
            f"The ledger had come to transition {known.sequence} and ends at {end}: "
            "it is an older copy, or its end is gone."
        )
    if held not in (None, known.hash):
        return f"Transition {known.sequence} is not the one that this home's ledger had come to."
    return None


def missed_in_audit(connection: Connection, known: Point) -> str | None:
    """The same of the audit trail."""
    end, held = _reached(connection, schema_access.audit_head, schema_access.audit, known)
    if end is not None and end < known.sequence:
        return (
            f"The audit trail had come to row {known.sequence} and ends at {end}: "
            "it is an older copy, or its end is gone."
        )
    if held not in (None, known.hash):
        return f"Row {known.sequence} of the audit trail is not the one that it had come to."
    return None


def _reached(
    connection: Connection, head: Table, links: Table, known: Point
) -> tuple[int | None, str | None]:
    """Where a chain ends, unless its head was edited to say nothing; its hash at that point."""
    end = connection.execute(select(head.c.sequence)).scalar() or 0
    query = select(links.c.hash).where(links.c.sequence == known.sequence)
    held = connection.execute(query).scalar()
    return (end if isinstance(end, int) else None), held
