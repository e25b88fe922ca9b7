"""Logs for machines: one JSON object a line, of facts that are named here and of nothing else.

No cell value, no file name, no person: a fact that is not in `FACTS` cannot be written.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import IO

LOGGER = "muster"
# Everything that a line may hold beside `at`, `level` and `event`.
FACTS = frozenset(
    {
        "attempts",
        "bytes",
        "error_type",
        "force",
        "method",
        "period",
        "reference",
        "release_id",
        "request_id",
        "return",
        "route",
        "rows",
        "seconds",
        "state",
        "status",
        "submission_id",
    }
)


class UnnamedFactError(ValueError):
    """A fact that logs may not hold; raised where it is written, so that tests meet it."""


def log(event: str, *, level: int = logging.INFO, **facts: str | int | float | None) -> None:
    """Write one line. Raises UnnamedFactError for a fact that is not in FACTS."""
    unnamed = {name.rstrip("_") for name in facts} - FACTS
    if unnamed:
        raise UnnamedFactError(f"Logs do not hold {', '.join(sorted(unnamed))}.")
    kept = {name.rstrip("_"): value for name, value in facts.items() if value is not None}
    logging.getLogger(LOGGER).log(level, event, extra={"facts": kept})


class JsonLines(logging.Formatter):
    """One record as one JSON object. Of other libraries only the place is kept, never the words."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__()
        self._now = now

    def format(self, record: logging.LogRecord) -> str:
        own = record.name == LOGGER
        line: dict[str, object] = {
            "at": self._now().isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "event": record.getMessage() if own else f"{record.name}:{record.lineno}",
        }
        line.update(getattr(record, "facts", {}) if own else {})
        if record.exc_info and record.exc_info[0]:
            line["error_type"] = record.exc_info[0].__name__
        return json.dumps(line, ensure_ascii=True)


def configure(stream: IO[str] | None = None, level: int = logging.INFO) -> None:
    """Send everything that is logged in this process to `stream` (standard error) as JSON lines."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(LOGGER).setLevel(level)
    for name in ("uvicorn", "uvicorn.access", "uvicorn.error"):  # their lines hold query strings
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = name != "uvicorn.access"
