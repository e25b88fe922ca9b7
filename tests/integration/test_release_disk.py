"""A disk that runs full while a release is built: a sentence, and the last release stands."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from contracts.errors import BuildError
from muster.release import store
from muster.release.build import build
from muster.release.child import Start
from muster.release.landing_changes import copy_file
from tests.release_ledger import submit_stock
from tests.release_project import make_project
from tests.torture.disks import fill, missing_mount, small_disk

without_mount = missing_mount()
pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("release-disk"),
    pytest.mark.skipif(without_mount is not None, reason=str(without_mount)),
]

AS_OF = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
DISK_KIB = 64_000
SAYS = (
    r"There is no room for another release on the disk of .*: (\d+ MB are needed to go on, "
    r"and )?\d+ MB are free\. No release was published and the last one stands\. Free some space, "
    r"or let builds remove the figures of old releases: `muster build --keep 10`, or "
    r"MUSTER_KEEP_RELEASES=10\."
)


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with small_disk(tmp_path_factory.mktemp("disks") / "small", DISK_KIB) as mounted:
        yield mounted


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_project(tmp_path_factory.mktemp("project") / "project")


@pytest.fixture(scope="module")
def home(disk: Path, project: Path, ready: Start) -> Path:
    """A home on the small disk, with a release."""
    folder = disk / "var"
    submit_stock(folder, "42", {"CONSTABLE": 1000.0})
    build(folder, as_of=AS_OF, project=project, start=ready)
    return folder


@pytest.mark.parametrize(
    "free_kib",
    [
        pytest.param(0, id="nothing can be written"),
        pytest.param(200, id="full while the tables are landed or dbt begins"),
        pytest.param(2_000, id="full while the models are made"),
    ],
)
def test_a_full_disk_is_a_sentence_and_what_people_see_stands(
    home: Path, disk: Path, project: Path, ready: Start, free_kib: int
) -> None:
    shown, filler = store.current_id(home), disk / "filler"
    fill(filler, free_kib)
    try:
        with pytest.raises(BuildError, match=SAYS):
            build(home, as_of=AS_OF + timedelta(days=1), project=project, start=ready)
    finally:
        filler.unlink()

    assert store.current_id(home) == shown
    assert list(store.building_folder(home).glob("*")) == []


def test_it_goes_on_once_there_is_room_and_keeps_so_many_as_it_is_told(
    home: Path, project: Path
) -> None:
    before = store.current_id(home)

    release = build(home, as_of=AS_OF + timedelta(days=2), project=project, keep=1)

    assert store.current_id(home) == release.release_id != before
    assert {one.release_id: one.kept for one in store.releases_list(home)} == {
        str(before): False,
        release.release_id: True,
    }


def test_a_release_is_not_copied_where_that_would_leave_no_room(disk: Path, tmp_path: Path) -> None:
    """The ledger goes on accepting on the same disk while a release is built."""
    large = tmp_path / "releases"
    with large.open("wb") as handle:
        handle.truncate(shutil.disk_usage(disk).free // 2)

    with pytest.raises(BuildError, match=SAYS):
        copy_file(large, disk / "copy")
