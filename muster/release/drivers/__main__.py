"""`python -m muster.release.drivers WAREHOUSE`: fit the models, write what they say.

A process of its own: what goes wrong in a model never ends a build, and its memory is given back.
"""

from __future__ import annotations

import sys
from pathlib import Path


def main(warehouse: Path) -> int:
    """Read the panel, fit, write; the database is closed in between."""
    from expectations.warehouse import to_write

    from .fitting import fit_all
    from .panel import read_panel
    from .tables import write

    with to_write(warehouse) as connection:
        write(connection, fit_all(read_panel(connection)))
        connection.execute("checkpoint")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
