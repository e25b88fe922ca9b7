"""What the first page would wait for, loaded before anyone comes."""

from __future__ import annotations

import gc
from importlib import import_module


def warm() -> None:
    """Load the slow libraries and every contract, and have the collector pass them by ever after.

    They stay as long as the process: a walk over them finds nothing, and costs as much as a page.
    """
    from app import checkers
    from contracts.load import all_contracts

    checkers.shared()
    for library in ("duckdb", "pandas", "pyarrow"):
        import_module(library)
    all_contracts()
    gc.collect()
    gc.freeze()
