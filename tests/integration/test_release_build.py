"""A build from a real ledger, through real dbt and the real gate, to a release that is seen."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from contracts.errors import BuildError
from ledger.store import open_ledger
from muster.release import store, sums
from muster.release.build import build
from muster.release.child import Start
from muster.release.store import Release
from tests.release_ledger import submit_stock
from tests.release_project import make_project

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("release-build")]

AS_OF = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
FORCES = {"42": 1000.5, "43": 1200.25, "01": 30000.0}
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, ready: Start) -> Path:
    """A home with three forces' returns and one release."""
    folder = tmp_path_factory.mktemp("built") / "var"
    for force_code, fte in FORCES.items():
        submit_stock(folder, force_code, {"CONSTABLE": fte, "SERGEANT": 100})
    build(folder, as_of=AS_OF, project=make_project(folder.parent / "project"), start=ready)
    return folder


@pytest.fixture(scope="module")
def first(home: Path) -> Release:
    """The first release of that home."""
    return store.releases_list(home)[-1]


def officers(release: Release) -> dict[str, float]:
    with store.connect(release) as connection:
        rows = connection.execute("select force_code, value from marts.comparison").fetchall()
    return dict(rows)


def test_the_release_holds_what_the_forces_sent(first: Release) -> None:
    assert officers(first) == {force: fte + 100 for force, fte in FORCES.items()}


def test_its_name_says_which_moment_it_speaks_for(first: Release) -> None:
    assert first.release_id.startswith("20260101T120000Z-")
    assert first.path.name == f"{first.release_id}.duckdb"


def test_the_manifest_says_what_went_in(first: Release) -> None:
    content = json.loads(first.path.with_suffix(".json").read_text())

    assert content["as_of"] == "2026-01-01T12:00:00Z"
    assert content["demonstration"] is True
    assert sorted(entry["force_code"] for entry in content["submissions"]) == ["01", "42", "43"]
    assert content["counts"] == {"workforce": {"signed_off": 3}}
    assert content["tables"]["raw.workforce__stock"] == {"files": 3, "rows": 6}
    assert content["tables"]["raw.workforce__flows"] == {"files": 0, "rows": 0}
    assert "comparison" in content["models"]
    assert content["checks"]["by_severity"] == {}
    assert content["code_version"]


def test_nothing_is_left_of_the_work(home: Path, first: Release) -> None:
    assert list(store.building_folder(home).glob("*")) == []
    assert not list(store.releases_folder(home).glob("*.wal"))


def test_the_gate_leaves_its_results_in_the_release(first: Release) -> None:
    with store.connect(first) as connection:
        results = connection.execute(
            "select count(*), bool_and(success) from checks.results"
        ).fetchone()
        findings = connection.execute("select count(*) from checks.findings").fetchone()

    assert results == (first.manifest["checks"]["expectations"], True)
    assert findings == (0,)


def test_a_reader_sees_the_release_and_nothing_else(first: Release) -> None:
    import duckdb

    with store.connect(first) as connection:
        with pytest.raises(duckdb.PermissionException):
            connection.execute(f"select * from read_text('{ROOT}/pyproject.toml')")
        with pytest.raises(duckdb.InvalidInputException):
            connection.execute("create table marts.mine (i integer)")
        with pytest.raises(duckdb.InvalidInputException):
            connection.execute("set enable_external_access = true")


