"""What came of the limit on memory is told as that, whatever a library calls it."""

from __future__ import annotations

import subprocess
import sys

import pytest

LIMITED = """
import resource, threading
from contracts.errors import UnreadableFileError
from validators.read.guard import sentences_only

def threads():
    while True:
        threading.Thread(target=threading.Event().wait, daemon=True).start()

def room():
    bytearray(1024**3)

def damaged():
    raise RuntimeError("an odd byte")

resource.setrlimit(resource.RLIMIT_AS, (400 * 1024**2, resource.RLIM_INFINITY))
try:
    with sentences_only("stock.ods"):
        {what}()
except UnreadableFileError as error:
    print(type(error.__cause__).__name__, error)
"""
CASES = [
    ("threads", "RuntimeError stock.ods needs more memory than there is for one file;"),
    ("room", "MemoryError stock.ods needs more memory than there is for one file;"),
    ("damaged", "RuntimeError stock.ods is damaged or not what it seems to be,"),
]


@pytest.mark.parametrize(("what", "told"), CASES, ids=[what for what, _ in CASES])
def test_a_limit_is_told_as_a_limit(what: str, told: str) -> None:
    code = LIMITED.replace("{what}", what)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith(told)
