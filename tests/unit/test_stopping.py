"""A command that is stopped says so, clears its temporary folders away, and ends by the signal."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from muster.stopping import INTERRUPTED, SENTENCE

COMMAND = """
import tempfile, time
from muster import cli, stopping

stopping.AGAIN_SECONDS = 0.1

class Cleared:
    def __del__(self):
        time.sleep(30)

@cli.app.command("{name}")
def wait():
    with tempfile.TemporaryDirectory() as folder:
        print(folder, flush=True)
        try:
            if "{raised}" == "and lost":
                Cleared()
            time.sleep(30)
        except BaseException as error:
            if "{raised}" == "by a library":
                raise RuntimeError("Query interrupted") from error
            raise

cli.main()
"""


@pytest.mark.parametrize(
    ("sent", "name", "raised", "code", "said"),
    [
        (signal.SIGTERM, "wait", "", -signal.SIGTERM, SENTENCE),
        (signal.SIGTERM, "wait", "by a library", -signal.SIGTERM, SENTENCE),
        (signal.SIGTERM, "wait", "and lost", -signal.SIGTERM, SENTENCE),
        (signal.SIGINT, "wait", "", INTERRUPTED, SENTENCE),
        (signal.SIGINT, "wait", "by a library", INTERRUPTED, SENTENCE),
        (signal.SIGTERM, "worker", "", -signal.SIGTERM, ""),
    ],
)
def test_a_command_that_is_stopped_ends_in_order(
    sent: int, name: str, raised: str, code: int, said: str, tmp_path: Path
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", COMMAND.format(name=name, raised=raised), name],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None
        folder = Path(running.stdout.readline().strip())
        assert folder.is_dir()
        running.send_signal(sent)
        _, told = running.communicate(timeout=20)
    assert running.returncode == code
    assert told.strip().endswith(said)
    assert "Muster itself failed" not in told
    assert folder.exists() is (not said)
