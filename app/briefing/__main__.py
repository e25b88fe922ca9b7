"""`python -m app.briefing FORCE OUT [--month M]`: write a force's briefing as HTML or PDF."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from app.briefing.as_html import as_html
from app.briefing.as_pdf import as_pdf
from app.briefing.content import briefing
from contracts.errors import MusterError
from ledger.access import local_administrator
from muster.failures import record
from muster.release import older
from muster.settings import home


def main() -> int:
    """0 where it is written, 2 with a sentence where it cannot be."""
    parser = argparse.ArgumentParser(prog="muster briefing", description="Write a briefing.")
    parser.add_argument("force")
    parser.add_argument("out", type=Path)
    parser.add_argument("--month")
    asked = parser.parse_args()
    try:
        brief = briefing(home(), asked.force, asked.month, actor=local_administrator())
        as_html_asked = asked.out.suffix.lower() == ".html"
        content = as_html(brief).encode("utf-8") if as_html_asked else as_pdf(brief)
        asked.out.parent.mkdir(parents=True, exist_ok=True)
        asked.out.write_bytes(content)
    except MusterError as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    except OSError as problem:
        sys.stderr.write(f"{asked.out} cannot be written: {problem.strerror}.\n")
        return 2
    except Exception as problem:
        sys.stderr.write(f"{older.lacks(problem, home()) or _our_own(problem)}\n")
        return 2
    sys.stdout.write(f"Written to {asked.out}.\n")
    return 0


def _our_own(problem: Exception) -> str:
    return (
        f"Muster itself failed (reference {record(problem)}), and no briefing was written. Quote "
        "the reference to whoever runs Muster."
    )


if __name__ == "__main__":
    sys.exit(main())
