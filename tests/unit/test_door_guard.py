"""The door, drawn: from which address, with which name, cookie and time one is let in."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from app.door import cookie
from app.door.guard import Guard
from app.door.sessions import LOOK_AGAIN_SECONDS, UPLOAD_BYTES_AN_HOUR, Sessions
from contracts.errors import SignInError, UsageError
from ledger.store import open_ledger
from muster.identity import NoRoleError, Provider, person_of, read_provider
from tests.async_kit import run as run_to_end

NOW = 1_700_000_000.0
PROVIDER = Provider(
    metadata_url="https://id.example/.well-known/openid-configuration",
    client_id="muster",
    client_secret="s",
    public_url="https://muster.example",
    cookie_secret="c" * 32,
    session_minutes=60,
)
CLAIMS: dict[str, Any] = {
    "sub": "ann", "name": "Ann", "iat": NOW - 60, "exp": NOW + 600,
    "force_code": "42", "roles": ["preparer"], "origin": PROVIDER.public_url, "is_logged_in": True,
}  # fmt: skip


class Inner:
    """What lies behind the door; it remembers what came through."""

    def __init__(self) -> None:
        self.seen: list[dict[str, Any]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.seen.append(scope)
        if scope["type"] == "websocket":
            await receive()
            self.seen.append(await receive())
            return
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"inside"})


def knock(guard: Guard, path: str = "/", **asked: Any) -> tuple[int, bytes]:
    """One request; the status (the closing code of a websocket) and the body."""
    headers = {"host": "muster.example"} | asked.pop("headers", {})
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": b"",
        "client": ("192.0.2.7", 1),
        "headers": [(k.encode(), v.encode("latin-1")) for k, v in headers.items()],
    } | asked
    sent: list[dict[str, Any]] = []
    waiting = [{"type": "websocket.connect"}, {"type": "websocket.receive", "bytes": b"x"}]

    async def receive() -> dict[str, Any]:
        return waiting.pop(0) if waiting else {"type": "websocket.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    run_to_end(guard(scope, receive, send))
    if not sent:
        return 0, b""
    first = sent[0]
    return first.get("status", first.get("code")), b"".join(m.get("body", b"") for m in sent)


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The claims that every cookie is taken to carry; empty for none."""
    claims: dict[str, Any] = {}
    monkeypatch.setattr(cookie, "claims_of", lambda *_: claims or None)
    return claims


@pytest.fixture
def sessions(tmp_path: Path) -> Any:
    with open_ledger(tmp_path / "home") as ledger:
        yield Sessions(ledger, clock=lambda: NOW)


def guard(sessions: Sessions, provider: Provider | None = PROVIDER, now: float = NOW) -> Guard:
    return Guard(Inner(), provider=provider, sessions=sessions, clock=lambda: now)


LOCAL = {"client": ("127.0.0.1", 1)}


@pytest.mark.parametrize(
    ("host", "client", "method", "origin", "status"),
    [
        ("127.0.0.1:8501", "127.0.0.1", "GET", None, 200),
        ("localhost:8501", "127.0.0.1", "GET", None, 200),
        ("[::1]:8501", "::1", "GET", None, 200),
        ("muster.example", "127.0.0.1", "GET", None, 403),  # a name that was bound to loopback
        ("127.0.0.1:8501", "192.0.2.7", "GET", None, 403),  # another computer
        ("", "127.0.0.1", "GET", None, 403),
        ("[", "127.0.0.1", "GET", None, 403),
        ("127.0.0.1:8501", "127.0.0.1", "PUT", "http://[", 403),
        ("127.0.0.1:8501", "127.0.0.1", "PUT", "http://127.0.0.1:8501", 200),
        ("127.0.0.1:8501", "127.0.0.1", "PUT", "http://elsewhere.example", 403),
        ("127.0.0.1:8501", "127.0.0.1", "DELETE", "null", 403),
        ("127.0.0.1:8501", "127.0.0.1", "GET", "http://elsewhere.example", 200),
    ],
)
def test_local_mode_is_for_this_computer(sessions, host, client, method, origin, status):
    headers = {"host": host} | ({"origin": origin} if origin else {})
    door = guard(sessions, None)
    found, _ = knock(door, client=(client, 1), method=method, headers=headers)
    assert found == status
    assert len(door.app.seen) == (status == 200)


@pytest.mark.parametrize(
    ("site", "status"),
    [("cross-site", 403), ("same-site", 403), ("same-origin", 200), ("none", 200), (None, 200)],
)
def test_nobody_is_signed_out_by_the_page_of_another_site(sessions, site, status):
    headers = {"host": "127.0.0.1:8501"} | ({"sec-fetch-site": site} if site else {})
    found, _ = knock(guard(sessions, None), path="/auth/logout", **LOCAL, headers=headers)
    assert found == status


