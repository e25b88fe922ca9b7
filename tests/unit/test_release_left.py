"""What is left of a release: by a build that was cut short, which goes; or of one that people saw,
which stays and is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from contracts.errors import UsageError
from ledger import points
from muster.release import store, sums
from muster.release.alone import sweep_builds
from muster.release.lacking import lacking
from tests.torture import children
from tests.torture.releases import publish_small

ONE, TWO = "20240101-000001", "20240101-000002"
WHOLE = (".duckdb", ".json", sums.SUFFIX)


def files(home: Path, release_id: str) -> set[str]:
    return {path.suffix for path in store.releases_folder(home).glob(f"{release_id}.*")}


def cut_short(home: Path, sequence: int, at: str) -> None:
    """A build is killed while it publishes."""

    def work() -> None:
        points.observer = lambda point: children.die() if point == at else None
        publish_small(home, sequence)

    assert children.run(work) == children.KILLED, f"{at} was never reached"


@pytest.mark.parametrize("before", [0, 1])
@pytest.mark.parametrize(
    ("at", "left", "stays"),
    [
        ("warehouse built", set[str](), False),
        ("publishing noted", set[str](), False),
        ("warehouse in place", {".duckdb"}, False),
        ("sums in place", {".duckdb", sums.SUFFIX}, False),
        ("manifest in place", set(WHOLE), True),
        ("pointer moved", set(WHOLE), True),
    ],
)
def test_what_a_crash_left_is_no_harm_and_goes_where_nobody_has_seen_it(
    tmp_path: Path, before: int, at: str, left: set[str], stays: bool
) -> None:
    if before:
        publish_small(tmp_path, 1)
    cut_short(tmp_path, 2, at)
    shown = {True: TWO, False: ONE if before else None}[at == "pointer moved"]
    assert files(tmp_path, TWO) == left
    assert list(lacking(tmp_path)) == []

    swept = set(store.sweep(tmp_path))

    assert {f"{TWO}{suffix}" for suffix in left} & swept == (
        set() if stays else {f"{TWO}{suffix}" for suffix in left}
    )
    assert files(tmp_path, TWO) == (left if stays else set())
    assert files(tmp_path, ONE) == (set(WHOLE) if before else set())
    assert store.current_id(tmp_path) == shown
    assert list(lacking(tmp_path)) == []
    assert store.sweep(tmp_path) == []
    publish_small(tmp_path, 3)
    assert store.require_current(tmp_path).manifest["sequence"] == 3
    assert list(lacking(tmp_path)) == []


def no_harm(home: Path) -> None:
    """The control."""


def of_the_shown(home: Path) -> None:
    (store.releases_folder(home) / f"{TWO}.json").unlink()


def of_the_shown_and_its_sums(home: Path) -> None:
    of_the_shown(home)
    (store.releases_folder(home) / f"{TWO}{sums.SUFFIX}").unlink()


def of_an_older_one(home: Path) -> None:
    (store.releases_folder(home) / f"{ONE}.json").unlink()


def figures_and_manifest_of_an_older_one(home: Path) -> None:
    of_an_older_one(home)
    (store.releases_folder(home) / f"{ONE}.duckdb").unlink()


def of_the_shown_after_a_crash(home: Path) -> None:
    """The note of what is under way is there still, and CURRENT says that it was shown."""
    cut_short(home, 3, "pointer moved")
    (store.releases_folder(home) / "20240101-000003.json").unlink()


def figures_of_the_shown(home: Path) -> None:
    (store.releases_folder(home) / f"{TWO}.duckdb").unlink()


def figures_of_an_older_one(home: Path) -> None:
    """They may have been removed to save space."""
    (store.releases_folder(home) / f"{ONE}.duckdb").unlink()


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (no_harm, ()),
        (of_the_shown, (f"The manifest of release {TWO} is gone",)),
        (of_the_shown_and_its_sums, (f"The manifest of release {TWO} is gone",)),
        (of_an_older_one, (f"The manifest of release {ONE} is gone",)),
        (figures_and_manifest_of_an_older_one, (f"The manifest of release {ONE} is gone",)),
        (of_the_shown_after_a_crash, ("The manifest of release 20240101-000003 is gone",)),
        (figures_of_the_shown, ("The figures of the release that people see are gone",)),
        (figures_of_an_older_one, ()),
    ],
)
def test_what_people_saw_is_named_and_never_swept(
    tmp_path: Path, harm: Callable[[Path], None], said: tuple[str, ...]
) -> None:
    for sequence in (1, 2):
        publish_small(tmp_path, sequence)
    harm(tmp_path)
    before = sorted(store.releases_folder(tmp_path).glob("2*"))

    assert sweep_builds(tmp_path) == []
    store.prune(tmp_path, keep=2)

    assert sorted(store.releases_folder(tmp_path).glob("2*")) == before
    named = [sentence for sentence in lacking(tmp_path) if "CURRENT names it" not in sentence]
    assert [sentence.split(":")[0] for sentence in named] == list(said)


@pytest.mark.parametrize(
    ("content", "says", "named"),
    [
        (b"20990101T000000Z-ffffffff", "There is no release 20990101T000000Z-ffffffff.", True),
        (b"garbage", "CURRENT names no release: it holds 'garbage'.", False),
        (b"../../x", "CURRENT names no release: it holds '../../x'.", False),
        (b"/etc/passwd", "CURRENT names no release: it holds '/etc/passwd'.", False),
        (b"20240101-000001\n20240101-000002", "CURRENT names no release: it holds", False),
        (b"", "CURRENT names no release: it holds ''.", False),
        (b"\xff\xfe", "CURRENT cannot be read, so no release is shown.", False),
        (b"2\x00", "CURRENT names no release: it holds", False),
    ],
)
def test_a_pointer_that_names_no_release_says_so_and_leads_nowhere_else(
    tmp_path: Path, content: bytes, says: str, named: bool
) -> None:
    home = tmp_path / "a" / "home"
    for sequence in (1, 2):
        publish_small(home, sequence)
    outside = publish_small_at(tmp_path / "x")
    (home / "CURRENT").write_bytes(content)

    with pytest.raises(UsageError) as refused:
        store.current(home)

    assert str(refused.value).startswith(says)
    assert "Build a release with `muster build`" in str(refused.value)
    assert store.shown(home) == store.Shown(None, str(refused.value))
    assert list(lacking(home)) == [str(refused.value)]
    assert (store.named(home) is not None) is named
    assert store.prune(home, keep=1) == [], "which one is shown is not known"
    assert store.sweep(home) == []
    assert outside.is_file()
    publish_small(home, 3)
    assert list(lacking(home)) == []


def publish_small_at(path: Path) -> Path:
    """A file as a release's manifest, outside of the home's releases."""
    path.with_suffix(".json").write_text("{}")
    return path.with_suffix(".json")


def test_a_release_is_asked_for_by_its_id_and_never_by_a_path(tmp_path: Path) -> None:
    publish_small(tmp_path / "home", 1)
    publish_small_at(tmp_path / "x")
    with pytest.raises(UsageError, match=r"There is no release \.\./\.\./x\. The releases are"):
        store.get_release(tmp_path / "home", "../../x")


def test_a_pointer_that_is_gone_is_named_where_there_are_releases(tmp_path: Path) -> None:
    assert list(lacking(tmp_path)) == []
    publish_small(tmp_path, 1)
    (tmp_path / "CURRENT").unlink()
    [said] = lacking(tmp_path)
    assert said.startswith("CURRENT is gone, and there are releases.")


def test_a_pointer_to_an_older_release_than_the_last_is_named(tmp_path: Path) -> None:
    for sequence in (1, 2):
        publish_small(tmp_path, sequence)
    (tmp_path / "CURRENT").write_text(ONE)
    [said] = lacking(tmp_path)
    assert said.startswith(f"CURRENT names release {ONE}, and {TWO} was published after it")


@pytest.mark.parametrize("content", ["", "{", "[]", "null", "\udcff"])
def test_a_manifest_that_is_none_is_a_sentence_and_stops_no_release_after_it(
    tmp_path: Path, content: str
) -> None:
    publish_small(tmp_path, 1)
    publish_small(tmp_path, 2)
    path = store.releases_folder(tmp_path) / f"{TWO}.json"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(UsageError, match=f"The manifest of release {TWO} cannot be read"):
        _ = store.require_current(tmp_path).manifest
    assert f"releases/{TWO}.json" in store.shown(tmp_path).trouble
    assert store.last_sequence(tmp_path) == 1
    assert [one.release_id for one in store.releases_list(tmp_path)] == [ONE, TWO]
