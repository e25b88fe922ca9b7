"""Children that are forked from a process which has loaded already: as good as new ones."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from muster.release.child import Start, child
from muster.release.modelling import PROJECT
from muster.release.warm import warm

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=["new", "warm"])
def start(request: pytest.FixtureRequest) -> Start:
    """Both ways in which a builder's child comes to be."""
    return child if request.param == "new" else warm()


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A module that tells what it was given, and ends as it is told to."""
    (tmp_path / "told.py").write_text(
        "import os, sys, tempfile\n"
        "print(sys.argv[1:], os.environ['GIVEN'], os.getcwd(), tempfile.gettempdir())\n"
        "sys.exit(int(sys.argv[1]))\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.syspath_prepend(str(tmp_path))
    return "told"


@pytest.mark.parametrize("code", [0, 2])
def test_a_child_has_its_arguments_its_folder_and_its_end(
    start: Start, program: str, tmp_path: Path, code: int
) -> None:
    folder = tmp_path / "work"
    folder.mkdir()

    with start(program, [str(code), "b"], environment={"GIVEN": "yes"}, folder=folder) as one:
        outcome = one.wait()

    assert outcome.returncode == code
    assert outcome.said.split() == [f"['{code}',", "'b']", "yes", str(folder), str(folder)]


def test_a_child_that_fails_says_why(start: Start, tmp_path: Path) -> None:
    with start("no_such_module", [], environment={}, folder=tmp_path) as one:
        outcome = one.wait()

    assert outcome.returncode == 1
    assert "No module named no_such_module" in outcome.said


def test_a_child_does_not_outlive_its_block(start: Start, tmp_path: Path) -> None:
    with start(
        "expectations.gate", ["none", "none", "--after", "never"], environment={}, folder=tmp_path
    ) as one:
        pass

    assert one.wait().returncode < 0


def test_nothing_is_loaded_from_the_current_folder(tmp_path: Path) -> None:
    """As the command is run: by a script that lies elsewhere, in a folder that anyone may fill."""
    current, script = tmp_path / "current", tmp_path / "script.py"
    current.mkdir()
    for name in ("dbt", "great_expectations", "expectations", "muster"):
        (current / f"{name}.py").write_text(f"open('taken', 'a').write('{name} ')\n")
    script.write_text(
        "from pathlib import Path\n"
        "from muster.release.warm import warm\n"
        "if __name__ == '__main__':\n"
        "    with warm()('muster.release.run_dbt', ['--help'], environment={},\n"
        "                folder=Path.cwd()) as one:\n"
        "        raise SystemExit(one.wait().returncode)\n"
    )

    subprocess.run([sys.executable, str(script)], cwd=current, check=True)

    assert not (current / "taken").exists()


def test_what_children_are_forked_from_has_no_thread_but_its_own() -> None:
    """A fork has the one thread that forks; what waited for another would wait for ever."""
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import muster.release.loaded\n"
            "from muster.release.rehearsed import rehearse\n"
            "from pathlib import Path\n"
            "assert rehearse()\n"
            "for task in Path('/proc/self/task').iterdir():\n"
            "    print((task / 'comm').read_text().strip())\n",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    # jemalloc, the allocator of polars, has one, and minds forks itself.
    assert sorted(told.stdout.split()) == ["jemalloc_bg_thd", "python"]


def test_a_child_reads_all_of_the_project(start: Start, tmp_path: Path) -> None:
    """With nothing remembered of it, as after an upgrade."""
    asked = [str(PROJECT), str(tmp_path), "{}"]
    given = {"MUSTER_WAREHOUSE": "none.duckdb"}
    with start("muster.release.run_dbt", asked, environment=given, folder=tmp_path):
        read, until = tmp_path / "target" / "partial_parse.msgpack", time.monotonic() + 60
        while not read.exists() or read.stat().st_size < 1_000_000:
            assert time.monotonic() < until, "the child still reads"
            time.sleep(0.1)
