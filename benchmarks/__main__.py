"""Run every benchmark and write docs/benchmarks.md: `python -m benchmarks [--quick] [--alone]`."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks import side_by_side, start, validate
from benchmarks.machine import BenchmarkError, describe

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "benchmarks.md"
QUICK_ROWS = (500_000,)


def main() -> int:
    """Exit code 0, or 1 with a sentence where something could not be measured at all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="half a million rows; page not kept")
    parser.add_argument("--alone", action="store_true", help="leave the other tools out")
    given = parser.parse_args()
    quick: bool = given.quick
    try:
        page = _page(QUICK_ROWS if quick else validate.ROW_COUNTS, peers=not given.alone)
    except BenchmarkError as error:
        print(f"The benchmark stopped: {error}")
        return 1
    print(page)
    if not quick:
        PAGE.write_text(page, encoding="utf-8")
    return 0


def _page(row_counts: tuple[int, ...], *, peers: bool) -> str:
    with tempfile.TemporaryDirectory(prefix="muster-bench-") as name:
        folder = Path(name)
        lines = [
            "# Benchmarks",
            "",
            "Written by `make bench`: everything below is from one run on one machine.",
            "",
            f"Machine: {describe()}.",
            "",
            *validate.section(folder, row_counts),
            "",
            *start.section(folder),
        ]
        if peers:
            lines += ["", *side_by_side.section(folder)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    raise SystemExit(main())
