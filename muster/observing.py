"""For those who run Muster: is it alive, is it ready, its metrics, and a log line a request.

Who comes through a proxy learns only whether it is well; what is wrong, and `/metrics`, which says
how much is submitted and when, are for those who reach the process itself.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Collection
from pathlib import Path
from urllib.parse import urlsplit

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from muster.health import readiness
from muster.logs import log
from muster.metrics import Metrics

LIVE, READY, METRICS = "/health/live", "/health/ready", "/metrics"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# What addresses begin with that are no page.
_FIRST = frozenset({"", "_stcore", "api", "auth", "component", "media", "muster", "static"})
_PROXIED = (b"x-forwarded-for", b"forwarded", b"x-real-ip")


def host_name(header: str) -> str:
    """The name in a Host header, without its port; blank where there is none."""
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:  # an address that begins with a bracket and does not end with one
        return ""


def is_proxied(scope: Scope) -> bool:
    """Whether a request came through a proxy, or says so: nobody is let in because of it."""
    return any(name in _PROXIED for name, _ in scope["headers"])


class Observed:
    """In front of everything: answers those who run Muster, and counts, times and logs the rest.

    With `hosts`, whoever calls it by another name is left to what stands behind, as any caller is.
    `pages` are the names of what stands behind; of an address with any other nothing is logged.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        home: Path,
        ledger_url: str | None,
        hosts: Collection[str] | None = None,
        pages: Collection[str] = (),
    ) -> None:
        self._app = app
        self._home = home
        self._ledger_url = ledger_url
        self._hosts = hosts
        self._first = _FIRST | set(pages)
        self._metrics = Metrics(home, ledger_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["path"] in (LIVE, READY, METRICS) and self._called_so(scope):
            answer = await self._answer(scope)
            await answer(scope, receive, send)
        else:
            await self._watch(scope, receive, send)

    def _called_so(self, scope: Scope) -> bool:
        if self._hosts is None:
            return True
        host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
        return host_name(host) in self._hosts

    async def _answer(self, scope: Scope) -> Response:
        direct = not is_proxied(scope)
        if scope["method"] not in ("GET", "HEAD"):
            return Response(status_code=405)
        if scope["path"] == LIVE:
            return JSONResponse({"well": True})
        if scope["path"] == READY:
            answers = await run_in_threadpool(readiness, self._home, self._ledger_url)
            well = all(answer.well for answer in answers)
            parts = {"parts": [answer.as_dict() for answer in answers]} if direct else {}
            return JSONResponse({"well": well, **parts}, status_code=200 if well else 503)
        if not direct:
            return Response(status_code=404)
        content = await run_in_threadpool(generate_latest, self._metrics.registry)
        return Response(content, media_type=CONTENT_TYPE_LATEST)

    async def _watch(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun, status = time.perf_counter(), [500]

        async def note(message: Message) -> None:
            if message["type"] == "http.response.start":
                status[0] = int(message["status"])
            await send(message)

        try:
            await self._app(scope, receive, note)
        finally:
            self._said(scope, status[0], time.perf_counter() - begun)

    def _said(self, scope: Scope, status: int, seconds: float) -> None:
        method = _method(scope)
        self._metrics.requests.labels(method, str(status)).inc()
        self._metrics.seconds.labels(method).observe(seconds)
        log(
            "answered",
            method=method,
            route=_route(scope, self._first),
            status=status,
            seconds=round(seconds, 3),
            request_id=uuid.uuid4().hex[:12],
        )


def _method(scope: Scope) -> str:
    """The method, where it is one: anybody may send any word, and each would be kept for good."""
    method = str(scope["method"])
    return method if method in _METHODS else "other"


def _route(scope: Scope, known: Collection[str]) -> str:
    """The pattern that matched, such as /submissions/{id}; a path may hold what somebody typed,
    its first part too."""
    matched = str(getattr(scope.get("route"), "path", ""))
    first = str(scope["path"]).removeprefix("/").split("/")[0]
    return matched or (f"/{first}" if first in known else "/other")
