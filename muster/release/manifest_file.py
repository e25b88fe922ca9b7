"""A manifest in its file: how it is written, and how it is read without reading all of it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

# How a manifest says which release in a row it is, and within how many characters of its start.
_NUMBERED = re.compile(r'^  "sequence": (\d+),$', re.MULTILINE)
_BEGINNING = 200


def written(manifest: Mapping[str, Any]) -> str:
    """JSON with a line for each thing that it says, and for each submission: indented to the last
    value, that of ten years takes longer to write than its models take."""
    return (
        "{\n" + ",\n".join(f'  "{key}": {_lines(told)}' for key, told in manifest.items()) + "\n}\n"
    )


def _lines(told: Any) -> str:
    if isinstance(told, list) and told:
        return "[\n" + ",\n".join(map(json.dumps, told)) + "\n]"
    return json.dumps(told)


def read(path: Path) -> Mapping[str, Any]:
    """What the manifest says. Raises OSError or ValueError where the file holds none."""
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _read(path: Path, changed_ns: int) -> Mapping[str, Any]:
    """As the file stands. That of ten years is megabytes, and asked for all the time."""
    told = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(told, dict):
        raise ValueError(path.name)  # noqa: TRY004 - it is the file that is wrong
    return told


def sequence(path: Path) -> int:
    """Which release in a row it is of; 0 where that cannot be read.

    A manifest begins with it: reading them whole would cost all releases' histories at each build.
    """
    with suppress(OSError, ValueError, TypeError, AttributeError), path.open("rb") as handle:
        told = _NUMBERED.search(handle.read(_BEGINNING).decode("utf-8", "replace"))
        if told:
            return int(told[1])
        handle.seek(0)
        return int(json.load(handle).get("sequence", 0))
    return 0
