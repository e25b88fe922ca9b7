"""The command line through a server: the same words, and nothing sent twice or half."""

from __future__ import annotations

import json
import os
import re
import select
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import httpx
import pytest
from typer.testing import CliRunner

from contracts.errors import NotThereError, SubmissionError, UsageError
from muster.api.application import Allowance
from muster.api.client import BODY_BYTES, Server, at
from muster.api.paths import place
from muster.cli import app
from tests import ledger_kit as kit
from tests.api_kit import SLUG, Desk, desk, example

PERIOD, FILES = example()
LINGER_NOT = struct.pack("ii", 1, 0)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    may = Allowance(calls_per_minute=60_000, calls_at_once=1_000, workers=1, patience_seconds=300)
    with desk(tmp_path_factory.mktemp("client") / "home", may) as opened:
        yield opened


@pytest.fixture
def server(served: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("MUSTER_TOKEN", served.tokens["preparer"])
    with at(served.address.removesuffix("/api/v1")) as opened:
        yield opened


def written(folder: Path, files: dict[str, bytes]) -> list[Path]:
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in files]


def muster(served: Desk, *words: str, token: str | None) -> subprocess.CompletedProcess[str]:
    """The command itself, without a ledger of its own."""
    known = {k: v for k, v in os.environ.items() if not k.startswith("MUSTER")}
    return subprocess.run(
        [sys.executable, "-m", "muster.cli", *words, "--server",
         served.address.removesuffix("/api/v1")],
        env={**known, "MUSTER_HOME": "/nowhere"} | ({"MUSTER_TOKEN": token} if token else {}),
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_submit_and_status_say_the_same_as_at_home(served, tmp_path):
    paths = [str(path) for path in written(tmp_path / "sent", FILES)]
    about = ["--return", SLUG, "--period", PERIOD]
    earlier = {s.submission_id for s in served.ledger.submissions(actor=kit.LOCAL)}
    done = muster(served, "submit", *paths, *about, token=served.tokens["preparer"])
    assert (done.returncode, done.stderr) == (0, "")
    assert f"({SLUG}, 42, {PERIOD}) is kept and ready: an approver can sign it off." in done.stdout
    (sid,) = {s.submission_id for s in served.ledger.submissions(actor=kit.LOCAL)} - earlier
    told = muster(served, "status", sid, token=served.tokens["approver"])
    assert json.loads(told.stdout)["state"] == "ready"
    hidden = muster(served, "status", sid, token=served.tokens["other"])
    assert (hidden.returncode, hidden.stdout) == (2, "")
    assert hidden.stderr == f"There is no submission {sid}. Check the reference.\n"


def test_what_approvers_and_the_inspectorate_do_at_home_they_do_at_a_server(served, tmp_path):
    sid = kit.accept(served.ledger, tmp_path, content=b"from afar", period="2023-02",
                     actor=kit.PREPARER).submission_id  # fmt: skip
    who = {"a": served.tokens["approver"], "p": served.tokens["preparer"],
           "i": served.tokens["administrator"]}  # fmt: skip
    why = ["--reason", "The wrong month was exported."]
    for person, words, says in (
        (
            "p",
            ["submissions", "list", "--period", "2023-02"],
            f"{sid}  {SLUG}  42  2023-02  v1  2024-04-10 09:30 UTC",
        ),
        ("p", ["submissions", "warnings", sid], "reference,rule_id"),
        ("a", ["submissions", "signoff", sid], '"state": "signed_off"'),
        ("p", ["submissions", "receipt", sid], sid),
        ("a", ["submissions", "withdraw", sid, *why], f"Submission {sid} is withdrawn."),
        ("i", ["windows", "open", SLUG, "2023-02", "--due", "2023-03-20"], "open, due 2023-03-20"),
        ("p", ["windows", "list"], f"{SLUG} 2023-02: open, due 2023-03-20"),
        ("a", ["windows", "status", SLUG, "2023-02"], "0 of 1 force has sent it."),
    ):
        told = ["--server", served.address.removesuffix("/api/v1")]
        done = CliRunner().invoke(app, [*words, *told], env={"MUSTER_TOKEN": who[person]})
        assert (done.exit_code, done.stderr) == (0, ""), done.exception
        assert says in done.stdout
    refused = muster(served, "windows", "close", SLUG, "2023-02", token=who["p"])
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "may not open, extend or close windows" in refused.stderr


@pytest.mark.parametrize(
    ("token", "says"),
    [(None, "into MUSTER_TOKEN"), ("muster_0_x", "unknown, expired or revoked")],
)
def test_without_a_valid_token_a_sentence_and_exit_code_2(served, tmp_path, token, says):
    (path,) = written(tmp_path, {"a.csv": b"a\n1\n"})
    done = muster(served, "validate", str(path), "--return", SLUG, token=token)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr


@pytest.mark.parametrize(
    "url",
    [
        "https://", "https://muster.example:https", "https://[::1", "x",
        "https://muster.example/submit", "https://muster.example/?force=42",
    ],
)  # fmt: skip
def test_an_address_that_is_none_is_a_sentence(monkeypatch, url):
    monkeypatch.setenv("MUSTER_TOKEN", "secret")
    with pytest.raises(UsageError, match="is no address of a server; write one such"), at(url):
        pass


@pytest.mark.parametrize("token", ["muster_\xe9", "muster_1 x", "muster_1\nx"])
def test_a_token_that_no_header_may_hold_is_a_sentence(monkeypatch, token):
    monkeypatch.setenv("MUSTER_TOKEN", token)
    with (
        pytest.raises(UsageError, match="MUSTER_TOKEN holds is no token: copy it anew") as caught,
        at("https://muster.example"),
    ):
        pass
    assert token not in str(caught.value)


@pytest.mark.parametrize(
    ("told", "waits"),
    [("5", 5), ("86400", 120), ("Wed, 21 Oct 2026 07:28:00 GMT", 0.25), ("-1", 0.25), ("", 0.25)],
)
def test_how_long_one_is_told_to_wait_is_heard_within_reason(told, waits):
    said = [httpx.Response(503, headers={"Retry-After": told}), httpx.Response(200, json={})]
    waited: list[float] = []
    transport = httpx.MockTransport(lambda _: said.pop(0))
    with httpx.Client(base_url="https://muster.example", transport=transport) as http:
        assert Server(http, pause=waited.append).get("/me") == {}
    assert waited == [waits]


@pytest.mark.parametrize(
    "ask",
    [
        lambda server: server.get("/windows"),
        lambda server: server.post("/submissions/X/sign-off"),
        lambda server: server.report("X", "text"),
    ],
)
def test_a_page_in_the_place_of_an_answer_is_a_sentence(ask):
    page = httpx.MockTransport(lambda _: httpx.Response(200, html="<p>Welcome to our Wi-Fi"))
    with (
        httpx.Client(base_url="https://muster.example", transport=page) as http,
        pytest.raises(UsageError, match="is not the API of a Muster; is the address right"),
    ):
        ask(Server(http))


@pytest.mark.parametrize("typed", ["../me", "..", "a/b?c#d", "A B"])
def test_what_somebody_typed_stays_one_part_of_an_address(typed):
    asked: list[bytes] = []
    heard = httpx.MockTransport(lambda call: asked.append(call.url.raw_path) or httpx.Response(404))
    with (
        httpx.Client(base_url="https://muster.example", transport=heard) as http,
        pytest.raises(NotThereError),
    ):
        Server(http).get(place("submissions", typed))
    assert re.fullmatch(rb"/api/v1/submissions/[^/?#]+", asked[0])


@pytest.mark.parametrize("url", ["http://muster.example", "ftp://127.0.0.1", "muster.example"])
def test_a_token_never_travels_unprotected(monkeypatch, url):
    monkeypatch.setenv("MUSTER_TOKEN", "secret")
    with pytest.raises(UsageError, match="https://"), at(url):
        pass


def test_a_check_leaves_no_trace_and_gives_the_exit_code(served, server, tmp_path):
    bad = {**FILES, "deployments.csv": FILES["deployments.csv"].replace(b"42,", b"99,", 1)}
    order = {"return": SLUG, "period": PERIOD}
    before = len(served.ledger.submissions(actor=kit.LOCAL))
    for files, code in ((FILES, 0), (bad, 1), ({"notes.csv": b"a,b\n1,2\n"}, 2)):
        paths = written(tmp_path / str(code), files)
        with server.rehearsing(paths, order) as asked:
            report, found = server.check(asked, "text")
        with report:
            assert report.read().startswith(paths[0].name.encode())
        assert found == code
    assert len(served.ledger.submissions(actor=kit.LOCAL)) == before
    assert list((served.ledger.home / "uploads").iterdir()) == []


def test_the_same_files_are_one_submission_however_often_they_are_sent(server, tmp_path):
    paths = written(tmp_path / "again", {"notes.csv": b"not,the,return\n"})
    order = {"return": SLUG, "period": "2023-11"}
    sids = {server.submit(paths, order)["submission_id"] for _ in range(2)}
    assert len(sids) == 1


def test_nothing_to_report(server):
    done = server.submit([], {"return": SLUG, "period": "2023-12"})
    assert (done["type"], done["state"]) == ("NIL", "ready")


class Unreliable:
    """A wire to the server that is cut after a number of bytes, some times, and then is not."""

    def __init__(self, target: str, cut_after: list[int]) -> None:
        host, _, port = target.removeprefix("http://").partition(":")
        self.target, self.cuts = (host, int(port)), cut_after
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            allowed = self.cuts.pop(0) if self.cuts else None
            threading.Thread(target=self._carry, args=(near, allowed), daemon=True).start()

    def _carry(self, near: socket.socket, allowed: int | None) -> None:
        """Both ways, until either end has enough or the wire is cut."""
        with near, socket.create_connection(self.target) as far:
            while True:
                ready, _, _ = select.select([near, far], [], [])
                for source in ready:
                    data = source.recv(65536)
                    if source is near and allowed is not None:
                        allowed -= len(data)
                    if not data or (allowed is not None and allowed < 0):
                        for end in (near, far):  # a cut, not a farewell
                            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOT)
                        return
                    (far if source is near else near).sendall(data)


