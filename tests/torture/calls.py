"""R4: the order of a submission's system calls, as strace sees them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.torture.scenario import Figures, require

ROOT = Path(__file__).parents[2]
TRACED = "trace=fsync,fdatasync,rename,renameat,renameat2,write,unlink,unlinkat"
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


def missing_strace() -> str | None:
    """Why this machine cannot trace a process, or None where it can."""
    strace = shutil.which("strace")
    if strace is None:
        return "strace is not installed on this machine"
    done = subprocess.run([strace, "-o", "/dev/null", "true"], capture_output=True, check=False)
    return "this machine does not permit tracing a process" if done.returncode else None


def order_of_calls(folder: Path, *, safe: bool, submissions: int = 1) -> Figures:
    """R4. The broken safeguard: fsync does nothing."""
    for number in range(submissions):
        place = folder / str(number)
        place.mkdir()
        calls = traced(place, "careful" if safe else "careless")
        missed = first_missed(calls, place)
        require(missed is None, f"not in its place: {missed}")
    return {"submissions traced": submissions, "steps in order": len(steps(folder))}


def traced(folder: Path, manner: str) -> list[str]:
    """The system calls of one submission that touch files, in order."""
    log = folder / "trace"
    command = ["strace", "-f", "-y", "-s", "7", "-e", TRACED, "-o", str(log)]
    command += [sys.executable, "-c", SUBMIT_ONCE, str(folder), manner]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    require(done.stdout == "RECEIPT", f"the traced submission failed: {done.stderr[-500:]}")
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


def steps(folder: Path) -> dict[str, str]:
    """fsync(file) < rename < fsync(folder) < ledger sync < receipt, for bytes and results."""
    home = re.escape(str(folder / "home"))
    return {
        "the received bytes synced": rf"fsync\(\d+<{home}/incoming/\w+>\)",
        "the object renamed": rf'rename\("{home}/incoming/\w+", "{home}/objects/',
        "its folder synced": rf"fsync\(\d+<{home}/objects/\w\w>\)",
        "the results synced": rf"fsync\(\d+<{home}/incoming/\w+",
        "the report renamed": rf'rename\("{home}/incoming/\w+", "{home}/reports/',
        "the reports' folder synced": rf"fsync\(\d+<{home}/reports>\)",
        "the ledger synced": rf"f(data)?sync\(\d+<{home}/ledger.sqlite>",
        "the receipt given": r'write\(1<.*"RECEIPT"',
    }


def first_missed(calls: list[str], folder: Path) -> str | None:
    """The first step that does not come after the one before it; None where all do."""
    place = -1
    for step, pattern in steps(folder).items():
        found = (n for n, line in enumerate(calls) if n > place and re.search(pattern, line))
        place = next(found, -1)
        if place < 0:
            return step
    return None
