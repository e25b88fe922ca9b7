"""The gate: `python -m expectations.gate WAREHOUSE VERDICT [DOCS]`.

Asks every check of the database, which it only reads, and writes the verdict as JSON. It runs in
a process of its own: Great Expectations takes seconds to import, which nothing that a force waits
for may pay, and it holds the database open for as long as the process lives. Exit code 0 when the
verdict is written, whatever it is; 2 when the checks could not be asked.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from contracts.errors import MusterError

from .run import run_checks
from .suites import all_checks


def main(arguments: Sequence[str]) -> int:
    warehouse, answer = Path(arguments[0]), Path(arguments[1])
    docs = Path(arguments[2]) if len(arguments) > 2 else None
    try:
        verdict = run_checks(warehouse, all_checks(), docs=docs)
    except MusterError as error:
        answer.write_text(json.dumps({"error": str(error)}), encoding="utf-8")
        return 2
    answer.write_text(json.dumps(verdict.as_dict()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
