"""How far a home's ledger has come, written beside its files.

An empty database, an older copy or somebody else's ledger knows nothing of the files that lie in a
home: without this, all of them would be taken for what an interrupted write had left.
"""

from __future__ import annotations

import json
import uuid
from contextlib import suppress
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.engine import Connection

from contracts.errors import UnavailableError
from ledger import schema
from ledger.model import Point

FILE = "ledger.anchor"


def read(home: Path) -> Point | None:
    """The point that the home's ledger is known to have come to; None where none was written."""
    try:
        told = json.loads((home / FILE).read_text(encoding="utf-8"))
        return Point(int(told["sequence"]), str(told["hash"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def since(home: Path) -> int | None:
    """The transition that the home has notes from; None where that was never written."""
    try:
        return int(json.loads((home / FILE).read_text(encoding="utf-8"))["since"])
    except (OSError, ValueError, TypeError, KeyError):
        return None


def write(home: Path, reached: Point, begun: int) -> None:
    """Note a point that is committed. It may lag behind, so it is not synced, and may fail.

    `begun` is where the notes begin, if this is the first.
    """
    temporary = home / f"{FILE}.{uuid.uuid4().hex}"
    told = {"sequence": reached.sequence, "hash": reached.hash}
    first = since(home) if read(home) else begun
    try:
        temporary.write_text(
            json.dumps(told if first is None else told | {"since": first}), encoding="utf-8"
        )
        temporary.replace(home / FILE)
    except OSError:  # a full disk: what was committed stays so
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def require_none(home: Path) -> None:
    """Raises UnavailableError where a database that holds nothing stands for one that held much."""
    known = read(home)
    if known is not None and known.sequence:
        raise UnavailableError(
            f"The ledger of {home.name} had come to transition {known.sequence}, and this database "
            "holds none: it is another one, or its content is gone. Nothing was touched. Name the "
            "right database, or put a backup of it back; a new ledger needs a new folder."
        )


def require_not_behind(home: Path, sequence: int) -> None:
    """Raises UnavailableError where the ledger is an older copy, which would give numbers again."""
    known = read(home)
    if known is not None and sequence < known.sequence:
        raise UnavailableError(
            f"The ledger of {home.name} had come to transition {known.sequence}, and this copy of "
            f"it ends at {sequence}: nothing is accepted until what is missing is put back. If it "
            "is lost for good, restore the last backup into a new folder with `muster restore`."
        )


def missed(connection: Connection, known: Point) -> str | None:
    """Why this cannot be the ledger that has been at that point; None where it has been there."""
    head = connection.execute(select(schema.chain_head.c.sequence)).scalar() or 0
    if head < known.sequence:
        return (
            f"The ledger had come to transition {known.sequence} and ends at {head}: "
            "it is an older copy, or its end is gone."
        )
    t = schema.transition.c
    held = connection.execute(select(t.hash).where(t.sequence == known.sequence)).scalar()
    if held is not None and held != known.hash:
        return f"Transition {known.sequence} is not the one that this home's ledger had come to."
    return None
