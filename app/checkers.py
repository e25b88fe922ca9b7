"""The limited children that check what is uploaded, warm for every session of this process."""

from __future__ import annotations

import atexit
from functools import cache

from validators.pool import Pool

WORKERS = 2


@cache
def shared() -> Pool:
    """The pool of this process, with a child that takes up its libraries from the first call on.

    A child that a file costs its life is replaced; the pool ends with the process.
    """
    pool = Pool(WORKERS)
    pool.start()
    atexit.register(pool.__exit__)
    return pool
