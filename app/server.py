"""The web server's outside: our scripts and style in the page's shell, and the headers we promise.

Everything is served from this origin. The content security policy makes the browser hold us to it.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import checkers, drawing, menu
from app.door import large
from app.door.asgi import Header
from app.door.guard import LOOPBACK_HOSTS, Guard
from app.door.sessions import Sessions
from app.warming import warm
from ledger.store import open_ledger
from muster.api.application import api, close
from muster.api.beside import Beside
from muster.identity import CALLBACK_PATH, Person, Provider
from muster.observing import Observed
from muster.plausibility.keeper import Keeper
from muster.settings import body_seconds, home, ledger_url
from muster.stalled import Unstalled

HERE = Path(__file__).parent
SCRIPT_PATH = "/muster/shell.js"
DRAWING_SCRIPT_PATH = "/muster/drawing.js"
LARGE_SCRIPT_PATH = "/muster/large_files.js"
STYLE_PATH = "/muster/shell.css"
SCRIPT_PATHS = (SCRIPT_PATH, DRAWING_SCRIPT_PATH, LARGE_SCRIPT_PATH)
_HEAD = (
    "".join(f'<script src="{path}"></script>' for path in SCRIPT_PATHS)
    + "".join(
        f'<link rel="modulepreload" data-charts href="{path}">' for path in drawing.library_paths()
    )
    + f'<link rel="stylesheet" href="{STYLE_PATH}"></head>'
).encode()
_INLINE_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
PROMISES: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
HSTS: Header = (b"strict-transport-security", b"max-age=31536000")
# What was made for one person is kept by no cache on the way.
_NEVER_KEPT = ("/media", "/api/", "/_stcore", "/auth/", CALLBACK_PATH, "/muster/uploads/")
_NO_PAGES = ("/_stcore", "/media", "/static", "/component", "/muster/", "/api/", "/auth/")
# The page that one begins on has no name of its own in Streamlit's addresses; in ours it has.
FIRST_PAGE = f"/{menu.names()[0]}"
# A conditional or compressed answer could not be rewritten.
_NOT_FORWARDED = (b"accept-encoding", b"if-none-match", b"if-modified-since")


def policy(inline_scripts: list[bytes]) -> bytes:
    """A content security policy that allows this origin and the shell's own inline scripts."""
    hashes = "".join(
        f" 'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"
        for script in inline_scripts
    )
    return (
        f"default-src 'self'; script-src 'self'{hashes}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
        "worker-src 'self' blob:; object-src 'none'; frame-ancestors 'none'; base-uri 'self'; "
        "form-action 'self'"
    ).encode()


class Shell:
    """Adds our script, our style and the security headers; only the page's shell is rewritten."""

    def __init__(self, app: ASGIApp, *, over_tls: bool = False) -> None:
        self.app = app
        self.promises = [*PROMISES, HSTS] if over_tls else list(PROMISES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if _asks_for_page(scope):
            if scope["path"].rstrip("/") == FIRST_PAGE:
                await _with_headers(send, self.promises)(_to_first_page(scope))
                await send({"type": "http.response.body", "body": b""})
                return
            kept = [(k, v) for k, v in scope["headers"] if k not in _NOT_FORWARDED]
            # The guard, further in, says here who it let in.
            seen: dict[str, Person] = {}
            rewriter = _Rewriter(send, self.promises, seen)
            await self.app({**scope, "headers": kept, "muster.seen": seen}, receive, rewriter)
        else:
            more = [(b"content-security-policy", policy([])), *self.promises]
            if scope["path"].startswith(_NEVER_KEPT):
                more.append((b"cache-control", b"no-store"))
            await self.app(scope, receive, _with_headers(send, more))


class _Rewriter:
    """Holds an answer until it is whole, then sends it with our links in its head."""

    def __init__(self, send: Send, promises: Sequence[Header], seen: Mapping[str, Person]) -> None:
        self.send = send
        self.promises = promises
        self.seen = seen
        self.start: Message = {}
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
            return
        self.body += message.get("body", b"")
        if message.get("more_body"):
            return
        body = self.body
        if self.start["status"] == 200:
            body = body.replace(b"</head>", self._head(), 1)
            body = body.replace(b"<title>Streamlit</title>", b"<title>Muster</title>", 1)
        headers = [
            (name, value)
            for name, value in self.start["headers"]
            if name not in (b"content-length", b"etag", b"cache-control")
        ]
        headers += [(b"content-length", str(len(body)).encode()), (b"cache-control", b"no-store")]
        rules = (b"content-security-policy", policy(_INLINE_SCRIPT.findall(body)))
        start = {**self.start, "headers": headers}
        await _with_headers(self.send, [rules, *self.promises])(start)
        await self.send({"type": "http.response.body", "body": body})

    def _head(self) -> bytes:
        """Our links, and when the sign-in ends, so that the page can say so by itself."""
        person = self.seen.get("person")
        if person is None:
            return _HEAD
        return f'<meta name="muster-until" content="{person.until:.0f}">'.encode() + _HEAD


def _asks_for_page(scope: Scope) -> bool:
    if scope["method"] != "GET":
        return False
    if scope["path"].startswith(_NO_PAGES):
        return False
    accepted = dict(scope["headers"]).get(b"accept", b"")
    return b"text/html" in accepted


def _to_first_page(scope: Scope) -> Message:
    query = scope["query_string"]
    up = b"../" if scope["path"].endswith("/") else b"./"
    place = (b"location", up + (b"?" + query if query else b""))
    return {"type": "http.response.start", "status": 307, "headers": [place]}


def _with_headers(send: Send, more: Sequence[Header]) -> Send:
    ours = {name for name, _ in more}

    async def send_more(message: Message) -> None:
        if message["type"] == "http.response.start":
            theirs = [(name, value) for name, value in message["headers"] if name not in ours]
            message = {**message, "headers": [*theirs, *more]}
        await send(message)

    return send_more


async def _script(request: Request) -> Response:
    name = request.url.path.rpartition("/")[2]
    return Response((HERE / name).read_bytes(), media_type="text/javascript")


async def _style(request: Request) -> Response:
    return Response((HERE / "shell.css").read_bytes(), media_type="text/css")


def application(provider: Provider | None = None) -> st.App:
    """The app, and the API beside it, as one ASGI application; one in a process.

    Without a provider it is in local mode.
    """
    ledger = open_ledger(home(), ledger_url())
    built = api(home(), ledger, pool=checkers.shared())
    sessions = Sessions(ledger)
    routes: list[BaseRoute] = [
        *(Route(path, _script) for path in SCRIPT_PATHS),
        Route(STYLE_PATH, _style),
        large.route(built.state.rooms.staging, local=provider is None),
    ]

    keeper = Keeper(home(), ledger)

    @asynccontextmanager
    async def lifespan(_: st.App) -> AsyncGenerator[None]:
        keeper.start()
        warm()
        yield
        keeper.close()
        close(built)
        ledger.close()

    return st.App(
        HERE / "streamlit_app.py",
        secrets=None if provider is None else provider.as_secrets(),
        lifespan=lifespan,
        routes=routes,
        middleware=[
            Middleware(
                Observed,
                home=home(),
                ledger_url=ledger_url(),
                hosts=LOOPBACK_HOSTS if provider is None else None,
                pages=menu.names(),
            ),
            Middleware(Shell, over_tls=provider is not None and provider.served_over_tls),
            Middleware(Unstalled, seconds=body_seconds()),
            Middleware(Guard, provider=provider, sessions=sessions),
            Middleware(Beside, api=built),
        ],
    )
