"""A call of which nothing more comes is ended as if its connection had been cut."""

from __future__ import annotations

import asyncio
import socket
from urllib.parse import urlsplit

import pytest
from starlette.types import Message, Receive, Send

from muster.stalled import Unstalled
from tests.api_kit import desk, serving
from tests.async_kit import run

LARGE = bytes(range(256)) * 800


@pytest.mark.parametrize("call", ["PUT /uploads/u/a.csv", "POST /checks"])
def test_a_body_of_which_nothing_more_comes_ends_as_one_that_was_cut(tmp_path, call):
    with desk(tmp_path) as served, serving(Unstalled(served.app, seconds=0.2)) as address:
        place, (method, path) = urlsplit(address), call.split()
        head = (
            f"{method} /api/v1{path} HTTP/1.1\r\nHost: {place.netloc}\r\n"
            f"Authorization: {served.shown('preparer')['Authorization']}\r\n"
            f"Content-Type: application/{'json' if method == 'POST' else 'octet-stream'}\r\n"
            f"Upload-Length: {len(LARGE)}\r\nContent-Length: {len(LARGE)}\r\n\r\n"
        )
        with socket.create_connection((str(place.hostname), int(place.port or 0)), 20) as wire:
            wire.sendall(head.encode() + LARGE[:70_000])
            answer = b"".join(iter(lambda: wire.recv(1 << 16), b""))  # the server ends it
        assert answer.startswith(b"HTTP/1.1 408")
        assert b"came for 0.2 seconds, so it was ended. What has arrived of a file is" in answer
        if method == "PUT":
            [kept] = served.call("preparer", "GET", "/uploads/u").json()["files"]
            assert kept == {"name": "a.csv", "size_bytes": 70_000, "complete": False}
            done = served.call("preparer", "PUT", f"{path}?offset=70000", content=LARGE[70_000:])
            assert (done.json()["complete"], done.json()["size_bytes"]) == (True, len(LARGE))


def test_only_a_body_may_stall_and_not_the_work_that_it_asks_for():
    """Nor what is answered before all of it has come."""
    told: list[str] = []

    async def app(scope: object, receive: Receive, send: Send) -> None:
        first = await receive()
        if not first["more_body"]:
            await asyncio.sleep(0.1)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        told.append((await receive())["type"])
        await send({"type": "http.response.body"})

    async def answered(*more: bool) -> None:
        coming = [{"type": "http.request", "body": b"x", "more_body": each} for each in more]

        async def receive() -> Message:
            if coming:
                return coming.pop(0)
            await asyncio.sleep(0.1)
            return {"type": "nobody there"}

        async def send(message: Message) -> None:
            told.append(message.get("status", "end"))

        await Unstalled(app, seconds=0.02)({"type": "http"}, receive, send)

    run(answered(False))
    run(answered(True))
    assert told == [200, "nobody there", "end"] * 2


@pytest.mark.parametrize(
    ("piece", "ends"),
    [(b"x", "Of this call came fewer than 500 bytes a second for 0.3 seconds"), (b"x" * 999, "")],
)
def test_a_sender_that_drips_is_ended_and_one_that_is_only_slow_is_not(piece, ends):
    """Each piece comes well before the next would be missed."""
    said: list[str] = []
    pieces = 45

    async def app(scope: object, receive: Receive, send: Send) -> None:
        while (message := await receive())["type"] == "http.request" and message["more_body"]:
            said.append("piece")

    async def dripping() -> None:
        left = pieces

        async def receive() -> Message:
            nonlocal left
            left -= 1
            await asyncio.sleep(0.01)
            return {"type": "http.request", "body": piece, "more_body": bool(left)}

        async def send(message: Message) -> None:
            said.append(message.get("body", b"").decode())

        await Unstalled(app, seconds=0.3)({"type": "http"}, receive, send)

    run(dripping())
    assert ends in said[-1]
    assert (len(said) < pieces - 1) == bool(ends)
