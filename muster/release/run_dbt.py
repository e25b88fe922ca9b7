"""Run dbt once, in this process: `python -m muster.release.run_dbt PROJECT WORK VARIABLES`.

The warehouse is named by MUSTER_WAREHOUSE. WORK receives dbt's target and logs, so that nothing is
written into the project; VARIABLES is a JSON object.
"""

from __future__ import annotations

import sys
from pathlib import Path


def arguments(project: Path, work: Path, variables: str, only: str = "") -> list[str]:
    """dbt's command line: seeds, models and data tests; unit tests belong to `make test`.

    `only` selects what a model needs, and no tests.
    """
    selected = ["--select", only, "--exclude-resource-type", "test"] if only else []
    return [
        "--quiet",
        "--no-use-colors",
        "--no-send-anonymous-usage-stats",
        "--no-version-check",
        "--log-path",
        str(work / "logs"),
        "build",
        "--project-dir",
        str(project),
        "--profiles-dir",
        str(project),
        "--target-path",
        str(work / "target"),
        "--exclude-resource-type",
        "unit_test",
        "--vars",
        variables,
        *selected,
    ]


def main(project: Path, work: Path, variables: str, only: str = "") -> int:
    """0 where everything passed, 1 where a model or test failed, 2 where dbt could not start."""
    from dbt.cli.main import dbtRunner

    outcome = dbtRunner().invoke(arguments(project, work, variables, only))
    if outcome.success:
        return 0
    if outcome.exception:
        print(f"dbt: {outcome.exception}", file=sys.stderr)  # noqa: T201  (the child's log)
        return 2
    return 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:]))
