"""Nobody who is not signed in reaches anything: every route, websocket, file and upload."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from sign_in_fixture import Signed

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("sign-in")]

ROUTES = """
import json, os, sys
os.environ["MUSTER_HOME"] = sys.argv[1]
from app.server import application
built = application()._build_starlette_app()
print(json.dumps([[r.path, sorted(getattr(r, "methods", None) or ["GET"])] for r in built.routes]))
"""
# The way to the identity provider and back; the description of the API, which is public.
OPEN = {"/auth/login", "/auth/logout", "/oauth2callback"}
UPLOAD_BYTES = 20 * 1024**2


def routes(home: Path) -> list[tuple[str, str]]:
    """Every address of the app, with each of its methods, as the server itself has them."""
    told = subprocess.run(
        [sys.executable, "-c", ROUTES, str(home)], capture_output=True, text=True, check=True
    )
    return [
        (method, path.replace("{", "").replace("}", "").replace(":path", "") or "/any")
        for path, methods in json.loads(told.stdout.splitlines()[-1])
        for method in methods
    ]


def test_every_route_refuses_who_is_not_signed_in(signed: Signed, tmp_path: Path) -> None:
    found = routes(tmp_path)
    assert len(found) > 20, "the routes are those of a whole app"
    tried = [
        (method, target)
        for method, path in found
        if path not in OPEN
        for target in (path, f"{path}/..%2f..%2f", f"{path}%0A")
    ]
    with httpx.Client(base_url=signed.address) as stranger:
        for method, target in tried:
            answer = stranger.request(method, target)
            assert answer.status_code in (401, 403), (method, target)
            for promised in ("content-security-policy", "x-content-type-options"):
                assert promised in answer.headers, (method, target)


@pytest.mark.parametrize(
    "path",
    ["/", "/compare?force=42", "/media/abc.csv", "/static/js/index.js", "/api/v1/me", "/api/v1/",
     "/api/v1/releases", "/api/v1/x%0Ay", "/api/v1", "/api", "/muster/shell.js", "//compare",
     "/oauth2callback/", "/_stcore/upload_file/a/b", "/auth/login%0A"],
)  # fmt: skip
def test_an_address_is_refused_without_a_cookie_and_with_a_forged_one(
    signed: Signed, path: str
) -> None:
    for headers in ({}, {"Cookie": '_streamlit_user="eyJzdWIiOiAiYW5uIn0.x.y"'}):
        assert httpx.get(signed.address + path, headers=headers).status_code in (401, 403)


def test_a_websocket_is_refused(signed: Signed) -> None:
    place = urlsplit(signed.address)
    with socket.create_connection((str(place.hostname), int(place.port or 0)), timeout=10) as wire:
        wire.sendall(
            (
                f"GET /_stcore/stream HTTP/1.1\r\nHost: {place.netloc}\r\nConnection: Upgrade\r\n"
                f"Upgrade: websocket\r\nOrigin: {signed.address}\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
            ).encode()
        )
        assert wire.recv(4096).startswith(b"HTTP/1.1 403")


def test_other_sites_other_names_and_ways_elsewhere(signed: Signed) -> None:
    post = httpx.post(
        f"{signed.address}/_stcore/upload_file/a/b", headers={"Origin": "https://evil.example"}
    )
    assert post.status_code == 403
    assert httpx.get(signed.address, headers={"Host": "evil.example"}).status_code == 403
    out = httpx.get(f"{signed.address}/auth/logout", headers={"Sec-Fetch-Site": "cross-site"})
    assert out.status_code == 403
    way = httpx.get(f"{signed.address}/muster/sign-in?to=//evil.example")
    assert way.status_code == 302
    assert way.headers["location"].startswith("/auth/login?provider=")
    assert "muster_return=%2F;" in way.headers["set-cookie"]


def memory_mb(process_id: int) -> float:
    for line in Path(f"/proc/{process_id}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise AssertionError("no such process")


def test_four_hundred_megabytes_from_a_stranger_cost_no_memory(signed: Signed) -> None:
    before = memory_mb(signed.process_id)
    for number in range(20):
        path = f"/_stcore/upload_file/s/{number}" if number % 2 else f"/api/v1/uploads/u/{number}"
        try:
            answer = httpx.put(signed.address + path, content=b"x" * UPLOAD_BYTES, timeout=60)
        except (httpx.WriteError, httpx.RemoteProtocolError, httpx.ReadError):
            continue  # refused and hung up on before all of it was sent
        assert answer.status_code == 401
    assert memory_mb(signed.process_id) - before < 60
    assert list((signed.home / "uploads").iterdir()) == []
