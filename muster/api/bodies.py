"""Behind the door: what is no file is held in memory, so it may only be small."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from muster.api.asked import require_plain
from muster.api.problems import ApiError, problem

# 5,000 explanations of the longest kind need less.
MOST_BYTES = 32 * 1024**2
_FILES = "/uploads/"  # streamed to disk, and counted there
_SAID = f"The body of this call may have {MOST_BYTES:,} bytes; files are sent with PUT /uploads."


class SmallBodies:
    """ASGI middleware: a body that is compressed, or larger than it may be, is never held whole."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = str(scope.get("path", "")).removeprefix(scope.get("root_path", ""))
        if scope["type"] != "http" or (scope["method"] == "PUT" and path.startswith(_FILES)):
            await self.app(scope, receive, send)
            return
        try:
            require_plain(Headers(scope=scope))
        except ApiError as refusal:
            await problem(refusal.status, str(refusal))(scope, receive, send)
            return
        told = dict(scope["headers"]).get(b"content-length", b"0")
        if told.isdigit() and int(told) > MOST_BYTES:
            await problem(413, _SAID)(scope, receive, send)
            return
        await self.app(scope, _counted(receive), send)


def _counted(receive: Receive) -> Receive:
    """The same body, as long as it is no larger; its length need not have been told."""
    taken = 0

    async def receive_some() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > MOST_BYTES:
            raise HTTPException(413, _SAID)
        return message

    return receive_some
