"""Where releases live: pointing, reading, keeping, sweeping."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from contracts.errors import UsageError
from ledger.objects import sha256_of
from muster.release import older, outgrown, store, sums
from muster.release.manifest import code_version
from muster.release.memory import memory
from muster.release.stale import newest_contracts, place_of
from tests.release_published import publish
from tests.release_tables import figure

ROOT = Path(__file__).parents[2]


def test_before_the_first_build_there_is_no_release(tmp_path: Path) -> None:
    assert store.current(tmp_path) is None
    assert store.releases_list(tmp_path) == []


def test_publishing_points_at_the_newest_and_lists_all(tmp_path: Path) -> None:
    older = publish(tmp_path, 1, [])
    newer = publish(tmp_path, 2, [])

    assert store.current(tmp_path) == newer
    assert store.releases_list(tmp_path) == [newer, older]


def test_views_still_work_after_the_file_was_moved_into_place(tmp_path: Path) -> None:
    """A view carries the name of the file that it was made in."""
    identity = "20260101T120001Z-00000001"
    release = publish(
        tmp_path,
        1,
        [f'create view marts.seen as select * from "{identity}".marts.comparison', figure()],
    )
    with store.connect(release) as connection:
        assert connection.execute("select count(*) from marts.seen").fetchone() == (1,)


def test_only_as_many_as_asked_are_kept_and_the_manifests_stay(tmp_path: Path) -> None:
    releases = [publish(tmp_path, number, []) for number in (1, 2, 3, 4)]

    removed = store.prune(tmp_path, keep=2)

    assert removed == [releases[1].release_id, releases[0].release_id]
    assert [release.kept for release in store.releases_list(tmp_path)] == [
        True,
        True,
        False,
        False,
    ]
    with pytest.raises(UsageError, match="no longer kept"):
        store.connect(releases[0])


def test_the_current_release_is_kept_however_old(tmp_path: Path) -> None:
    releases = [publish(tmp_path, number, []) for number in (1, 2, 3)]
    (tmp_path / "CURRENT").write_text(releases[0].release_id)

    assert store.prune(tmp_path, keep=1) == [releases[1].release_id]


@pytest.mark.parametrize("keep", [0, 1])
def test_the_newest_is_kept_however_few_are_asked_for(tmp_path: Path, keep: int) -> None:
    releases = [publish(tmp_path, number, []) for number in (1, 2)]
    (tmp_path / "CURRENT").unlink()

    assert store.prune(tmp_path, keep=keep) == [releases[0].release_id]


@pytest.mark.parametrize("before", [0, 50, 500])
def test_which_in_a_row_it_is_is_read_wherever_the_manifest_says_it(
    tmp_path: Path, before: int
) -> None:
    """A manifest of Muster's own begins with it; one that was laid out anew need not."""
    publish(tmp_path, 1, [])
    newest = publish(tmp_path, 7, [])
    told = {"release_id": newest.release_id, "note": "." * before, "sequence": 7}
    newest.path.with_suffix(".json").write_text(json.dumps(told))

    assert store.last_sequence(tmp_path) == 7
    assert store.releases_list(tmp_path)[0] == newest


def test_a_reader_with_a_release_open_outlives_its_removal(tmp_path: Path) -> None:
    older = publish(tmp_path, 1, [figure(value=2.0)])
    with store.connect(older) as held:
        publish(tmp_path, 2, [])
        store.prune(tmp_path, keep=1)
        assert held.execute("select value from marts.comparison").fetchone() == (2.0,)


@pytest.mark.parametrize(
    "leftover",
    [
        pytest.param("releases/.building/20260101T120009Z-0/x.duckdb", id="a build cut short"),
        pytest.param("releases/.20260101T120009Z-00000009.json.77.partial", id="half a manifest"),
        pytest.param(".CURRENT.77.partial", id="half a pointer"),
    ],
)
def test_what_a_crash_leaves_is_swept_and_nothing_else(tmp_path: Path, leftover: str) -> None:
    release = publish(tmp_path, 1, [])
    stray = tmp_path / leftover
    stray.parent.mkdir(parents=True, exist_ok=True)
    stray.write_bytes(b"half")

    assert len(store.sweep(tmp_path)) == 1
    assert not stray.exists()
    assert store.current(tmp_path) == release
    assert release.kept
    assert store.sweep(tmp_path) == []


