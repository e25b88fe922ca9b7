"""dbt's first reading, of a project with one of each kind, before a process is forked from.

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
    "models/two.sql": "select id from {{ ref('one') }}, {{ ref('seed') }}, {{ source('s', 't') }}",
    "seeds/seed.csv": "id\n1\n",
    "tests/singular.sql": "select id from {{ ref('two') }} where false",
    "models/_models.yml": """
version: 2
models:
- name: one
  columns:
  - {name: id, data_tests: [not_null]}
seeds:
- name: seed
  columns:
  - {name: id, data_tests: [unique]}
sources:
- name: s
  tables:
  - {name: t, columns: [{name: id}]}
exposures:
- {name: page, type: dashboard, owner: {name: everyone}, depends_on: [ref('two')]}
unit_tests:
- name: of_two
  model: two
  given: [{input: ref('one'), rows: [{id: 1}]}, {input: ref('seed'), rows: [{id: 1}]}]
  expect: {rows: [{id: 1}]}
""",
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
        # The second time from what the first has written, as every child reads the real one.
        return all(dbtRunner().invoke([*quietly(project), *command]).success for _ in range(2))
    return False
