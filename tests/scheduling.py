"""Which tests go to one worker: those of one `xdist_group`.

pytest-xdist marks them in their ids, and this pytest no longer lets an id be changed. So the group
is read from the file that the test stands in.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from xdist.scheduler import LoadGroupScheduling

ROOT = Path(__file__).parents[1]
MARK = "xdist_group"
WHOLE = "pytestmark"


class ByGroup(LoadGroupScheduling):
    """Tests of one group are one piece of work; every other test is one by itself."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid) or nodeid


def group_of(nodeid: str) -> str | None:
    """The group of a test: its own, or its file's."""
    path, _, name = nodeid.partition("::")
    groups = _groups(path)
    return groups.get(name.partition("[")[0], groups.get(WHOLE))


@cache
def _groups(path: str) -> dict[str, str]:
    """Function to its group, and WHOLE to that of the file."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    found: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            marks: list[ast.expr] = node.decorator_list
            name = node.name
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == WHOLE:
            marks, name = [node.value], WHOLE
        else:
            continue
        for call in (each for mark in marks for each in ast.walk(mark)):
            if isinstance(call, ast.Call) and ast.unparse(call.func).endswith(MARK):
                found[name] = str(ast.literal_eval(call.args[0]))
    return found
