"""`python -m contracts.render`: write everything that is generated from the contracts."""

from __future__ import annotations

import sys
from pathlib import Path

from contracts.errors import MusterError
from contracts.render.generated import write


def main() -> int:
    """Write what is stale and name it; 2 where what it is made of does not load."""
    try:
        changed = write(Path(__file__).parents[2])
    except MusterError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    for path in changed:
        sys.stdout.write(f"{path}\n")
    sys.stdout.write(f"{len(changed)} generated files changed.\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