def spoilt(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("suffixes", "said"),
    [
        ((), []),
        ((".duckdb",), ["figures"]),
        ((".json",), ["manifest"]),
        ((".duckdb", ".json"), ["figures", "manifest"]),
    ],
)
def test_a_release_that_was_altered_is_named(
    tmp_path: Path, suffixes: tuple[str, ...], said: list[str]
) -> None:
    publish(tmp_path, 1, [])
    release = publish(tmp_path, 2, [])
    for suffix in suffixes:
        spoilt(release.path.with_suffix(suffix))

    found = list(sums.altered(store.releases_folder(tmp_path)))

    assert [sentence.split()[1] for sentence in found] == said
    assert all(release.release_id in sentence for sentence in found)


def test_what_was_altered_through_the_database_is_named(tmp_path: Path) -> None:
    release = publish(tmp_path, 1, [figure()])
    with duckdb.connect(str(release.path)) as connection:
        connection.execute("update marts.comparison set value = 2 * value + 1")

    [sentence] = sums.altered(store.releases_folder(tmp_path))

    assert sentence.startswith(f"The figures are not as published: releases/{release.path.name}")


def test_figures_that_were_removed_are_not_missed_and_older_releases_not_doubted(
    tmp_path: Path,
) -> None:
    before, after = (publish(tmp_path, number, []) for number in (1, 2))
    after.path.with_suffix(sums.SUFFIX).unlink()
    told = {name: said for name, said in after.manifest.items() if name != "sums"}
    after.path.with_suffix(".json").write_text(json.dumps(told))
    spoilt(after.path)
    store.prune(tmp_path, 1)

    assert not before.kept
    assert list(sums.altered(store.releases_folder(tmp_path))) == []


def gone(path: Path) -> None:
    path.unlink()


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def no_text(path: Path) -> None:
    path.write_bytes(b"\xff\xfe")


def half(path: Path) -> None:
    path.write_text(path.read_text().splitlines(keepends=True)[1])


def of_another(path: Path) -> None:
    path.write_text(path.read_text().replace("00000002.", "00000001."))


def written_anew(path: Path) -> None:
    files = [path.with_suffix(suffix) for suffix in (".duckdb", ".json")]
    path.write_text("".join(f"{sha256_of(file)}  {file.name}\n" for file in files))


@pytest.mark.parametrize("noted", [False, True])
@pytest.mark.parametrize("figures_altered", [False, True])
@pytest.mark.parametrize("tampering", [gone, emptied, no_text, half, of_another, written_anew])
def test_sums_that_were_tampered_with_are_named(
    tmp_path: Path, tampering: Callable[[Path], None], figures_altered: bool, noted: bool
) -> None:
    """Sums that fit altered figures are told by what the ledger has noted, and by that alone."""
    publish(tmp_path, 1, [])
    release = publish(tmp_path, 2, [])
    folder, path = release.path.parent, release.path.with_suffix(sums.SUFFIX)
    digests = sums.read(folder, release.release_id)
    assert digests
    known = sums.noted([f"{release.release_id} {' '.join(digests)}"] if noted else [])
    assert list(sums.altered(folder, known)) == []
    if figures_altered:
        spoilt(release.path)
    tampering(path)

    said = [sentence.split(":")[0] for sentence in sums.altered(folder, known)]

    fits = tampering is written_anew
    of_the_sums = (
        "The sums are not as published" if fits else ("The sums of a release are gone or are none")
    )
    assert (of_the_sums in said) is (not fits or (noted and figures_altered))
    assert ("The figures are not as published" in said) is (figures_altered and noted)


