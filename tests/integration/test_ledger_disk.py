"""What reaches the disk, in which order, and what happens when the disk is full."""

from __future__ import annotations

import multiprocessing
import os
import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from contracts.errors import SubmissionError
from ledger.objects import ObjectStore
from ledger.store import open_ledger
from tests import ledger_kit as kit

FORK = multiprocessing.get_context("fork")
STRACE = shutil.which("strace")

SUBMIT_ONCE = """
import os, sys
from pathlib import Path
from tests import ledger_kit as kit
from ledger.store import open_ledger
if sys.argv[2] == "careless":
    os.fsync = lambda descriptor: None
with open_ledger(Path(sys.argv[1]) / "home") as ledger:
    kit.accept(ledger, Path(sys.argv[1]), content=b"traced")
    os.write(1, b"RECEIPT")
"""


def traced(tmp: Path, manner: str) -> list[str]:
    """The system calls of one submission, that touch files, in order."""
    if STRACE is None:
        pytest.skip("strace is not installed on this machine")
    log = tmp / "trace"
    calls = "trace=fsync,fdatasync,rename,renameat,renameat2,write,unlink,unlinkat"
    command = [STRACE, "-f", "-y", "-s", "7", "-e", calls, "-o", str(log)]
    command += [sys.executable, "-c", SUBMIT_ONCE, str(tmp), manner]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=root)
    if "ptrace" in done.stderr.lower() and "not permitted" in done.stderr.lower():
        pytest.skip("this machine does not permit tracing a process")
    assert done.stdout == "RECEIPT", done.stderr
    return completed(log.read_text().splitlines())


def completed(lines: list[str]) -> list[str]:
    """The calls in the order in which they ended: threads interrupt each other in a trace."""
    begun: dict[str, str] = {}
    calls: list[str] = []
    for line in lines:
        thread, _, call = line.partition(" ")
        if call.endswith(" <unfinished ...>"):
            begun[thread] = call.removesuffix(" <unfinished ...>").rstrip()
        elif "resumed>" in call and thread in begun:
            calls.append(begun.pop(thread) + call.partition("resumed>")[2])
        else:
            calls.append(call)
    return calls


def after(calls: list[str], pattern: str, start: int = 0) -> int:
    """The place of the first call after `start` that matches, or -1."""
    found = (n for n, line in enumerate(calls) if n >= start and re.search(pattern, line))
    return next(found, -1)


def in_order(calls: list[str], tmp: Path) -> bool:
    """fsync(file) < rename < fsync(folder) < ledger sync < receipt, for bytes and results."""
    home = re.escape(str(tmp / "home"))
    steps = [
        rf"fsync\(\d+<{home}/incoming/\w+>\)",
        rf'rename\("{home}/incoming/\w+", "{home}/objects/',
        rf"fsync\(\d+<{home}/objects/\w\w>\)",
        rf"fsync\(\d+<{home}/incoming/\w+",
        rf'rename\("{home}/incoming/\w+", "{home}/reports/',
        rf"fsync\(\d+<{home}/reports>\)",
        rf"f(data)?sync\(\d+<{home}/ledger.sqlite>",
        r'write\(1<.*"RECEIPT"',
    ]
    place = -1
    for step in steps:
        place = after(calls, step, place + 1)
        if place < 0:
            return False
    return True


@pytest.mark.slow
@pytest.mark.parametrize(("manner", "durable"), [("careful", True), ("careless", False)])
def test_order_of_system_calls(tmp_path: Path, manner: str, durable: bool) -> None:
    """`careless` is the negative control: without fsync the order is not there."""
    assert in_order(traced(tmp_path, manner), tmp_path) is durable


def in_child(work: Callable[[], None]) -> int | None:
    child = FORK.Process(target=work)
    child.start()
    child.join(60)
    return child.exitcode


