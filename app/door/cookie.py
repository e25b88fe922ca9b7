"""The identity cookie that Streamlit sets: read as Streamlit reads it, and made stricter.

Its format is private to Streamlit, whose version is pinned for that reason; the browser tests sign
in for real and would notice a change.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

from streamlit.web.server.starlette.starlette_websocket import (
    _get_signed_cookie_with_chunks,  # pyright: ignore[reportPrivateUsage]
)

IDENTITY_COOKIE = "_streamlit_user"
RETURN_COOKIE = "muster_return"
RETURN_SECONDS = 600
Headers = Iterable[tuple[bytes, bytes]]


def cookies_of(headers: Headers) -> dict[str, str]:
    """The cookies that a request carries."""
    found: dict[str, str] = {}
    for name, value in headers:
        if name == b"cookie":
            found |= _parsed(value)
    return found


def cookies_set_by(headers: Headers) -> dict[str, str]:
    """The cookies that an answer sets."""
    found: dict[str, str] = {}
    for name, value in headers:
        if name == b"set-cookie":
            found |= _parsed(value.split(b";", 1)[0])
    return found


def _parsed(text: bytes) -> dict[str, str]:
    try:
        return {k: m.value for k, m in SimpleCookie(text.decode("latin-1")).items()}
    except CookieError:
        return {}


def claims_of(cookies: Mapping[str, str], origin: str) -> dict[str, Any] | None:
    """The signed claims; None where there are none, or they are not ours."""
    signed = _get_signed_cookie_with_chunks(dict(cookies), IDENTITY_COOKIE)
    if signed is None:
        return None
    try:
        claims = json.loads(signed)
    except ValueError:
        return None
    if not isinstance(claims, dict) or claims.get("origin") != origin:
        return None
    return claims if claims.get("is_logged_in") is True else None


def hardened(value: bytes, *, seconds_left: int | None, secure: bool) -> bytes:
    """A Set-Cookie value as we let it out: no longer than the sign-in lasts, Secure over TLS."""
    if seconds_left is not None and value.startswith(IDENTITY_COOKIE.encode()):
        parts = [part for part in value.split(b"; ") if not part.lower().startswith(b"expires=")]
        value = b"; ".join(
            b"Max-Age=%d" % min(_age(part), seconds_left)
            if part.lower().startswith(b"max-age=")
            else part
            for part in parts
        )
    if secure and b"; secure" not in value.lower():
        value += b"; Secure"
    return value


def _age(part: bytes) -> int:
    number = part.partition(b"=")[2]
    return int(number) if number.isdigit() else 0


def return_cookie(target: str) -> bytes:
    """Remembers, through the provider's pages, where somebody wanted to go."""
    from urllib.parse import quote

    kept = quote(target, safe="")
    return (
        f"{RETURN_COOKIE}={kept}; Max-Age={RETURN_SECONDS}; Path=/; HttpOnly; SameSite=Lax"
    ).encode()


def forget_return() -> bytes:
    return f"{RETURN_COOKIE}=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax".encode()


def safe_target(text: str | None) -> str:
    """A path of this site, or its first page: never an address elsewhere."""
    if (
        not text
        or not text.startswith("/")
        or text.startswith(("//", "/\\", "/auth/", "/oauth2callback", "/muster/", "/api/"))
        or not text.isascii()
        or not text.isprintable()
        or " " in text
        or len(text) > 2000
    ):
        return "/"
    return text
