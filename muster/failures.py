"""What is kept of a failure of Muster itself: where it was, never what it was about.

The message of an exception may hold a cell's value, so that neither it nor any variable is kept.
"""

from __future__ import annotations

import hashlib
import traceback
from pathlib import Path

from muster.settings import home

FOLDER = "logs"


def record(error: BaseException) -> str:
    """Keep the places of a failure under MUSTER_HOME. Returns the reference that names them.

    The same failure in the same place has the same reference. Nothing is raised where the places
    cannot be written.
    """
    places = [
        f"{Path(f.filename).name}:{f.lineno} {f.name}"
        for f in traceback.extract_tb(error.__traceback__)
    ]
    lines = [type(error).__name__, *places]
    reference = hashlib.sha256("\n".join(lines).encode()).hexdigest()[:8]
    try:
        folder = home() / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"failure-{reference}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError:
        pass
    return reference
