"""What a child that reads a stranger's file is given of its parent's surroundings, and what not."""

from __future__ import annotations

import os
import re
import resource
from pathlib import Path

_ROOT = str(Path(__file__).resolve().parent.parent)
# Whoever made a reader do as it pleases would find these in its own memory: passwords, keys, and
# the addresses of what they open. No check needs any of them.
_NOT_FOR_CHILDREN = re.compile(
    r"(MUSTER|AWS|PG|STREAMLIT)_?\w*|\w*(SECRET|PASSWORD|PASSWD|TOKEN|CREDENTIAL|API_?KEY)\w*",
    re.IGNORECASE | re.ASCII,
)
_ALL_THE_SAME = frozenset({"MUSTER_DEBUG"})


def environment(**more: str) -> dict[str, str]:
    """The parent's without its secrets, with less address space for each thread, and with our
    packages wherever we are; `more` is added."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in _ALL_THE_SAME or not _NOT_FOR_CHILDREN.fullmatch(name)
    }
    path = os.pathsep.join(part for part in (_ROOT, os.environ.get("PYTHONPATH")) if part)
    return {**kept, "PYTHONPATH": path, "MALLOC_ARENA_MAX": "2", **more}


def leave_no_core() -> None:
    """A reader that dies leaves no picture of its memory on the disk: it holds cells."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
