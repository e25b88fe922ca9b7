"""R19: write-ahead logging is refused exactly where SQLite may corrupt a database with it."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from unittest.mock import patch

from contracts.errors import SubmissionError
from ledger import database
from ledger.store import open_ledger
from tests.torture.scenario import Figures, require

# Pretended versions of SQLite, and whether write-ahead logging is safe with them.
VERSIONS = {
    (3, 40, 1): False,
    (3, 44, 6): True,
    (3, 50, 7): True,
    (3, 51, 2): False,
    (3, 51, 3): True,
    (3, 52, 0): False,
}


def sqlite_versions(folder: Path, *, safe: bool) -> Figures:
    """R19. The broken safeguard: nobody looks at the version."""
    refused = 0
    for number, (version, sound) in enumerate(VERSIONS.items()):
        with (
            patch.object(sqlite3, "sqlite_version_info", version),
            patch.object(database, "wal_is_unsafe", database.wal_is_unsafe if safe else _never),
        ):
            accepted = _opens(folder / str(number))
        require(
            accepted is sound, f"WAL with SQLite {version}: {'taken' if accepted else 'refused'}"
        )
        refused += not accepted
    return {"versions": len(VERSIONS), "WAL refused on": refused}


def _opens(home: Path) -> bool:
    try:
        with open_ledger(home, journal="WAL"):
            return True
    except SubmissionError as error:
        require("may corrupt" in str(error), str(error))
        return False


def _never(_: tuple[int, int, int]) -> bool:
    return False
