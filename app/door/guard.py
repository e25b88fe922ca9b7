"""Nobody reaches a page, a file, an upload or a websocket without being let in here first."""

from __future__ import annotations

import asyncio
import ipaddress
import time
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.door import asgi, cookie, words
from app.door.sessions import Sessions
from contracts.errors import SignInError
from muster.identity import CALLBACK_PATH, PROVIDER, NoRoleError, Person, Provider, person_of
from muster.observing import host_name

LOGIN_PATH = "/auth/login"
# The way in and out has to be open; the API asks for its own tokens.
OPEN = frozenset({LOGIN_PATH, CALLBACK_PATH, words.SIGN_IN_PATH, words.SIGN_OUT_PATH})
API = "/api/v1/"
# Long enough to read why, and to sign out.
_NO_ROLE_SECONDS = 600
_CHANGES_NOTHING = frozenset({"GET", "HEAD", "OPTIONS"})
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


class Guard:
    """ASGI middleware in front of everything, for sign-in and for local mode alike."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        provider: Provider | None,
        sessions: Sessions,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.app = app
        self.provider = provider
        self.sessions = sessions
        self.clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        wrong = self._wrong_address(scope)
        if wrong is not None:
            await self._turn_away(scope, receive, send, 403, wrong)
        elif self.provider is None or scope["path"].startswith(API):
            await self.app(scope, receive, send)
        elif scope["path"] == words.SIGN_IN_PATH:
            await self._send_to_provider(scope, send)
        elif scope["path"] in OPEN:
            await self._at_the_provider(scope, receive, send, self.provider)
        else:
            await self._let_in(scope, receive, send, self.provider)

    def _wrong_address(self, scope: Scope) -> str | None:
        """Why the request cannot be meant for us: a foreign name for this server, a foreign page
        behind it, or, in local mode, another computer."""
        host = asgi.header(scope, b"host") or ""
        if self.provider is None:
            client = scope.get("client")
            if host_name(host) not in LOOPBACK_HOSTS or (client and not _is_loopback(client[0])):
                return "Muster is in local mode and answers on this computer only."
        elif host != self.provider.host:
            return f"This is not the address of Muster; open {self.provider.public_url}."
        origin = asgi.header(scope, b"origin")
        writes = scope["type"] == "websocket" or scope["method"] not in _CHANGES_NOTHING
        if writes and origin is not None and _place(origin) != host:
            return "Muster takes nothing from the pages of another site."
        if scope["path"] == words.SIGN_OUT_PATH and _comes_from_elsewhere(scope):
            return "Muster takes nothing from the pages of another site."
        return None

    async def _let_in(self, scope: Scope, receive: Receive, send: Send, provider: Provider) -> None:
        try:
            person = self._person(scope, provider)
        except NoRoleError as error:
            await self._turn_away(scope, receive, send, 403, str(error), words.no_role(str(error)))
            return
        except SignInError as error:
            page = words.sign_in(cookie.safe_target(_target(scope)), str(error))
            await self._turn_away(scope, receive, send, 401, str(error), page)
            return
        scope.setdefault("muster.seen", {})["person"] = person
        if scope["type"] == "websocket":
            await self.app(scope, self._until_it_ends(person, receive, send), send)
        elif self.sessions.may_upload(person, scope):
            await self.app(scope, receive, send)
        else:
            told = b"You have uploaded as much as one person may in an hour. Try again later."
            await asgi.answer(send, 413, told)

    def _person(self, scope: Scope, provider: Provider) -> Person:
        claims = cookie.claims_of(cookie.cookies_of(scope["headers"]), provider.public_url)
        if claims is None:
            raise SignInError("Sign in with the account that your organisation gave you.")
        person = person_of(claims, provider, self.clock())
        if self.sessions.has_ended(person.session):
            raise SignInError("You have signed out. Sign in again to go on where you were.")
        return person

    def _until_it_ends(self, person: Person, receive: Receive, send: Send) -> Receive:
        """What a websocket receives, as long as its sign-in lasts."""

        async def receive_until() -> Message:
            left = person.until - self.clock()
            try:
                message = await asyncio.wait_for(receive(), max(left, 0))
            except TimeoutError:
                message = None
            if message is None or (
                message["type"] == "websocket.receive" and self.sessions.has_ended(person.session)
            ):
                await send({"type": "websocket.close", "code": asgi.POLICY_VIOLATION})
                return {"type": "websocket.disconnect", "code": asgi.POLICY_VIOLATION}
            return message

        return receive_until

    async def _send_to_provider(self, scope: Scope, send: Send) -> None:
        """Remember where somebody wants to go, and send them to sign in, as `st.login` does."""
        from streamlit.user_info import generate_login_redirect_url

        asked = parse_qs(scope["query_string"].decode("latin-1")).get("to", [None])[0]
        kept = cookie.return_cookie(cookie.safe_target(asked))
        more = [
            (b"location", generate_login_redirect_url(PROVIDER).encode()),
            (b"set-cookie", cookie.hardened(kept, seconds_left=None, secure=self._secure)),
        ]
        await asgi.answer(send, 302, b"", more=more)

    @property
    def _secure(self) -> bool:
        return self.provider is not None and self.provider.served_over_tls

    async def _at_the_provider(
        self, scope: Scope, receive: Receive, send: Send, provider: Provider
    ) -> None:
        """Streamlit's own way in and out, with stricter cookies, the way back and a record."""
        before = cookie.cookies_of(scope["headers"])
        if scope["path"] == words.SIGN_OUT_PATH:
            claims = cookie.claims_of(before, provider.public_url)
            await self.sessions.sign_out(claims, provider, self.clock())

        async def stricter(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": await self._way_in(scope, before, message)}
            await send(message)

        await self.app(scope, receive, stricter)

    async def _way_in(
        self, scope: Scope, before: dict[str, str], message: Message
    ) -> list[asgi.Header]:
        assert self.provider is not None, "only called where there is a provider"
        headers: list[asgi.Header] = list(message["headers"])
        claims = cookie.claims_of(cookie.cookies_set_by(headers), self.provider.public_url)
        left: int | None = None
        if claims:
            person = await self.sessions.sign_in(claims, self.provider, self.clock())
            left = max(0, int(person.until - self.clock())) if person else _NO_ROLE_SECONDS
        out: list[asgi.Header] = []
        for name, value in headers:
            if name == b"set-cookie":
                value = cookie.hardened(value, seconds_left=left, secure=self._secure)  # noqa: PLW2901
            out.append((name, value))
        if scope["path"] == CALLBACK_PATH and claims:
            target = cookie.safe_target(_unquoted(before.get(cookie.RETURN_COOKIE)))
            out = [(n, target.encode() if n == b"location" else v) for n, v in out]
            out.append((b"set-cookie", cookie.forget_return()))
        return out

    async def _turn_away(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        status: int,
        text: str,
        page: bytes | None = None,
    ) -> None:
        """Refuse: a page to who opens one, a sentence to everything else."""
        if scope["type"] == "websocket":
            await asgi.refuse_socket(receive, send)
        elif page is not None and "text/html" in (asgi.header(scope, b"accept") or ""):
            await asgi.answer(send, status, page, "text/html")
        else:
            await asgi.answer(send, status, text.encode())


def _target(scope: Scope) -> str:
    """The address that was asked for, still encoded, so that no line break can be in it."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return "/"
    raw = scope.get("raw_path") or scope["path"].encode()
    query = scope["query_string"]
    return (raw + (b"?" + query if query else b"")).decode("latin-1")


def _place(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:  # an address that begins with a bracket and does not end with one
        return None


def _unquoted(text: str | None) -> str | None:
    from urllib.parse import unquote

    return None if text is None else unquote(text)


def _comes_from_elsewhere(scope: Scope) -> bool:
    return asgi.header(scope, b"sec-fetch-site") in ("cross-site", "same-site")


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
