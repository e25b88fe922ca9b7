"""Files that come in several bodies: whole when all that was told has arrived, and never before."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ledger.model import Actor
from muster.api.problems import ApiError
from muster.api.staging import Arrived, Staging
from muster.limits import Quota
from tests.async_kit import run

ANN = Actor("ann", "preparer", "42")
CONTENT = b"collision_id,severity\n" * 100


def staged(home: Path) -> Staging:
    """As a server that has just started finds it."""
    return Staging(home, limit_bytes=1_000_000, quota=Quota(10_000_000, 3600))


def take(staging: Staging, content: bytes, offset: int, length: int | None) -> Arrived:
    async def body() -> AsyncIterator[bytes]:
        yield content

    return run(
        staging.take(ANN, "u", "a.csv", body(), offset=offset, length=length, now=0),
    )


@pytest.mark.parametrize("restarted", [False, True], ids=["one server", "started again between"])
@pytest.mark.parametrize(
    ("first", "then", "until", "complete"),
    [
        (len(CONTENT), None, 1_300, False),
        (len(CONTENT), len(CONTENT), 1_300, False),
        (len(CONTENT), None, len(CONTENT), True),
        (len(CONTENT), len(CONTENT), len(CONTENT), True),
    ],
    ids=["half, told once", "half, told twice", "whole, told once", "whole, told twice"],
)
def test_the_length_that_was_told_first_says_when_a_file_is_whole(
    tmp_path, first, then, until, complete, restarted
):
    staging = staged(tmp_path)
    assert not take(staging, CONTENT[:200], 0, first).complete
    if restarted:
        staging = staged(tmp_path)
    done = take(staging, CONTENT[200:until], 200, then)
    assert done == Arrived("a.csv", until, complete)
    assert staging.arrived(ANN, "u") == (done,)
    if complete:
        assert [path.name for path in staging.folder(ANN, "u").iterdir()] == ["a.csv"]
    else:
        with pytest.raises(ApiError, match=r"a\.csv has arrived in part"):
            staging.files(ANN, "u")


@pytest.mark.parametrize("length", [1_300, len(CONTENT) + 1])
def test_another_length_is_refused_and_what_has_arrived_stays(tmp_path, length):
    staging = staged(tmp_path)
    take(staging, CONTENT[:200], 0, len(CONTENT))
    with pytest.raises(ApiError, match=r"was to have 2,200 bytes, and now .* from offset 0") as no:
        take(staging, CONTENT[200:1_300], 200, length)
    assert no.value.status == 409
    assert take(staging, CONTENT[200:], 200, None).complete


@pytest.mark.parametrize(
    ("length", "complete"), [(None, True), (1_300, True), (1_301, False)], ids=str
)
def test_a_file_that_begins_anew_has_the_length_that_is_told_then(tmp_path, length, complete):
    staging = staged(tmp_path)
    take(staging, CONTENT[:200], 0, len(CONTENT))
    assert take(staging, CONTENT[:1_300], 0, length) == Arrived("a.csv", 1_300, complete)


def test_a_file_longer_than_was_told_leaves_nothing_behind(tmp_path):
    staging = staged(tmp_path)
    take(staging, CONTENT[:200], 0, 300)
    with pytest.raises(ApiError, match="longer than was said"):
        take(staging, CONTENT[200:], 200, None)
    assert list(staging.folder(ANN, "u").iterdir()) == []


def test_a_length_that_can_no_longer_be_read_is_not_guessed(tmp_path):
    staging = staged(tmp_path)
    take(staging, CONTENT[:200], 0, len(CONTENT))
    [told] = staging.folder(ANN, "u").glob(".*")
    told.write_bytes(b"")
    with pytest.raises(ApiError, match=r"told of a\.csv is lost; send the whole file again"):
        take(staging, CONTENT[200:], 200, None)
    assert take(staging, CONTENT, 0, None).complete