def test_a_websocket_of_another_site_is_refused_in_local_mode(sessions):
    headers = {"host": "127.0.0.1:8501", "origin": "http://elsewhere.example"}
    door = guard(sessions, None)
    assert knock(door, "/_stcore/stream", type="websocket", headers=headers, **LOCAL)[0] == 1008
    assert door.app.seen == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 401),
        ("/_stcore/health", 401),
        ("/media/abc.csv", 401),
        ("/api", 401),
        ("/api/v2/x", 401),
        ("/auth/login/", 401),
        ("/auth/login", 200),
        ("/oauth2callback", 200),
        ("/auth/logout", 200),
        ("/api/v1/me", 200),  # asks for its own token
    ],
)
def test_without_a_cookie(sessions, known, path, status):
    assert knock(guard(sessions), path)[0] == status


@pytest.mark.parametrize(
    ("changed", "now", "status"),
    [
        ({}, NOW, 200),
        ({}, NOW + 599, 200),
        ({}, NOW + 600, 401),  # the provider's token has expired
        ({"exp": NOW + 9e6}, NOW + 3540, 401),  # longer than a sign-in may last here
        ({"exp": None}, NOW, 401),
        ({"exp": "never"}, NOW, 401),
        ({"sub": ""}, NOW, 401),
        ({"roles": []}, NOW, 403),
        ({"force_code": "999"}, NOW, 403),
        ({"force_code": None}, NOW, 403),
        ({"force_code": None, "roles": ["inspector"]}, NOW, 200),
    ],
)
def test_with_a_cookie(sessions, known, changed, now, status):
    known.update({**CLAIMS, **changed})
    assert knock(guard(sessions, now=now))[0] == status


@pytest.mark.parametrize("host", ["evil.example", "muster.example:8443", ""])
def test_another_name_for_the_server_is_refused(sessions, known, host):
    known.update(CLAIMS)
    assert knock(guard(sessions), headers={"host": host})[0] == 403


def test_who_signed_out_is_out_even_after_a_restart(tmp_path, known):
    known.update(CLAIMS)
    with open_ledger(tmp_path / "home") as ledger:
        before = Sessions(ledger, clock=lambda: NOW)
        door = guard(before)
        assert knock(door)[0] == 200
        run_to_end(before.sign_out(CLAIMS, PROVIDER, NOW))
        assert knock(door)[0] == 401
        assert knock(guard(Sessions(ledger, clock=lambda: NOW)))[0] == 401


@pytest.mark.parametrize(
    ("seconds", "status"), [(0.0, 200), (LOOK_AGAIN_SECONDS, 401), (-600.0, 401)]
)
def test_who_signed_out_at_another_process_is_out_here_soon(tmp_path, known, seconds, status):
    known.update(CLAIMS)
    now = [NOW]
    with open_ledger(tmp_path / "home") as ledger:
        here, elsewhere = (Sessions(ledger, clock=lambda: now[0]) for _ in range(2))
        door = guard(here)
        assert knock(door)[0] == 200
        run_to_end(elsewhere.sign_out(CLAIMS, PROVIDER, NOW))
        now[0] += seconds
        assert knock(door)[0] == status


@pytest.mark.parametrize(("left", "closed"), [(600, False), (0.01, True)])
def test_a_websocket_lasts_as_long_as_the_sign_in(sessions, known, left, closed):
    known.update({**CLAIMS, "exp": NOW + left})
    door = guard(sessions, now=NOW)

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        door.heard = await receive()  # type: ignore[attr-defined]

    async def receive() -> dict[str, Any]:
        if closed:
            await asyncio.sleep(5)
        return {"type": "websocket.receive", "bytes": b"x"}

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    door.app = slow
    scope = {"type": "websocket", "path": "/_stcore/stream", "query_string": b"",
             "client": None, "headers": [(b"host", b"muster.example")]}  # fmt: skip
    run_to_end(door(scope, receive, send))
    assert (door.heard["type"] == "websocket.disconnect") is closed  # type: ignore[attr-defined]
    assert bool(sent) is closed