READER = """
import sys
from pathlib import Path
from muster.release import store
home, rounds, seen = Path(sys.argv[1]), 0, set()
while not (home / "stop").exists():
    release = store.current(home)
    with store.connect(release) as connection:
        (number,) = connection.execute("select max(value) from marts.comparison").fetchone()
    assert number == release.manifest["sequence"], (number, release.release_id)
    seen.add(release.release_id)
    rounds += 1
    if rounds == 1:
        print("reading", flush=True)
print(len(seen), flush=True)
"""


def test_readers_never_meet_half_a_release(tmp_path: Path) -> None:
    """Twenty releases appear under three readers; each sees whole ones only, and the new ones."""
    publish(tmp_path, 1, [figure(value=1)])
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READER, str(tmp_path)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for reader in readers:
        assert reader.stdout
        assert reader.stdout.readline() == "reading\n"
    for number in range(2, 22):
        publish(tmp_path, number, [figure(value=number)])
    (tmp_path / "stop").touch()

    for reader in readers:
        said, complaints = reader.communicate(timeout=60)
        assert reader.returncode == 0, complaints
        assert int(said) > 1


def test_a_manifest_is_json_that_people_can_read(tmp_path: Path) -> None:
    release = publish(tmp_path, 1, [])
    assert json.loads(release.path.with_suffix(".json").read_text()) == dict(release.manifest)


def test_a_file_that_is_open_for_writing_is_never_the_one_that_is_read(tmp_path: Path) -> None:
    release = publish(tmp_path, 1, [])
    building = store.building_folder(tmp_path) / "next.duckdb"
    with duckdb.connect(str(building)), store.connect(release) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


OTHER_CODE = {"code_version": "0.0.1+of-another"}


@pytest.mark.parametrize(
    ("problem", "manifest", "is_told"),
    [
        pytest.param(KeyError("xmr_known"), OTHER_CODE, True, id="a column is not read"),
        pytest.param(duckdb.BinderException("no column x"), OTHER_CODE, True, id="none is asked"),
        pytest.param(duckdb.CatalogException("no table x"), OTHER_CODE, True, id="no table"),
        pytest.param(KeyError("x"), {"code_version": code_version()}, False, id="of this code"),
        pytest.param(RuntimeError("x"), OTHER_CODE, False, id="of something else"),
        pytest.param(KeyError("x"), None, False, id="no release"),
    ],
)
def test_a_release_of_another_version_that_lacks_something_is_said_to_be_one(
    tmp_path: Path, problem: Exception, manifest: dict[str, str] | None, is_told: bool
) -> None:
    if manifest is not None:
        built = tmp_path / "built.duckdb"
        duckdb.connect(str(built)).close()
        store.publish(tmp_path, built, {"release_id": "20240101-1", "sequence": 1, **manifest})

    said = older.lacks(problem, tmp_path)

    assert (said is not None) == is_told
    assert not is_told or "20240101-1 was built by another version of Muster" in str(said)


def test_a_briefing_of_such_a_release_is_a_sentence_and_no_traceback(tmp_path: Path) -> None:
    publish(tmp_path, 1, ["drop table marts.force"])
    done = subprocess.run(
        [sys.executable, "-m", "app.briefing", "42", str(tmp_path / "b.html")],
        cwd=ROOT,
        env={"MUSTER_HOME": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert re.fullmatch(r"Release \S+ was built by another version of .*\n", done.stderr)


def test_what_no_build_will_read_again_does_not_stay_for_ever(tmp_path: Path) -> None:
    contract, path = newest_contracts()["workforce"]
    held = [
        place_of(tmp_path, contract, path) / "a-submission" / "answer.json",
        memory(tmp_path) / "partial_parse.msgpack",
    ]
    outgrown_files = [
        tmp_path / "rechecks" / "workforce" / "0.9.0-0123456789ab" / "a-submission" / "answer.json",
        tmp_path / "dbt" / "0123456789ab" / "partial_parse.msgpack",
    ]
    reports = [store.failed_folder(tmp_path) / f"2024-{number:03d}.json" for number in range(60)]
    for number, file in enumerate((*held, *outgrown_files, *reports)):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("{}")
        os.utime(file, (number, number))

    outgrown.sweep(tmp_path)

    left = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert sorted(left) == sorted([*held, *reports[10:]])
