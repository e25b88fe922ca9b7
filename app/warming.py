"""What the first page would wait for, loaded before anyone comes."""

from __future__ import annotations

import gc


def warm() -> None:
    """Load the slow libraries and every contract, and have the collector pass them by ever after.

    They stay as long as the process: a walk over them finds nothing, and costs as much as a page.
    """
    import pandas as pd  # noqa: F401
    import pyarrow as pa  # noqa: F401

    from contracts.load import all_contracts

    all_contracts()
    gc.collect()
    gc.freeze()
