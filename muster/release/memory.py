"""What dbt knows of the project, kept from one run of the models to the next.

dbt reads the whole project in seconds of a core, and only what changed in it where it remembers it.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from .manifest import code_version

# dbt remembers the project together with the name of its database, so that has always one name.
WAREHOUSE = "release.duckdb"
_MEMORY = "partial_parse.msgpack"


def memory(home: Path) -> Path:
    """The folder for the project as it is now."""
    return home / "dbt" / code_version().rpartition("+")[2]


def recall(parsed: Path | None, target: Path) -> None:
    """Put what is remembered into dbt's folder `target`, where anything is."""
    if parsed and (parsed / _MEMORY).is_file():
        target.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(parsed / _MEMORY, target / _MEMORY)


def remember(target: Path, parsed: Path | None) -> None:
    """Keep what dbt knows of the project for the next run."""
    own = target / _MEMORY
    if parsed is None or not own.is_file():
        return
    parsed.mkdir(parents=True, exist_ok=True)
    partial = parsed / f"{_MEMORY}.{os.getpid()}.partial"
    shutil.copyfile(own, partial)
    partial.replace(parsed / _MEMORY)
