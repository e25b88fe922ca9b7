"""Whoever checks a file in the app waits for no child to start, but for the first."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from app import checkers, uploads
from tests.api_kit import SLUG, example

PERIOD, FILES = example()


def children() -> set[int]:
    """The processes of this one that check files."""
    found: set[int] = set()
    for listed in Path(f"/proc/{os.getpid()}/task").glob("*/children"):
        for pid in map(int, listed.read_text().split()):
            if b"validators.worker" in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.add(pid)
    return found


def check() -> bool:
    sent = [uploads.Upload(name, content) for name, content in FILES.items()]
    return uploads.check(sent, SLUG, "42", PERIOD).report.passed


def test_checks_share_the_children_of_the_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUSTER_HOME", str(tmp_path / "home"))
    for _ in range(checkers.WORKERS):  # each has its child then
        assert check()
    before = children()
    assert before
    assert check()
    assert children() == before


def test_a_child_that_is_lost_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUSTER_HOME", str(tmp_path / "home"))
    assert check()
    lost = children()
    for pid in lost:
        os.kill(pid, signal.SIGKILL)
    while children() & lost:
        time.sleep(0.01)
    assert all(check() for _ in range(checkers.WORKERS))
    assert not children() & lost
