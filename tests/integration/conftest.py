"""What the tests of running share."""

from __future__ import annotations

import io
import logging
import os
from collections.abc import Iterator

import pytest

from muster import logs
from muster.release.child import Start
from muster.release.warm import warm


@pytest.fixture(scope="session")
def ready() -> Start:
    """Children of a build that have loaded already, as a worker's: half of a small build's time."""
    before = os.environ.get("PYTHONSAFEPATH")
    start = warm()
    # What a worker sets for its own children would hold for every other process of the tests too.
    if before is None:
        os.environ.pop("PYTHONSAFEPATH")
    return start


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What is logged while the test runs; other handlers come back after it."""
    root, written = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers[:], root.level
    logs.configure(written)
    yield written
    root.handlers[:] = handlers
    root.setLevel(level)