def test_a_large_file_goes_on_after_the_connection_was_cut(served, tmp_path):
    content = bytes(range(256)) * (BODY_BYTES // 256) + b"the end"  # more than one body
    (path,) = written(tmp_path, {"large.csv": content})
    wire = Unreliable(served.address.removesuffix("/api/v1"), [300_000, 2_000_000])
    waited: list[float] = []
    with httpx.Client(base_url=wire.address, headers=served.shown("preparer"), timeout=30) as http:
        server = Server(http, pause=waited.append)
        server._send("large", path)
        # Once for each cut; once more where what came before it was still being written.
        assert len(waited) >= 2
    wire.listener.close()
    kept = served.call("preparer", "GET", "/uploads/large").json()["files"]
    assert kept == [{"name": "large.csv", "size_bytes": len(content), "complete": True}]
    (stored,) = (served.ledger.home / "uploads").glob("*/large.csv")
    assert stored.read_bytes() == content
    served.call("preparer", "DELETE", "/uploads/large")


class AskedTooEarly(Server):
    """Hears how much has arrived while seven bytes of it are still to be written."""

    asked = 0

    def _arrived(self, upload: str, name: str) -> tuple[int, bool]:
        self.asked += 1
        sent, complete = super()._arrived(upload, name)
        return (sent - 7, complete) if self.asked == 1 else (sent, complete)


def test_what_was_still_being_written_when_one_asked_is_gone_on_from(served, tmp_path):
    (path,) = written(tmp_path, {"early.csv": b"0123456789" * 10})
    started = {"headers": {"Upload-Length": "100"}, "content": b"0123456789" * 3}
    served.call("preparer", "PUT", "/uploads/early/early.csv", **started)
    waited: list[float] = []
    headers, address = served.shown("preparer"), served.address.removesuffix("/api/v1")
    with httpx.Client(base_url=address, headers=headers) as http:
        AskedTooEarly(http, pause=waited.append)._send("early", path)
    assert len(waited) == 1
    (stored,) = (served.ledger.home / "uploads").glob("*/early.csv")
    assert stored.read_bytes() == path.read_bytes()
    served.call("preparer", "DELETE", "/uploads/early")


def test_a_connection_that_is_always_cut_is_a_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    with httpx.Client(base_url=f"http://127.0.0.1:{port}") as http:
        server = Server(http, pause=lambda _: None)
        with pytest.raises(SubmissionError, match="does not answer"):
            server.get("/me")


class Behind(BaseHTTPRequestHandler):
    """A proxy whose server is away for the first calls that it hears."""

    words: ClassVar[list[int]] = []

    def do_GET(self) -> None:
        said = self.words.pop(0) if self.words else 200
        self.send_response(said)
        self.end_headers()
        self.wfile.write(b"{}" if said == 200 else b"Bad gateway")

    do_POST = do_GET  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def behind() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Behind) as listener:
        threading.Thread(target=listener.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listener.server_address[1]}"
        listener.shutdown()


def test_a_proxy_that_lost_the_server_is_a_cut_connection(behind):
    waited: list[float] = []
    with httpx.Client(base_url=behind) as http:
        server = Server(http, pause=waited.append)
        Behind.words[:] = [502, 503, 504, 408]  # and one whose body stalled is sent again
        assert server.fetch("/me") == b"{}"
        assert waited == [0.25, 0.5, 1.0, 2.0]
        Behind.words[:] = [502]
        with pytest.raises(SubmissionError, match="may or may not be done"):
            server.post("/submissions/X/sign-off")


def test_what_is_not_there_is_its_own_error(server):
    with pytest.raises(NotThereError, match="There is no submission"):
        server.get("/submissions/AAAA-AAAA-AAAA-AAAA")
