"""A body of which nothing more comes ends as one whose connection was cut, after a time.

The web server waits for the rest for as long as the connection is open, and whoever went away
without a word would hold their place in it for ever.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.requests import ClientDisconnect

from muster.api.problems import problem

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]


class Unstalled:
    """ASGI middleware: between one piece of a body and the next there may be so many seconds."""

    def __init__(self, app: Asgi, *, seconds: float) -> None:
        self.app = app
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        call = _Call(receive, send, self.seconds)
        try:
            await self.app(scope, call.receive, call.send)
        except ClientDisconnect:
            if not call.stalled:
                raise
        if call.stalled:
            said = (
                f"Nothing more of this call came for {self.seconds:g} seconds, so it was ended. "
                "What has arrived of a file is kept: go on where it ends."
            )
            await problem(408, said, {"Connection": "close"})(scope, receive, send)


class _Call:
    """What comes and goes of one call. Once it is answered, or has come whole, it may take as long
    as it likes; what is said to one that stalled, as if to nobody, is not sent."""

    def __init__(self, receive: Receive, send: Send, seconds: float) -> None:
        self._receive = receive
        self._send = send
        self._seconds = seconds
        self._open = True
        self.stalled = False

    async def receive(self) -> Message:
        if self.stalled:
            return {"type": "http.disconnect"}
        if not self._open:
            return await self._receive()
        try:
            async with asyncio.timeout(self._seconds):
                message = await self._receive()
        except TimeoutError:
            if not self._open:  # it was answered meanwhile
                return await self._receive()
            self.stalled = True
            return {"type": "http.disconnect"}
        self._open = self._open and bool(message.get("more_body"))
        return message

    async def send(self, message: Message) -> None:
        if self.stalled:
            return
        self._open = False
        await self._send(message)
