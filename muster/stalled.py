"""A body of which nothing more comes, or next to nothing, ends as one whose connection was cut.

The web server waits for the rest for as long as the connection is open, and whoever went away
without a word, or sends a byte a minute, would hold their place in it for ever.
"""

from __future__ import annotations

import asyncio
import time

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from muster.api.problems import problem

# Of what is waited for: far below the slowest line that anybody could send a return over.
LEAST_PER_SECOND = 500


class Unstalled:
    """ASGI middleware: between one piece of a body and the next there may be so many seconds, and
    in as many that are waited for it so many bytes a second have to come."""

    def __init__(
        self, app: ASGIApp, *, seconds: float, least_per_second: float = LEAST_PER_SECOND
    ) -> None:
        self.app = app
        self.seconds = seconds
        self.least_per_second = least_per_second

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        call = _Call(receive, send, self.seconds, self.least_per_second)
        try:
            await self.app(scope, call.receive, call.send)
        except ClientDisconnect:
            if not call.stalled:
                raise
        if call.stalled:
            said = (
                f"{call.stalled}, so it was ended. What has arrived of a file is kept: go on where "
                "it ends."
            )
            await problem(408, said, {"Connection": "close"})(scope, receive, send)


class _Call:
    """What comes and goes of one call. Once it is answered, or has come whole, it may take as long
    as it likes; what is said to one that stalled, as if to nobody, is not sent.

    `stalled` says why it was ended, where it was."""

    def __init__(
        self, receive: Receive, send: Send, seconds: float, least_per_second: float
    ) -> None:
        self._receive = receive
        self._send = send
        self._seconds = seconds
        self._least_per_second = least_per_second
        self._waited_seconds = 0.0
        self._came_bytes = 0
        self._open = True
        self.stalled = ""

    async def receive(self) -> Message:
        if self.stalled:
            return {"type": "http.disconnect"}
        if not self._open:
            return await self._receive()
        began = time.monotonic()
        try:
            async with asyncio.timeout(self._seconds):
                message = await self._receive()
        except TimeoutError:
            if not self._open:  # it was answered meanwhile
                return await self._receive()
            self.stalled = f"Nothing more of this call came for {self._seconds:g} seconds"
            return {"type": "http.disconnect"}
        self._open = self._open and bool(message.get("more_body"))
        self._waited_seconds += time.monotonic() - began
        self._came_bytes += len(message.get("body", b""))
        if self._open and self._waited_seconds >= self._seconds:
            self._require_pace()
        return message

    def _require_pace(self) -> None:
        """Only what is waited for counts: while it is written down, more may lie ready."""
        if self._came_bytes < self._least_per_second * self._waited_seconds:
            self.stalled = (
                f"Of this call came fewer than {self._least_per_second:g} bytes a second for "
                f"{self._seconds:g} seconds"
            )
        self._waited_seconds, self._came_bytes = 0.0, 0

    async def send(self, message: Message) -> None:
        if self.stalled:
            return
        self._open = False
        await self._send(message)
