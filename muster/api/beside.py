"""Serves the API beside the pages: everything below its prefix is its own, whatever the path holds.

A mounted route would let a path with a line break fall through to what lies behind.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from muster.api.paths import PREFIX


class Beside:
    """ASGI middleware that hands what is below `PREFIX` to the API, and the rest on."""

    def __init__(self, app: ASGIApp, *, api: ASGIApp) -> None:
        self.app = app
        self.api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(f"{PREFIX}/"):
            root_path = scope.get("root_path", "") + PREFIX
            await self.api({**scope, "root_path": root_path}, receive, send)
        else:
            await self.app(scope, receive, send)
