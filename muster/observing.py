"""Routes and middleware for those who run Muster: alive, ready, metrics, and a log line a request.

`/health/live` and `/health/ready` may pass a proxy; `/metrics` answers only who reaches the process
itself, because it says how much is submitted and when.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from muster.health import readiness
from muster.logs import log
from muster.metrics import Metrics

LIVE, READY, METRICS = "/health/live", "/health/ready", "/metrics"
_PROXIED = ("x-forwarded-for", "forwarded", "x-real-ip")

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]


def routes(home: Path, ledger_url: str | None, metrics: Metrics) -> list[Route]:
    """The three routes, for the app's server and for the API's."""

    async def live(_: Request) -> Response:
        return JSONResponse({"well": True})

    async def ready(_: Request) -> Response:
        answers = await run_in_threadpool(readiness, home, ledger_url)
        well = all(answer.well for answer in answers)
        content = {"well": well, "parts": [answer.as_dict() for answer in answers]}
        return JSONResponse(content, status_code=200 if well else 503)

    async def measured(request: Request) -> Response:
        from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

        if any(name in request.headers for name in _PROXIED):
            return Response(status_code=404)
        content = await run_in_threadpool(generate_latest, metrics.registry)
        return Response(content, media_type=CONTENT_TYPE_LATEST)

    return [Route(LIVE, live), Route(READY, ready), Route(METRICS, measured)]


class Observed:
    """Counts and times every request, and logs it without its query and without who asked."""

    def __init__(self, app: Asgi, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
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
        method = str(scope["method"])
        self._metrics.requests.labels(method, str(status)).inc()
        self._metrics.seconds.labels(method).observe(seconds)
        if scope["path"] not in (LIVE, READY, METRICS):
            log(
                "answered",
                method=method,
                route=_route(scope),
                status=status,
                seconds=round(seconds, 3),
                request_id=uuid.uuid4().hex[:12],
            )


def _route(scope: Scope) -> str:
    """The pattern that matched, such as /submissions/{id}; a path may hold what somebody typed."""
    found = scope.get("route")
    return str(getattr(found, "path", "")) or "/" + str(scope["path"]).split("/")[1][:20]