def test_one_person_can_fill_no_ones_memory(sessions, known):
    known.update(CLAIMS)
    door = guard(sessions)
    upload = {"method": "PUT", "path": "/_stcore/upload_file/a/b"}
    half = {"content-length": str(UPLOAD_BYTES_AN_HOUR // 2)}
    statuses = [knock(door, headers=half, **upload)[0] for _ in range(3)]
    assert statuses == [200, 200, 413]
    assert knock(door, **upload)[0] == 413  # says no length
    assert knock(door, headers={"content-length": "5²"}, **upload)[0] == 413


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("/compare?force=42&indicator=x", "/compare?force=42&indicator=x"),
        ("/", "/"),
        (None, "/"),
        ("", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
        ("/a\r\nSet-Cookie: x=y", "/"),
        ("/a b", "/"),
        ("/auth/logout", "/"),
        ("/muster/sign-in?to=/", "/"),
        ("/x" * 2000, "/"),
    ],
)
def test_the_way_back_never_leads_elsewhere(text, target):
    assert cookie.safe_target(text) == target


@pytest.mark.parametrize(
    ("given", "left", "secure", "out"),
    [
        (
            b"_streamlit_user=x; HttpOnly; Max-Age=2592000; Path=/; SameSite=lax",
            600,
            True,
            b"_streamlit_user=x; HttpOnly; Max-Age=600; Path=/; SameSite=lax; Secure",
        ),
        (
            b"_streamlit_user_tokens=x; expires=Thu, 01 Jan 2037; Max-Age=2592000; Path=/",
            60,
            False,
            b"_streamlit_user_tokens=x; Max-Age=60; Path=/",
        ),
        (
            b"_streamlit_user=; Max-Age=0; Path=/",
            600,
            False,
            b"_streamlit_user=; Max-Age=0; Path=/",
        ),
        (b"other=1; Path=/", 600, True, b"other=1; Path=/; Secure"),
    ],
)
def test_cookies_are_made_stricter(given, left, secure, out):
    assert cookie.hardened(given, seconds_left=left, secure=secure) == out


def environment(**changed: str) -> dict[str, str]:
    return {
        "MUSTER_OIDC_METADATA_URL": "https://id.example/.well-known/openid-configuration",
        "MUSTER_OIDC_CLIENT_ID": "muster",
        "MUSTER_OIDC_CLIENT_SECRET": "s",
        "MUSTER_PUBLIC_URL": "https://muster.example/",
        "MUSTER_COOKIE_SECRET": "c" * 32,
    } | changed


def test_a_provider_is_named_by_the_environment():
    found = read_provider(environment(MUSTER_CLAIM_FORCE="org", MUSTER_CLAIM_ROLES="groups"))
    assert found is not None
    assert (found.public_url, found.host) == ("https://muster.example", "muster.example")
    assert (found.force_claim, found.roles_claim) == ("org", "groups")
    assert read_provider({}) is None


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"MUSTER_COOKIE_SECRET": ""}, "only in part: set MUSTER_COOKIE_SECRET"),
        ({"MUSTER_COOKIE_SECRET": "short"}, "at least 32"),
        ({"MUSTER_PUBLIC_URL": "http://muster.example"}, "must begin with https"),
        ({"MUSTER_OIDC_METADATA_URL": "http://id.example"}, "must begin with https"),
        ({"MUSTER_PUBLIC_URL": "https://muster.example/app"}, "leave its path out"),
        ({"MUSTER_SESSION_MINUTES": "0"}, "1 to 1440"),
        ({"MUSTER_SESSION_MINUTES": "soon"}, "1 to 1440"),
    ],
)
def test_half_a_provider_or_an_unsafe_one_does_not_start(changed, says):
    with pytest.raises(UsageError, match=says):
        read_provider(environment(**changed))


@pytest.mark.parametrize(
    ("roles", "force", "found"),
    [
        (["preparer", "approver"], "42", ["preparer", "approver"]),
        ("approver preparer", "42", ["preparer", "approver"]),
        (["inspector", "preparer"], None, ["inspector"]),
        (["inspector"], "42", ["inspector"]),
        ({"preparer": True}, "42", None),
        (["PREPARER"], "42", None),
    ],
)
def test_roles_come_from_the_claims(roles, force, found):
    claims = {**CLAIMS, "roles": roles, "force_code": force}
    if found is None:
        with pytest.raises(NoRoleError):
            person_of(claims, PROVIDER, NOW)
    else:
        person = person_of(claims, PROVIDER, NOW)
        assert [str(role) for role in person.roles] == found
        first = person.actor()
        assert first.force_code == (force if first.role in ("preparer", "approver") else None)


def test_a_sign_in_that_is_over_is_told_apart_from_one_without_a_role():
    with pytest.raises(SignInError, match="has ended") as ended:
        person_of(CLAIMS, PROVIDER, NOW + 600)
    assert not isinstance(ended.value, NoRoleError)
