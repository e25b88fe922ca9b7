"""The gate: `python -m expectations.gate WAREHOUSE VERDICT [--docs FOLDER] [--after FILE]`.

Asks the checks of the database, which it only reads, and writes the verdict as JSON. It runs in a
process of its own: Great Expectations takes seconds to import, which nothing that a force waits
for may pay, and it holds the database open for as long as the process lives. With FILE it waits,
imports done, until that says what to ask: {"checks": keys, or null for every one, "docs": folder}.
Exit code 0 when the verdict is written, whatever it is; 2 when the checks could not be asked.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from contracts.errors import MusterError

from .great import load
from .run import run_checks
from .suites import all_checks

_LOOK_AGAIN_SECONDS = 0.05


def main(arguments: Sequence[str]) -> int:
    asked = _parser().parse_args(arguments)
    checks, docs = all_checks(held=asked.held), asked.docs
    if asked.after:
        load()
        while not asked.after.exists():
            time.sleep(_LOOK_AGAIN_SECONDS)
        told = json.loads(asked.after.read_text(encoding="utf-8"))
        wanted, docs = told["checks"], told["docs"] and Path(told["docs"])
        checks = tuple(check for check in checks if wanted is None or check.key in wanted)
    try:
        verdict = run_checks(asked.warehouse, checks, docs=docs)
    except MusterError as error:
        asked.answer.write_text(json.dumps({"error": str(error)}), encoding="utf-8")
        return 2
    asked.answer.write_text(json.dumps(verdict.as_dict()), encoding="utf-8")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="expectations.gate")
    parser.add_argument("warehouse", type=Path, help="the DuckDB file, closed by its writer")
    parser.add_argument("answer", type=Path, help="where the verdict goes, as JSON")
    parser.add_argument("--docs", type=Path, help="a folder for Great Expectations' own pages")
    parser.add_argument("--after", type=Path, help="wait, imports done, for this file")
    parser.add_argument("--held", action="store_true", help="who asks has checked the contracts")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
