"""dbt's first reading, of a project of one model, before a process is forked from.

What dbt works out when it reads anything for the first time (how its own records are written and
checked) takes longer than to see that a known project has not changed. A fork has it already.
"""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path

from .run_dbt import arguments, quietly

_FILES = {
    "dbt_project.yml": "name: rehearsal\nversion: '1.0'\nprofile: rehearsal\n",
    "profiles.yml": (
        "rehearsal:\n  target: none\n  outputs:\n    none: {type: duckdb, path: ':memory:'}\n"
    ),
    "models/one.sql": "select 1 as id",
    "models/_models.yml": (
        "version: 2\nmodels:\n- name: one\n  columns:\n  - name: id\n    data_tests: [not_null]\n"
    ),
}


def rehearse() -> bool:
    """Read that project; False where it cannot be, and each child then works it out for itself.

    Without dbt's static parser: it computes in threads of its own, which a fork would be without.
    Nothing is run, so no database is opened, and no adapter stays from one command to the next.
    """
    from dbt.cli.main import dbtRunner

    with suppress(OSError), tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        for name, text in _FILES.items():
            path = project / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        command = ["--no-static-parser", "parse", *arguments(project, project, {})]
        return dbtRunner().invoke([*quietly(project), *command]).success
    return False
