"""A large file from the page: streamed to disk through the door, and found by the page."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from app.door import large
from contracts.errors import MusterError
from ledger.access import local_administrator
from ledger.model import Actor, Role
from muster.api.staging import Staging
from muster.identity import Person
from muster.limits import Quota
from tests.async_kit import run as run_to_end

ANN = Person(
    subject="ann", name="Ann", roles=(Role.PREPARER,), force_code="42", until=9e9, session="s"
)
IAN = Person(
    subject="ian", name="Ian", roles=(Role.INSPECTOR,), force_code=None, until=9e9, session="s"
)


@pytest.fixture
def staging(tmp_path: Path) -> Iterator[Staging]:
    yield Staging(tmp_path, limit_bytes=10_000_000, quota=Quota(12_000_000, 3600))


def put(staging: Staging, path: str, person: Person | None, **asked: Any) -> httpx.Response:
    return request("PUT", staging, path, person, **asked)


def get(staging: Staging, path: str, person: Person | None) -> httpx.Response:
    return request("GET", staging, path, person)


def request(
    method: str,
    staging: Staging,
    path: str,
    person: Person | None,
    *,
    local: bool = True,
    **asked: Any,
) -> httpx.Response:
    """One request through the route, as the guard hands it on."""
    app = Starlette(routes=[large.route(staging, local=local)])

    async def guarded(scope: Any, receive: Any, send: Any) -> None:
        await app({**scope, "muster.seen": {"person": person} if person else {}}, receive, send)

    async def call() -> httpx.Response:
        transport = httpx.ASGITransport(app=guarded)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.request(method, path, **asked)

    return run_to_end(call())


async def chunks(size_bytes: int) -> AsyncIterator[bytes]:
    for _ in range(0, size_bytes, 50_000):
        yield b"y" * 50_000


def test_a_file_in_slices_is_whole_when_all_of_it_has_arrived(staging):
    content = bytes(range(256)) * 10_000
    half = len(content) // 2
    whole = {"Upload-Length": str(len(content))}
    first = put(staging, "/muster/uploads/u-1/a.csv", ANN, content=content[:half], headers=whole)
    assert first.json() == {"name": "a.csv", "size_bytes": half, "complete": False}
    with pytest.raises(MusterError, match="has arrived in part"):
        large.arrived(staging, ANN.actor(), "u-1")
    place = f"/muster/uploads/u-1/a.csv?offset={half}"
    assert put(staging, place, ANN, content=content[half:], headers=whole).json()["complete"]
    (path,) = large.arrived(staging, ANN.actor(), "u-1")
    assert path.read_bytes() == content


def test_what_has_arrived_is_told_slice_by_slice(staging):
    content = bytes(range(256)) * 1_000
    whole = {"Upload-Length": str(len(content))}
    place = "/muster/uploads/u-1/a.csv"
    put(staging, place, ANN, content=content[:150_000], headers=whole)
    found = get(staging, f"{place}?slice=100000", ANN).json()
    slices = [content[:100_000], content[100_000:150_000]]
    told = [hashlib.sha256(each).hexdigest() for each in slices]
    length = len(content)  # so that a longer file that begins alike is not gone on with
    assert found == {"size_bytes": 150_000, "length": length, "complete": False, "slices": told}
    put(staging, f"{place}?offset=150000", ANN, content=content[150_000:], headers=whole)
    found = get(staging, place, ANN).json()
    assert (found["length"], found["complete"]) == (None, True)
    assert found["slices"] == [hashlib.sha256(content).hexdigest()]
    for path, person, status, says in (
        (place, IAN, 403, "may not submit"),
        (place, None, 404, "There is no upload u-1"),
        ("/muster/uploads/u-1/b.csv", ANN, 404, "Nothing has arrived of b.csv"),
        (f"{place}?slice=7", ANN, 409, "A slice has 65,536 to"),
    ):
        answer = get(staging, path, person)
        assert (answer.status_code, says in answer.json()["detail"]) == (status, True)


def test_nobody_else_finds_it(staging):
    put(staging, "/muster/uploads/u-1/a.csv", ANN, content=b"x")
    for other in (Actor("eve", "preparer", "05"), Actor("ann", "approver", "42"),
                  local_administrator()):  # fmt: skip
        with pytest.raises(MusterError, match="There is no upload u-1"):
            large.arrived(staging, other, "u-1")


@pytest.mark.parametrize(
    ("path", "person", "size_bytes", "status", "says"),
    [
        ("/muster/uploads/u/a.csv", IAN, 50_000, 403, "may not submit"),
        ("/muster/uploads/u/a.csv", None, 50_000, 200, ""),  # local mode
        ("/muster/uploads/u/a.csv", ANN, 10_050_000, 413, "may have 10,000,000 bytes"),
        ("/muster/uploads/u!/a.csv", ANN, 50_000, 409, "letters, digits"),
        ("/muster/uploads/u/.hidden", ANN, 50_000, 409, "plain name"),
        ("/muster/uploads/u/a.csv?offset=x", ANN, 50_000, 409, "offset is a whole number"),
        ("/muster/uploads/u/a.csv?offset=7", ANN, 50_000, 409, "go on with offset=0"),
    ],
)
def test_what_is_taken_and_what_is_refused(staging, path, person, size_bytes, status, says):
    answer = put(staging, path, person, content=chunks(size_bytes))
    assert answer.status_code == status
    assert says in answer.json().get("detail", "")


@pytest.mark.parametrize(
    ("headers", "says"),
    [
        ({"Content-Type": "multipart/form-data; boundary=x"}, "not as a form"),
        ({"Content-Encoding": "gzip"}, "without Content-Encoding"),
    ],
)
def test_what_is_not_a_files_own_bytes_is_never_kept(staging, headers, says):
    answer = put(staging, "/muster/uploads/u/a.csv", ANN, content=b"x", headers=headers)
    assert (answer.status_code, says in answer.json()["detail"]) == (415, True)
    assert list(staging.root.iterdir()) == []


def test_where_people_sign_in_nobody_is_this_computers_administrator(staging):
    path = "/muster/uploads/u/a.csv"
    assert request("PUT", staging, path, None, local=False, content=b"x").status_code == 401
    assert request("GET", staging, path, None, local=False).status_code == 401
    assert request("PUT", staging, path, ANN, local=False, content=b"x").status_code == 200
    assert list(staging.folder(local_administrator(), "u").parent.iterdir()) == [
        staging.folder(ANN.actor(Role.PREPARER), "u")
    ]


def test_what_nobody_submits_is_swept_after_a_day(staging):
    put(staging, "/muster/uploads/old/a.csv", ANN, content=b"x")
    (folder,) = staging.root.iterdir()
    touched = folder.stat().st_mtime
    staging.sweep(touched + 23 * 3600)
    assert folder.exists()
    staging.sweep(touched + 25 * 3600)
    assert not folder.exists()
