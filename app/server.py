"""The web server's outside: our script and style in the page's shell, and the headers we promise.

Everything is served from this origin. The content security policy makes the browser hold us to it.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

HERE = Path(__file__).parent
SCRIPT_PATH = "/muster/shell.js"
STYLE_PATH = "/muster/shell.css"
_HEAD = (
    f'<script src="{SCRIPT_PATH}"></script><link rel="stylesheet" href="{STYLE_PATH}"></head>'
).encode()
_INLINE_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
# A conditional or compressed answer could not be rewritten.
_NOT_FORWARDED = (b"accept-encoding", b"if-none-match", b"if-modified-since")

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]


def policy(inline_scripts: list[bytes]) -> bytes:
    """A content security policy that allows this origin and the shell's own inline scripts."""
    hashes = "".join(
        f" 'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"
        for script in inline_scripts
    )
    return (
        f"default-src 'self'; script-src 'self'{hashes}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws: wss:; "
        "worker-src 'self' blob:; object-src 'none'; frame-ancestors 'none'; base-uri 'self'; "
        "form-action 'self'"
    ).encode()


class Shell:
    """Adds our script, our style and the security headers; only the page's shell is rewritten."""

    def __init__(self, app: Asgi) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        kept = [(k, v) for k, v in scope["headers"] if k not in _NOT_FORWARDED]
        if _asks_for_page(scope):
            await self.app({**scope, "headers": kept}, receive, _Rewriter(send))
        else:
            await self.app(scope, receive, _with_headers(send, policy([])))


class _Rewriter:
    """Holds an answer until it is whole, then sends it with our two links in its head."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.start: Message = {}
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
            return
        self.body += message.get("body", b"")
        if message.get("more_body"):
            return
        body = self.body.replace(b"</head>", _HEAD, 1)
        body = body.replace(b"<title>Streamlit</title>", b"<title>Muster</title>", 1)
        headers = [
            (name, value)
            for name, value in self.start["headers"]
            if name not in (b"content-length", b"etag")
        ]
        headers.append((b"content-length", str(len(body)).encode()))
        rules = policy(_INLINE_SCRIPT.findall(body))
        await _with_headers(self.send, rules)({**self.start, "headers": headers})
        await self.send({"type": "http.response.body", "body": body})


def _asks_for_page(scope: Scope) -> bool:
    if scope["method"] != "GET":
        return False
    if scope["path"].startswith(("/_stcore", "/media", "/static", "/component", "/muster/")):
        return False
    accepted = dict(scope["headers"]).get(b"accept", b"")
    return b"text/html" in accepted


def _with_headers(send: Send, rules: bytes) -> Send:
    async def send_more(message: Message) -> None:
        if message["type"] == "http.response.start":
            ours = [
                (b"content-security-policy", rules),
                (b"x-content-type-options", b"nosniff"),
                (b"x-frame-options", b"DENY"),
                (b"referrer-policy", b"same-origin"),
            ]
            message = {**message, "headers": [*message["headers"], *ours]}
        await send(message)

    return send_more


async def _script(request: Request) -> Response:
    return Response((HERE / "shell.js").read_bytes(), media_type="text/javascript")


async def _style(request: Request) -> Response:
    return Response((HERE / "shell.css").read_bytes(), media_type="text/css")


def application() -> st.App:
    """The app as an ASGI application; one in a process."""
    return st.App(
        HERE / "streamlit_app.py",
        routes=[Route(SCRIPT_PATH, _script), Route(STYLE_PATH, _style)],
        middleware=[Middleware(Shell)],
    )
