"""Bad input and hard times, through the page's door, the API and the command line: a sentence each.

What the API does with most of them is in test_api_submit; what a cut connection does to a large
file is in test_api_client and, in a browser, in test_browser_large.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from contracts.errors import SubmissionError
from ledger.access import local_administrator
from ledger.store import open_ledger
from muster.api.application import Allowance
from muster.pipeline import Submitted, submit
from tests import ledger_kit as kit
from tests.api_kit import SLUG, Desk, desk, example

PERIOD, FILES = example()
TWO_GIGABYTES = 2 * 1024**3


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    may = Allowance(calls_per_minute=60_000, calls_at_once=1_000, workers=1, patience_seconds=300)
    with desk(tmp_path_factory.mktemp("bad") / "home", may) as opened:
        yield opened


def written(folder: Path, files: dict[str, bytes]) -> list[Path]:
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in files]


def muster(home: Path, *words: str, token: str | None = None) -> subprocess.CompletedProcess[str]:
    known = {k: v for k, v in os.environ.items() if not k.startswith("MUSTER")}
    return subprocess.run(
        [sys.executable, "-m", "muster.cli", *words],
        env={**known, "MUSTER_HOME": str(home)} | ({"MUSTER_TOKEN": token} if token else {}),
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def states(home: Path) -> list[str]:
    with open_ledger(home) as ledger:
        return [str(s.state) for s in ledger.submissions(actor=local_administrator())]


@pytest.mark.parametrize(
    ("files", "asked", "says"),
    [
        ({"a.csv": b""}, {}, "a.csv is empty"),
        (FILES, {"period": "2024-04"}, "2024-04"),
    ],
    ids=["0 bytes", "last period's file again"],
)
def test_the_command_line_keeps_rejects_and_says_what_to_mend(tmp_path, files, asked, says):
    paths = written(tmp_path / "sent", files)
    order = {"return": SLUG, "period": PERIOD, **asked}
    done = muster(
        tmp_path / "home", "submit", *map(str, paths), "--return", order["return"],
        "--force", "42", "--period", order["period"],
    )  # fmt: skip
    assert done.returncode in (1, 2)
    assert says in done.stdout
    assert "rejected, and kept as received" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert states(tmp_path / "home") == ["rejected"]


def test_under_a_closed_window_the_command_line_keeps_nothing(tmp_path):
    home = tmp_path / "home"
    with open_ledger(home) as ledger:
        ledger.open_window(SLUG, PERIOD, actor=local_administrator(), at=kit.NOW)
        ledger.close_window(SLUG, PERIOD, actor=local_administrator(), at=kit.NOW)
    paths = written(tmp_path / "sent", FILES)
    done = muster(
        home, "submit", *map(str, paths), "--return", SLUG, "--force", "42", "--period", PERIOD
    )
    assert done.returncode == 2
    assert "Nothing of this attempt was kept; ask the inspectorate" in done.stderr
    assert states(home) == []


def test_an_expired_token_is_a_sentence_on_the_command_line(served, tmp_path):
    paths = written(tmp_path / "sent", FILES)
    served.clock.pass_(days=31)
    done = muster(
        tmp_path, "submit", *map(str, paths), "--return", SLUG, "--period", PERIOD,
        "--server", served.address.removesuffix("/api/v1"), token=served.tokens["preparer"],
    )  # fmt: skip
    served.clock.pass_(days=-31)
    assert (done.returncode, done.stdout) == (2, "")
    assert "unknown, expired or revoked" in done.stderr
    assert served.ledger.submissions(actor=kit.LOCAL) == ()


def test_the_same_file_twice_at_once_from_two_pages_is_one_submission(tmp_path):
    """Two browser tabs, each with a connection of its own, as the page submits."""
    home = tmp_path / "home"
    open_ledger(home).close()
    paths = written(tmp_path / "sent", FILES)

    def send(_: int) -> Submitted | str:
        with open_ledger(home) as ledger:
            try:
                return submit(ledger, paths, SLUG, "42", PERIOD, actor=local_administrator())
            except SubmissionError as error:
                return str(error)

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(send, range(2)))
    ids = {a.submission.submission_id for a in answers if isinstance(a, Submitted)}
    assert len(ids) == 1
    assert all(a.endswith(".") for a in answers if isinstance(a, str))
    assert states(home) == ["signed_off"]
    with open_ledger(home) as ledger:
        assert ledger.verify() == []


@pytest.mark.parametrize("length_bytes", [TWO_GIGABYTES, 4 * 1024**3 + 1])
def test_the_length_that_is_told_decides_before_a_byte_is_taken(tmp_path, length_bytes):
    """With the ordinary limit of 4 GiB two gigabytes may come; a byte too many may not."""
    with desk(tmp_path / "home") as opened:
        answer = opened.call(
            "preparer", "PUT", "/uploads/big/big.csv", content=b"x" * 1000,
            headers={"Upload-Length": str(length_bytes)},
        )  # fmt: skip
    if length_bytes == TWO_GIGABYTES:
        assert answer.json() == {"name": "big.csv", "size_bytes": 1000, "complete": False}
    else:
        assert answer.status_code in (413, 422)
        assert answer.json()["detail"].strip()


def peak_mb() -> float:
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) / 1024


@pytest.mark.slow
def test_two_gigabytes_arrive_whole_in_bounded_memory(served):
    """Streamed against the real server, which runs in this very process."""
    block = b"force_code,deployment_id\n" * 40_000

    def body() -> Iterator[bytes]:
        for _ in range(TWO_GIGABYTES // len(block) + 1):
            yield block

    size_bytes = (TWO_GIGABYTES // len(block) + 1) * len(block)
    Path("/proc/self/clear_refs").write_text("5", encoding="utf-8")
    before = peak_mb()
    answer = httpx.put(
        f"{served.address}/uploads/two/two.csv", headers=served.shown("preparer"), content=body(),
        timeout=600, trust_env=False,
    )  # fmt: skip
    assert answer.json() == {"name": "two.csv", "size_bytes": size_bytes, "complete": True}
    assert peak_mb() - before < 100
    assert served.call("preparer", "DELETE", "/uploads/two").status_code == 204