def with_room_for(size_bytes: int, work: Callable[[], object]) -> int | None:
    """Run it where no file can grow beyond that size; 0 done, 1 refused with a sentence."""

    def limited() -> None:
        hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, hard))
        try:
            work()
        except SubmissionError as error:
            named = "Nothing was accepted" in str(error)
            os._exit(1 if named else 3)
        except BaseException:
            os._exit(2)
        os._exit(0)

    return in_child(limited)


CONTENT = b"x" * 200_000


@pytest.mark.parametrize("thousands", range(0, 200, 10))
def test_disk_full(tmp_path: Path, thousands: int) -> None:
    """Twenty levels, from nothing at all to nearly enough: refused by name, nothing harmed."""
    home = tmp_path / "home"
    with open_ledger(home) as ledger:
        first = kit.accept(ledger, tmp_path, content=b"first")

    def submit() -> None:
        with open_ledger(home) as ledger:
            kit.accept(ledger, tmp_path / "full", content=CONTENT, revision_reason="LATE_RECORDS")

    kit.sent(tmp_path / "full" / "sent", content=CONTENT)
    kit.typed(tmp_path / "full" / "typed")

    def without_writing_the_source() -> None:
        with open_ledger(home) as ledger:
            ledger.accept(
                [("return.csv", tmp_path / "full" / "sent" / "return.csv")],
                kit.report(),
                {"deployments": tmp_path / "full" / "typed" / "deployments.parquet"},
                **kit.asked(revision_reason="LATE_RECORDS"),
            )

    assert with_room_for(thousands * 1000, without_writing_the_source) == 1
    with open_ledger(home) as ledger:
        assert ledger.submissions(actor=kit.LOCAL) == (first,)
        assert [d for d in ledger.verify() if not d.harmless] == []
    submit()  # space is free again: it works without repair
    with open_ledger(home) as ledger:
        assert [str(s.state) for s in ledger.submissions(actor=kit.LOCAL)] == [
            "superseded",
            "signed_off",
        ]
        ledger.doctor()
        assert ledger.verify() == []


def test_control_without_a_temporary_name_a_full_disk_leaves_half_an_object(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: written at its final name, a truncated object stays and is seen."""
    store = ObjectStore(tmp_path / "home")
    source = kit.sent(tmp_path, content=CONTENT)
    sha256, _ = store.put(source)
    store.path(sha256).unlink()
    monkeypatch.setattr(ObjectStore, "temporary", lambda self: self.path(sha256))
    monkeypatch.setattr(Path, "unlink", lambda self, missing_ok=False: None)
    assert with_room_for(50_000, lambda: store.put(source)) == 1
    monkeypatch.undo()
    with pytest.raises(SubmissionError, match="was altered"):
        store.read(sha256)


@pytest.mark.parametrize("room_kib", [128, 160, 192, 256])
def test_a_small_disk_that_is_really_full(tmp_path: Path, room_kib: int) -> None:
    """A file system of its own, where this machine permits one to be mounted."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={room_kib}k", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("this machine does not permit mounting a small file system")
    try:
        fill_and_free(disk, tmp_path)
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def fill_and_free(disk: Path, tmp: Path) -> None:
    home = disk / "home"
    try:
        with open_ledger(home):
            pass
    except SubmissionError as error:
        assert "disk" in str(error) or "space" in str(error)
        return
    accepted = 0
    with open_ledger(home) as ledger:
        for number in range(60):
            try:
                kit.accept(
                    ledger,
                    tmp,
                    content=b"%d" % number * 4000,
                    revision_reason="LATE_RECORDS",
                )
                accepted += 1
            except SubmissionError as error:
                assert "Nothing was accepted" in str(error)
        assert accepted < 60
        assert len(ledger.submissions(actor=kit.LOCAL)) == accepted
        assert [d for d in ledger.verify() if not d.harmless] == []
        subprocess.run(["mount", "-o", "remount,size=8m", str(disk)], check=True)
        done = kit.accept(ledger, tmp, content=b"room", revision_reason="LATE_RECORDS")
        assert done.is_live
