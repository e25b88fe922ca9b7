"""What is shipped for running Muster: it parses, names real settings, and the proxy proxies."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import yaml
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from uvicorn import Config, Server

from contracts.errors import UsageError
from ledger.store import open_ledger
from muster.api.client import at
from muster.api.staging import MOST_BYTES
from muster.identity import read_provider
from muster.observing import Observed
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))


# Said by the units and compose.yaml; of one command; of Spark; said by Muster to its own children.
NOT_OF_AN_INSTALLATION = {"MUSTER_HOME", "MUSTER_TOKEN", "MUSTER_SPARK_MASTER", "MUSTER_WAREHOUSE"}


def test_the_example_names_every_setting_that_is_read_and_no_other() -> None:
    example = (DEPLOY / "muster.env.example").read_text()
    named = set(re.findall(r"^#?(MUSTER_\w+)=", example, re.MULTILINE)) - {"MUSTER_SITE"}
    code = [path for room in ("app", "ledger", "muster") for path in (ROOT / room).rglob("*.py")]
    read = {
        name
        for path in (*code, ROOT / "dbt_project" / "profiles.yml")
        for name in re.findall(r"\bMUSTER_[A-Z_]*[A-Z]\b", path.read_text())
    }
    assert named == read - NOT_OF_AN_INSTALLATION


def example() -> dict[str, str]:
    """The example of the settings, as whoever copies it and fills in nothing has it."""
    lines = (DEPLOY / "muster.env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def test_the_example_as_it_is_means_local_mode() -> None:
    assert read_provider(example()) is None


def test_what_compose_asks_for_is_in_the_example_and_in_no_commit() -> None:
    text = (DEPLOY / "compose.yaml").read_text()
    asked = set(re.findall(r"\$\{(\w+):\?", text))
    assert asked == {"POSTGRES_PASSWORD", "MUSTER_SITE"}
    assert asked <= example().keys()
    # compose reads `.env` by itself to fill in what it asks for; any other name it has to be told.
    assert yaml.safe_load(text)["x-muster"]["env_file"] == ".env"
    assert {".env", "muster.env"} <= set((ROOT / ".gitignore").read_text().splitlines())


def test_the_image_holds_the_program_and_no_secret_or_data() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    program = set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])
    made_of = {"Makefile", "pyproject.toml", "requirements.lock", "bootstrap.lock"}
    assert rules[0] == "*"
    assert {rule[1:] for rule in rules if rule.startswith("!")} == program | made_of


def test_one_image_is_built_and_never_asked_for_elsewhere() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    ours = {name: each for name, each in services.items() if each["image"] == "muster"}
    assert ours.keys() == {"app", "api", "worker"}
    assert [name for name, each in ours.items() if "build" in each] == ["app"]
    others = [each for each in ours.values() if "build" not in each]
    assert all(each["pull_policy"] == "never" for each in others)


def test_the_compose_file_has_every_part() -> None:
    content = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    assert set(content["services"]) == {"app", "api", "worker", "postgresql", "proxy"}
    for name in ("app", "api", "worker"):
        assert content["services"][name]["read_only"], name
        assert content["services"][name]["cap_drop"] == ["ALL"], name
    assert content["networks"]["inside"] == {"internal": True}


def test_what_faces_outside_may_bind_its_ports_and_nothing_else() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    proxy = services["proxy"]
    assert (proxy["cap_drop"], proxy["cap_add"]) == (["ALL"], ["NET_BIND_SERVICE"])
    assert proxy["read_only"]
    assert all(each["security_opt"] == ["no-new-privileges:true"] for each in services.values())


def test_code_that_a_service_cannot_write_beside_is_compiled_before() -> None:
    """Or each process compiles it anew: in /opt for a unit, on a read-only root in a container."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    program = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    rooms = {name for name in program if any((ROOT / name).rglob("*.py"))}
    [line] = re.findall(r"-m compileall (.*) \|\|", (ROOT / "Makefile").read_text())
    assert rooms <= set(line.split()) and ".venv/lib" in line
    assert "RUN make compiled" in (DEPLOY / "Dockerfile").read_text()
    guide = (DEPLOY / "README.md").read_text()
    assert guide.count("&& make compiled") == 2  # at the first start, and when it is upgraded
    assert "make .venv/made" not in guide


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_units_are_locked_down(path: Path) -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(path)
    service = unit["Service"]
    assert service["User"] == "muster"
    assert service["ProtectSystem"] == "strict"
    assert service["NoNewPrivileges"] == "yes"
    # Whichever unit starts last, the folder of the home is closed to others.
    assert (service["StateDirectory"], service["StateDirectoryMode"]) == ("muster", "0750")
    assert service["UMask"] == "0027"
    closed = {
        "ProtectKernelLogs", "ProtectClock", "ProtectHostname", "RestrictNamespaces",
        "RestrictRealtime", "LockPersonality", "RestrictSUIDSGID", "PrivateDevices",
    }  # fmt: skip
    assert {name for name in closed if service.get(name) != "yes"} == set()
    assert (service["ProtectProc"], service["SystemCallArchitectures"]) == ("invisible", "native")
    assert service["LimitCORE"] == "0"  # a picture of memory holds cells
    assert service["ExecStart"].startswith("/opt/muster/.venv/bin/")
    # What runs on is begun again for ever; systemd would else give it up after five quick ends.
    assert ("Restart" in service) is (service.get("Type") != "oneshot")
    assert unit["Unit"].get("StartLimitIntervalSec") == ("0" if "Restart" in service else None)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed here")
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    for path in (DEPLOY / "systemd").iterdir():
        # Muster is not in /opt where the tests run; whether it is there is not the question.
        text = re.sub(r"/opt/muster/\.venv/bin/\w+", sys.executable, path.read_text())
        (tmp_path / path.name.replace("@", "@8501")).write_text(text)
    units = [str(path) for path in tmp_path.iterdir()]
    done = subprocess.run(
        ["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def serve(app: object, port: int) -> Server:
    settings = Config(app, port=port, log_config=None, access_log=False, lifespan="off")  # type: ignore[arg-type]
    server = Server(settings)
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.01)
    return server


@contextmanager
def proxy(folder: Path, pages: str, api: str, **settings: str) -> Generator[httpx.Client]:
    """Our Caddyfile in a real Caddy, before the servers at those addresses."""
    if shutil.which("caddy") is None:
        pytest.skip("Caddy is not installed on this machine")
    port, environment = free_port(), {"XDG_DATA_HOME": str(folder), "HOME": str(folder)}
    options = f"admin off\nhttp_port {free_port()}\nskip_install_trust"
    told = {
        "MUSTER_SITE": f"https://localhost:{port}",
        "MUSTER_APP": pages,
        "MUSTER_API": api,
        "CADDY_GLOBAL_OPTIONS": options,
        **settings,
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


@pytest.fixture
def proxied(tmp_path: Path) -> Iterator[httpx.Client]:
    """The proxy before two servers of the pages and one of the API, which say which they are."""
    with open_ledger(tmp_path / "home"):
        pass
    servers = [_named(name, tmp_path / "home") for name in ("pages", "api", "more pages")]
    first, api, second = (f"127.0.0.1:{server.config.port}" for server in servers)
    try:
        with proxy(tmp_path, f"{first} {second}", api) as client:
            yield client
    finally:
        for server in servers:
            server.should_exit = True


def _named(name: str, home: Path, port: int | None = None) -> Server:
    async def say(request: Request) -> PlainTextResponse:
        await request.body()
        proto = request.headers.get("x-forwarded-proto")
        return PlainTextResponse(f"{name} {request.headers['host'].split(':')[0]} {proto}")

    app = Starlette(routes=[Route("/{rest:path}", say, methods=["GET", "PUT"])])
    observed = Observed(app, home=home, ledger_url=None)  # type: ignore[arg-type]
    return serve(observed, port or free_port())


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


MB = 1024**2


@pytest.mark.parametrize(
    ("settings", "takes", "refuses"),
    [
        pytest.param({}, 200 * MB, 201 * MB, id="as it comes"),
        pytest.param({"MUSTER_PAGE_UPLOAD_MB": "3"}, 3 * MB, 4 * MB, id="told another"),
    ],
)
def test_the_proxy_takes_what_the_page_takes(
    tmp_path: Path, settings: dict[str, str], takes: int, refuses: int
) -> None:
    """And what a browser puts around a file."""
    around = 10_000
    with open_ledger(tmp_path / "home"):
        pass
    pages = _named("pages", tmp_path / "home")
    address = f"127.0.0.1:{pages.config.port}"
    with proxy(tmp_path, address, address, **settings) as client:
        fits = client.put("/_stcore/upload_file", content=bytes(takes + around))
        assert fits.status_code == 200
        try:
            too_much = client.put("/_stcore/upload_file", content=bytes(refuses + around))
            assert too_much.status_code in (413, 502)
        except httpx.WriteError:  # it closes while the rest is still sent
            pass
    pages.should_exit = True


@pytest.mark.skipif(not shutil.which("caddy"), reason="Caddy is not installed here")
def test_the_proxy_takes_every_file_that_the_api_takes() -> None:
    """To a proxy 4 GB are fewer bytes than 4 GiB."""
    adapted = subprocess.run(
        ["caddy", "adapt", "--adapter", "caddyfile", "--config", str(DEPLOY / "Caddyfile")],
        capture_output=True, text=True, check=True, env={**os.environ, "MUSTER_SITE": "localhost"},
    )  # fmt: skip
    limits = [int(found) for found in re.findall(r'"max_size":(\d+)', adapted.stdout)]
    assert max(limits) == MOST_BYTES


def test_the_proxy_in_a_container_is_told_what_the_page_takes() -> None:
    proxy_of = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]["proxy"]
    assert proxy_of["environment"]["MUSTER_PAGE_UPLOAD_MB"] == "${MUSTER_PAGE_UPLOAD_MB:-200}"
    assert "{$MUSTER_PAGE_UPLOAD_MB:200}.5MiB" in (DEPLOY / "Caddyfile").read_text()


def test_whoever_calls_while_the_api_starts_again_waits_for_it(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "home"):
        pass
    servers = [_named("pages", tmp_path / "home")]
    port = free_port()
    with proxy(tmp_path, f"127.0.0.1:{servers[0].config.port}", f"127.0.0.1:{port}") as client:
        later = threading.Timer(3, lambda: servers.append(_named("api", tmp_path / "home", port)))
        later.start()
        answer = client.get("/api/v1/submissions")
    later.join()
    for server in servers:
        server.should_exit = True
    assert (answer.status_code, answer.text) == (200, "api localhost https")


def test_a_certificate_that_is_not_believed_is_said_and_can_be(
    proxied: httpx.Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUSTER_TOKEN", "secret")
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    with at(str(proxied.base_url)) as server, pytest.raises(UsageError, match="SSL_CERT_FILE"):
        server.fetch("/me")
    root = tmp_path / "caddy" / "pki" / "authorities" / "local" / "root.crt"
    monkeypatch.setenv("SSL_CERT_FILE", str(root))
    with at(str(proxied.base_url)) as server:
        assert server.fetch("/me") == b"api localhost https"
