"""In front of the API: every call shows a token, is counted, or is turned away unread."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from math import ceil

from anyio import to_thread
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contracts.errors import MusterError, SignInError
from ledger.desk import Desk
from ledger.tokens import Token
from muster.api.problems import problem, status_of
from muster.api.refusals import DIRECT, NO_TOKEN, NOT_VALID, PROXIED, Refusals
from muster.limits import Rate
from muster.observing import is_proxied
from validators.report.words import visible

# Says only what this very documentation says, and no more.
OPEN = "/openapi.json"
TOKEN = "muster.token"
_REFUSED = frozenset({401, 403, 404})
_ASKED = "This call needs a token: send it as `Authorization: Bearer TOKEN`."


class TokenDoor:
    """ASGI middleware: the body of a call without a valid token is never read."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        desk: Desk,
        rate: Rate,
        refusals: Refusals,
        clock: Callable[[], datetime],
    ) -> None:
        self.app = app
        self.desk = desk
        self.rate = rate
        self.refusals = refusals
        self.clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "").removeprefix(scope.get("root_path", ""))
        if scope["type"] != "http" or path == OPEN:
            await self.app(scope, receive, send)
            return
        refusal = await self._let_in(scope)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, self._watched(scope, path, send))

    async def _let_in(self, scope: Scope) -> Response | None:
        now = self.clock()
        try:
            token = await to_thread.run_sync(self._recognise, scope, now)
        except MusterError as error:
            return problem(status_of(error), str(error))
        wait = self.rate.wait_seconds(token.token_id, now.timestamp())
        if wait:
            seconds = str(ceil(wait))
            return problem(
                429,
                f"This token has called too often. Wait {seconds} seconds and go on.",
                {"Retry-After": seconds},
            )
        scope[TOKEN] = token
        return None

    def _recognise(self, scope: Scope, now: datetime) -> Token:
        """Whose call it is. Raises SignInError where it shows no valid token; that is counted."""
        self.refusals.tell(now)
        came = PROXIED if is_proxied(scope) else DIRECT
        text = _shown(scope)
        if text is None:
            self.refusals.stranger(NO_TOKEN, came, now)
            raise SignInError(_ASKED)
        try:
            return self.desk.recognise(text, now=now)
        except SignInError:
            self.refusals.stranger(NOT_VALID, came, now)
            raise

    def _watched(self, scope: Scope, path: str, send: Send) -> Send:
        """Writes a refusal down: who asked for what they may not have."""

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in _REFUSED:
                about = visible(f"{scope['method']} {path}")[:500]
                who = scope[TOKEN].actor
                await to_thread.run_sync(self.refusals.count, who, about, self.clock())
            await send(message)

        return watched


def _shown(scope: Scope) -> str | None:
    """What the caller shows; None where that is nothing."""
    for name, value in scope["headers"]:
        if name == b"authorization":
            kind, _, text = value.decode("latin-1").partition(" ")
            if kind.lower() == "bearer":
                return text.strip()
    return None


def now_utc() -> datetime:
    return datetime.now(UTC)
