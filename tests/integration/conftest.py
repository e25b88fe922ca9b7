"""What the tests of running share."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest

from muster import logs


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What is logged while the test runs; other handlers come back after it."""
    root, written = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers[:], root.level
    logs.configure(written)
    yield written
    root.handlers[:] = handlers
    root.setLevel(level)