@pytest.mark.parametrize(
    ("project", "says", "recorded"),
    [
        pytest.param(
            {"factor": 2},
            r"GATE-10: England and Wales, 31 March 2022: the forces sent [\d,]+ officer FTE and "
            r"the comparison holds [\d,]+\.",
            "findings",
            id="a blocking finding",
        ),
        pytest.param(
            {"broken": True},
            r"The models did not pass: model comparison \(",
            "models",
            id="a model that fails",
        ),
    ],
)
def test_a_build_that_fails_leaves_the_last_release_standing(
    home: Path,
    first: Release,
    tmp_path: Path,
    ready: Start,
    project: dict[str, float | bool],
    says: str,
    recorded: str,
) -> None:
    before = (home / "CURRENT").read_text()
    own = make_project(tmp_path / "project", **project)  # type: ignore[arg-type]

    with pytest.raises(BuildError) as refused:
        build(home, as_of=AS_OF, project=own, start=ready)

    assert re.search(says, str(refused.value))
    assert (home / "CURRENT").read_text() == before
    newest = max(store.failed_folder(home).glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
    failure = json.loads(newest.read_text())
    assert failure["reason"] == str(refused.value)
    assert failure[recorded]
    assert list(store.building_folder(home).glob("*")) == []


def test_an_open_reader_keeps_its_release_and_the_next_look_sees_the_new_one(
    home: Path, first: Release, tmp_path: Path, ready: Start
) -> None:
    """What a long-lived process does: hold a connection, look at CURRENT on every page."""
    steps: list[str] = []
    project = make_project(tmp_path / "project")
    with store.connect(first) as held:
        count = "select sum(value) from marts.comparison"
        before = held.execute(count).fetchone()
        submit_stock(
            home, "42", {"CONSTABLE": 500, "SERGEANT": 100}, submission_type="RESUBMISSION"
        )
        build(home, as_of=AS_OF, project=project, progress=steps.append, start=ready)
        seen = store.require_current(home)

        assert held.execute(count).fetchone() == before
        assert seen.release_id != first.release_id
        assert officers(seen)["42"] == 600
        kept = [release.release_id for release in store.releases_list(home)]
        assert kept[0] == seen.release_id
        assert first.release_id in kept[1:]
    assert steps == [
        "Reading the ledger",
        "Building the whole: The models are not Muster's own.",
        "Landing 3 accepted submissions",
        "Modelling and testing (dbt)",
        "Modelling what drives demand",
        "Checking against history, peers and the release gate",
        "Publishing the release",
    ]


BREAKS = "force_code,return_slug,indicator,break_date,label,source\n"
BREAK = "workforce,,2022-01-01,New records,a file\n"


def test_a_reference_table_that_the_models_would_pass_over_stops_the_build(
    home: Path, first: Release, tmp_path: Path, ready: Start
) -> None:
    """A force without its leading zero would have no break, and nobody would know."""
    before = (home / "CURRENT").read_text()
    held = home / "reference" / "series_breaks.csv"
    held.parent.mkdir()
    held.write_text(f"{BREAKS}1,{BREAK}")

    with pytest.raises(BuildError, match=r"series_breaks\.csv, row 2, column force_code: '1' is"):
        build(home, as_of=AS_OF, project=make_project(tmp_path / "project"), start=ready)

    assert (home / "CURRENT").read_text() == before
    held.unlink()
    held.parent.rmdir()


def test_reference_tables_that_are_gone_are_said_and_one_that_changes_meanwhile_stops_it(
    home: Path, first: Release, tmp_path: Path, ready: Start
) -> None:
    project = make_project(tmp_path / "project")
    held = home / "reference" / "series_breaks.csv"
    held.parent.mkdir()
    held.write_text(f"{BREAKS}42,{BREAK}")
    steps: list[str] = []
    with_it = build(home, as_of=AS_OF, project=project, start=ready)
    held.unlink()

    def changed_meanwhile(step: str) -> None:
        if step.startswith("Checking"):
            held.write_text(f"{BREAKS}43,{BREAK}")

    with pytest.raises(BuildError, match="was changed while the release was built"):
        build(home, as_of=AS_OF, project=project, progress=changed_meanwhile, start=ready)
    held.unlink()
    without = build(home, as_of=AS_OF, project=project, progress=steps.append, start=ready)

    [said] = without.manifest["reference_changes"]
    assert said == steps[0]
    assert said.startswith(f"Release {with_it.release_id} was built with series_breaks.csv (SHA-")
    assert said.endswith("), this one without series_breaks.csv.")
    assert list(with_it.manifest["reference"]) == ["series_breaks.csv"]
    assert without.manifest["reference"] == {}


@pytest.mark.parametrize(
    ("imported", "start"),
    [
        ("from muster.release.child import child", "child"),
        ("from muster.release.warm import warm", "warm()"),
    ],
    ids=["its own children", "children that have loaded already"],
)
def test_a_builder_that_is_killed_leaves_the_last_release_and_its_leftovers_are_swept(
    home: Path, tmp_path: Path, ready: Start, imported: str, start: str
) -> None:
    before = (home / "CURRENT").read_text()
    project = make_project(tmp_path / "project")
    script = (
        f"from pathlib import Path; from muster.release.build import build; {imported}; "
        f"build(Path({str(home)!r}), project=Path({str(project)!r}), start={start})"
    )
    mark = f"MUSTER_TEST_BUILDER={tmp_path.name}"
    builder = subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, env={**os.environ, **dict([mark.split("=")])}
    )
    work = store.building_folder(home)
    _wait_until(lambda: any(work.glob("*/dbt/*.log")))
    builder.send_signal(signal.SIGKILL)
    builder.wait()

    assert (home / "CURRENT").read_text() == before
    leftovers = [path.name for path in work.glob("*")]
    assert len(leftovers) == 1
    _wait_until(lambda: not _marked(mark))

    steps: list[str] = []
    build(home, as_of=AS_OF, project=project, progress=steps.append, start=ready)

    assert steps[0] == f"Cleared away {leftovers[0]}, left by a build that was cut short"
    assert list(work.glob("*")) == []
    assert (home / "CURRENT").read_text() != before


def test_two_builds_at_once_are_one_too_many(home: Path) -> None:
    holder = (
        "import fcntl, sys; handle = open(sys.argv[1], 'w'); "
        "fcntl.flock(handle, fcntl.LOCK_EX); print('held', flush=True); sys.stdin.read()"
    )
    lock = store.releases_folder(home) / ".build.lock"
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(lock)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout
        other.stdout.readline()
        with pytest.raises(BuildError, match="Another build is under way"):
            build(home)
        other.kill()


def _wait_until(reached: object, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not reached():  # type: ignore[operator]
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.05)


def _marked(variable: str) -> list[int]:
    """Processes with that in their environment: dbt and the gate must end with their builder, and
    so must what they were forked from."""
    found: list[int] = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            environment = (entry / "environ").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if variable in environment.split("\0"):
            found.append(int(entry.name))
    return found


@pytest.mark.parametrize("content", [b"20990101T000000Z-ffffffff", b"../../x", b"\xff\xfe"])
def test_a_pointer_that_names_no_release_is_said_and_the_whole_is_built(
    home: Path, first: Release, tmp_path: Path, ready: Start, content: bytes
) -> None:
    (home / "CURRENT").write_bytes(content)
    project = make_project(tmp_path / "project")
    steps: list[str] = []

    release = build(home, as_of=AS_OF, project=project, progress=steps.append, start=ready)

    assert re.match(r"Building the whole: .*`muster build`", steps[1])
    assert "CURRENT" in steps[1]
    assert "CURRENT" in release.manifest["made"]["why"]
    assert store.require_current(home) == release
    with open_ledger(home) as ledger:
        noted = sums.noted(ledger.published())
    assert list(noted[release.release_id]) == [sums.read(release.path.parent, release.release_id)]
