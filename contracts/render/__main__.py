"""`python -m contracts.render`: write everything that is generated from the contracts."""

from __future__ import annotations

import sys
from pathlib import Path

from contracts.render.generated import write


def main() -> int:
    """Write what is stale and name it."""
    changed = write(Path(__file__).parents[2])
    for path in changed:
        sys.stdout.write(f"{path}\n")
    sys.stdout.write(f"{len(changed)} generated files changed.\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
