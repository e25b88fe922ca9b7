"""Which tests go to one worker, and which begin.

A fixture that a whole file shares is made once where its tests follow each other at one worker: so
such a file is one piece of work, as are the tests of one `xdist_group`. (pytest-xdist marks groups
in the ids of the tests, and this pytest no longer lets an id be changed: the group is read from the
file.) Pieces that take long begin, so that no worker is left alone with one at the end.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadGroupScheduling

ROOT = Path(__file__).parents[1]
MARK = "xdist_group"
WHOLE = "pytestmark"
# Minutes each; then whatever is marked as slow; then the rest, as it is collected.
LONGEST = (
    "tests/integration/test_spark.py",
    "tests/torture/test_reduced.py",
    "tests/integration/test_release_incremental.py",
    "tests/integration/test_plausibility.py",
    "tests/integration/test_read_corpus.py",
    "tests/browser/test_browser_pages.py",
)


class ByFile(LoadGroupScheduling):
    """One piece of work: a group, or a file that shares a fixture, or one test by itself."""

    def __init__(self, config: pytest.Config, log: Any) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False  # the order is ours

    def _split_scope(self, nodeid: str) -> str:
        return piece_of(nodeid)


def piece_of(nodeid: str) -> str:
    """The name of the piece of work that a test belongs to."""
    path, _, name = nodeid.partition("::")
    file = _read(path)
    group = file.groups.get(name.partition("[")[0], file.groups.get(WHOLE))
    return group or (path if file.shares else nodeid)


def longest_first(items: list[pytest.Item]) -> None:
    """Put what takes long at the beginning; tests of one file keep their order."""
    ranks = {path: rank for rank, path in enumerate(LONGEST)}

    def rank(item: pytest.Item) -> tuple[int, bool]:
        slow = item.get_closest_marker("slow") is not None
        return ranks.get(item.nodeid.partition("::")[0], len(ranks)), not slow

    items.sort(key=rank)


@dataclass
class _File:
    """Function to its group, and WHOLE to that of the file; whether a fixture is of the module."""

    groups: dict[str, str] = field(default_factory=dict[str, str])
    shares: bool = False


@cache
def _read(path: str) -> _File:
    text = (ROOT / path).read_text(encoding="utf-8")
    found = _File(shares='scope="module"' in text)
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef):
            marks: list[ast.expr] = node.decorator_list
            name = node.name
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == WHOLE:
            marks, name = [node.value], WHOLE
        else:
            continue
        for call in (each for mark in marks for each in ast.walk(mark)):
            if isinstance(call, ast.Call) and ast.unparse(call.func).endswith(MARK):
                found.groups[name] = str(ast.literal_eval(call.args[0]))
    return found
