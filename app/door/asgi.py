"""Short answers of an ASGI application."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.types import Receive, Scope, Send

Header = tuple[bytes, bytes]

POLICY_VIOLATION = 1008


async def answer(
    send: Send, status: int, body: bytes, kind: str = "text/plain", more: Sequence[Header] = ()
) -> None:
    """One whole answer, which nobody keeps a copy of."""
    headers = [
        (b"content-type", f"{kind}; charset=utf-8".encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        *more,
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def refuse_socket(receive: Receive, send: Send) -> None:
    """Close a websocket that was not accepted; the browser sees a 403."""
    await receive()
    await send({"type": "websocket.close", "code": POLICY_VIOLATION})


def header(scope: Scope, name: bytes) -> str | None:
    """The first header of that name."""
    for key, value in scope["headers"]:
        if key == name:
            return value.decode("latin-1")
    return None
