"""The environment with Spark, and how its commands are run from a test."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PYTHON = ROOT / ".venv-spark/bin/python"


def run_with_spark(*words: str | Path, master: str, folder: Path, ends: int = 0) -> str:
    """What `python -m ...` prints in the environment with Spark; `ends` is its exit code."""
    if not PYTHON.exists() or shutil.which("java") is None:
        pytest.skip("Spark is not here: `make java .venv-spark/made` installs it.")
    variables = {
        "PYTHONPATH": str(ROOT),
        "MUSTER_SPARK_MASTER": master,
        "MUSTER_DBT_THREADS": "2",
        "TMPDIR": str(folder),
        "GX_ANALYTICS_ENABLED": "false",
    }
    done = subprocess.run(
        [str(PYTHON), "-m", *(str(word) for word in words)],
        env={**os.environ, **variables},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == ends, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout
