"""What a build leaves to be done beside it is asked for before its release is published."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from muster.release.attempt import Attempt
from muster.release.child import child

CONTENT = b"the figures"


@pytest.mark.parametrize("copied", [True, False])
def test_a_digest_is_given_of_what_is_on_the_disk(tmp_path: Path, copied: bool) -> None:
    with ThreadPoolExecutor(2) as beside:
        attempt = attempt_in(tmp_path, beside)
        attempt.warehouse.write_bytes(CONTENT)
        if copied:
            attempt.settle()
        attempt.seal()

        assert attempt.digest() == hashlib.sha256(CONTENT).hexdigest()


def test_what_could_not_be_written_to_the_disk_has_no_digest(tmp_path: Path) -> None:
    """The system tells a failure once: whoever is told of it first has to keep it."""
    with ThreadPoolExecutor(2) as beside:
        attempt = attempt_in(tmp_path, beside)
        attempt.settle()
        assert attempt.settled.exception()
        attempt.warehouse.write_bytes(CONTENT)
        attempt.seal()

        with pytest.raises(OSError):
            attempt.digest()


def attempt_in(folder: Path, beside: ThreadPoolExecutor) -> Attempt:
    """An attempt without its two children, of which nothing is asked here."""
    nobody = cast(Any, None)
    return Attempt(datetime(2026, 1, 1, tzinfo=UTC), folder, print, nobody, nobody, child, beside)
