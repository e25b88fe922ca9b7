"""What is shipped for running Muster: it parses, names real settings, and the proxy proxies."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import yaml
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from uvicorn import Config, Server

from ledger.store import open_ledger
from muster.observing import Observed
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))


def test_every_setting_named_is_one_that_is_read() -> None:
    example = (DEPLOY / "muster.env.example").read_text()
    named = set(re.findall(r"^#?(MUSTER_\w+)=", example, re.MULTILINE)) - {"MUSTER_SITE"}
    code = "".join(
        path.read_text()
        for folder in ("app", "ledger", "muster")
        for path in (ROOT / folder).rglob("*.py")
    )
    assert named
    assert [name for name in sorted(named) if name not in code] == []


def test_the_compose_file_has_every_part() -> None:
    content = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    assert set(content["services"]) == {"app", "api", "worker", "postgresql", "proxy"}
    for name in ("app", "api", "worker"):
        assert content["services"][name]["read_only"], name
        assert content["services"][name]["cap_drop"] == ["ALL"], name
    assert content["networks"]["inside"] == {"internal": True}


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_units_are_locked_down(path: Path) -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(path)
    service = unit["Service"]
    assert service["User"] == "muster"
    assert service["ProtectSystem"] == "strict"
    assert service["NoNewPrivileges"] == "yes"
    assert service["ExecStart"].startswith("/opt/muster/.venv/bin/")


def serve(app: object, port: int) -> Server:
    settings = Config(app, port=port, log_config=None, access_log=False, lifespan="off")  # type: ignore[arg-type]
    server = Server(settings)
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.01)
    return server


@pytest.fixture
def proxied(tmp_path: Path) -> Iterator[httpx.Client]:
    """Our Caddyfile in a real Caddy, before two servers that say which they are."""
    if shutil.which("caddy") is None:
        pytest.skip("Caddy is not installed on this machine")
    with open_ledger(tmp_path / "home"):
        pass
    servers = [_named(name, tmp_path / "home") for name in ("pages", "api", "more pages")]
    port, environment = free_port(), {"XDG_DATA_HOME": str(tmp_path), "HOME": str(tmp_path)}
    options = f"admin off\nhttp_port {free_port()}\nskip_install_trust"
    told = {
        "MUSTER_SITE": f"https://localhost:{port}",
        "MUSTER_APP": " ".join(f"127.0.0.1:{servers[n].config.port}" for n in (0, 2)),
        "MUSTER_API": f"127.0.0.1:{servers[1].config.port}",
        "CADDY_GLOBAL_OPTIONS": options,
    }
    command = ["caddy", "run", "--adapter", "caddyfile", "--config", str(DEPLOY / "Caddyfile")]
    process = subprocess.Popen(
        command, env={**os.environ, **environment, **told},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        with httpx.Client(
            base_url=f"https://localhost:{port}", verify=False, trust_env=False, timeout=30
        ) as client:
            _wait(client, process)
            yield client
    finally:
        process.kill()
        process.wait()
        for server in servers:
            server.should_exit = True


def _named(name: str, home: Path) -> Server:
    async def say(request: Request) -> PlainTextResponse:
        proto = request.headers.get("x-forwarded-proto")
        return PlainTextResponse(f"{name} {request.headers['host'].split(':')[0]} {proto}")

    app = Starlette(routes=[Route("/{rest:path}", say)])
    return serve(Observed(app, home=home, ledger_url=None), free_port())  # type: ignore[arg-type]


def _wait(client: httpx.Client, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try:
            if client.get("/health/live").status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise AssertionError("Caddy does not answer")


def test_the_proxy_sends_everything_where_it_belongs(proxied: httpx.Client) -> None:
    assert proxied.get("/compare").text.endswith("pages localhost https")
    assert proxied.get("/api/v1/submissions").text == "api localhost https"
    assert proxied.get("/metrics").status_code == 404
    assert proxied.get("/metrics/").status_code == 404
    assert proxied.get("/health/ready").json() in ({"well": True}, {"well": False})
    assert "max-age=31536000" in proxied.get("/compare").headers["strict-transport-security"]
    assert "server" not in proxied.get("/compare").headers


def test_a_browser_stays_with_one_process_and_all_are_used(proxied: httpx.Client) -> None:
    met: set[str] = set()
    for _ in range(40):  # one process for forty browsers: once in a million million
        proxied.cookies.clear()
        first = proxied.get("/compare").text
        assert {proxied.get(path).text for path in ("/", "/media/x", "/_stcore/stream")} == {first}
        met.add(first)
    assert len(met) == 2
