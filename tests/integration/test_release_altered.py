"""A release that is not as it was published is named by every command that looks after it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from contracts.errors import SubmissionError
from ledger import points
from ledger.objects import sha256_of
from ledger.store import open_ledger
from muster import keeping
from muster.cli import app
from muster.release import store, sums
from muster.release.noting import note
from tests import ledger_kit as kit
from tests.release_published import publish
from tests.release_tables import figure
from tests.tampered_home import unreadable
from tests.torture import children
from tests.torture.disks import missing_mount, small_disk


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with something accepted and a release."""
    home = tmp_path / "home"
    monkeypatch.setenv("MUSTER_HOME", str(home))
    with open_ledger(home) as ledger:
        kit.accept(ledger, tmp_path)
    publish(home, 1, [figure()])
    return home


def double(release: store.Release) -> None:
    with duckdb.connect(str(release.path)) as connection:
        connection.execute("update marts.comparison set value = 2 * value + 1")


@pytest.mark.parametrize("harm", [double, lambda release: unreadable(release.path)])
@pytest.mark.parametrize("command", ["verify", "doctor"])
def test_a_command_names_it(
    home: Path, command: str, harm: Callable[[store.Release], object]
) -> None:
    well = CliRunner().invoke(app, [command])
    assert "Release altered" not in well.output
    assert well.exit_code == 0, well.output
    harm(store.require_current(home))
    told = CliRunner().invoke(app, [command])
    assert told.exit_code == 1
    assert "Release altered: The figures are not as published: releases/" in told.output
    assert "`muster build --full`" in told.output
    assert "Everything that was accepted is there" not in told.output


@pytest.mark.parametrize("command", ["verify", "doctor"])
@pytest.mark.parametrize("suffix", [".json", ".duckdb"])
def test_a_command_names_the_shown_release_where_a_file_of_it_is_gone_and_removes_none(
    home: Path, command: str, suffix: str
) -> None:
    store.require_current(home).path.with_suffix(suffix).unlink()
    before = sorted((home / "releases").glob("2*"))
    told = CliRunner().invoke(app, [command])
    assert told.exit_code == 1
    assert "Release damaged: The " in told.output
    assert sorted((home / "releases").glob("2*")) == before


@pytest.mark.parametrize(
    ("command", "code"), [(["verify"], 1), (["doctor"], 1), (["releases", "list"], 2)]
)
@pytest.mark.parametrize("content", [b"20990101T000000Z-ffffffff", b"garbage", b"\xff\xfe"])
def test_a_command_says_that_current_names_no_release(
    home: Path, command: list[str], code: int, content: bytes
) -> None:
    shown = store.require_current(home)
    (home / "CURRENT").write_bytes(content)
    told = CliRunner().invoke(app, command)
    assert "Build a release with `muster build`" in f"{told.output}{told.exception}"
    if command[0] == "releases":
        assert told.output.splitlines()[0] == shown.release_id
    else:
        assert told.exit_code == code


def test_the_doctor_says_that_there_was_nothing_to_do_only_where_there_was_nothing(
    home: Path,
) -> None:
    assert "Nothing to do." in CliRunner().invoke(app, ["doctor"]).output
    (store.building_folder(home) / "20260101T120009Z-7").mkdir()
    told = CliRunner().invoke(app, ["doctor"])
    assert "Removed 20260101T120009Z-7, left by a build that was cut short." in told.output
    assert "Nothing to do." not in told.output
    assert told.exit_code == 0


def test_sums_written_anew_are_told_by_the_ledgers_trail(home: Path, tmp_path: Path) -> None:
    release = store.require_current(home)
    assert note(home, None, release) == ""
    assert "Release altered" not in CliRunner().invoke(app, ["verify"]).output
    double(release)
    digests = sha256_of(release.path), sha256_of(release.path.with_suffix(".json"))
    written = sums.written(release.release_id, digests)
    release.path.with_suffix(sums.SUFFIX).write_text(written)
    for command in ("verify", "doctor"):
        told = CliRunner().invoke(app, [command])
        assert told.exit_code == 1
        assert "Release altered: The sums are not as published" in told.output
        assert "Release altered: The figures are not as published" in told.output
    said, kept = backed_up(home, tmp_path / "kept")
    assert any("In the backup: The figures are not as published" in line for line in said)
    assert "Keep every earlier backup" in kept
    _, refused = spoken(keeping.restore(tmp_path / "kept", tmp_path / "new", None))
    assert "The figures are not as published" in refused


@pytest.mark.parametrize("pointed", [True, False])
def test_the_last_release_taken_away_whole_is_told_until_another_is_published(
    home: Path, tmp_path: Path, pointed: bool
) -> None:
    """As somebody does who wants an earlier figure to be shown again."""
    first = store.require_current(home)
    second = publish(home, 2, [figure()])
    for release in (first, second, first):  # noted twice, as after a crash: the last time counts
        assert note(home, None, release) == ""
    for path in (home / "releases").glob(f"{second.release_id}.*"):
        path.unlink()
    (home / "CURRENT").write_text(first.release_id)
    assert CliRunner().invoke(app, ["verify"]).exit_code == 0  # the last that was noted is there
    assert note(home, None, second) == ""
    if not pointed:
        (home / "CURRENT").unlink()
    said = f"Release {second.release_id} was published after all that are here"
    for command in ("verify", "doctor"):
        told = CliRunner().invoke(app, [command])
        assert (told.exit_code, f"Release damaged: {said}" in told.output) == (1, True)
    assert said in " ".join(backed_up(home, tmp_path / "kept")[0])
    assert note(home, None, publish(home, 3, [figure()])) == ""
    for command in ("verify", "doctor"):  # named still, and harm no more
        told = CliRunner().invoke(app, [command])
        gone = f"Release gone: Release {second.release_id} was published, and nothing of it"
        assert (told.exit_code, told.output.count("Release gone")) == (0, 1)
        assert gone in told.output


def test_who_only_looks_on_at_a_ledger_misses_no_release(home: Path) -> None:
    assert note(home, None, store.require_current(home)) == ""
    for path in (*(home / "releases").glob("2*"), home / "CURRENT"):
        path.unlink()
    for command in ("doctor", "verify"):
        assert CliRunner().invoke(app, [command]).exit_code == 0


@pytest.mark.parametrize("command", ["verify", "doctor"])
def test_a_command_names_a_reference_table_that_is_not_as_it_was_loaded(
    home: Path, tmp_path: Path, command: str
) -> None:
    (tmp_path / "people.csv").write_text("force_code,year,population,source\n42,2019,1000,a\n")
    assert (
        CliRunner().invoke(app, ["reference", "load", str(tmp_path / "people.csv")]).exit_code == 0
    )
    assert CliRunner().invoke(app, [command]).exit_code == 0
    (home / "reference" / "populations.csv").write_text("force_code,population_year\n")
    told = CliRunner().invoke(app, [command])
    assert told.exit_code == 1
    assert (
        "Reference table altered: reference/populations.csv is not as it was loaded." in told.output
    )
    assert "Everything that was accepted is there" not in told.output


def test_a_ledger_that_cannot_be_written_keeps_no_release_from_being_shown(home: Path) -> None:
    release = store.require_current(home)
    with sqlite3.connect(home / "ledger.sqlite") as connection:
        connection.execute("drop trigger audit_head_refuses_delete")
        connection.execute("delete from audit_head")
    said = note(home, None, release)
    assert said.startswith(f"The ledger has not noted release {release.release_id}")
    assert said.endswith("run `muster verify`.")


def backed_up(home: Path, folder: Path) -> tuple[list[str], str]:
    """What a backup says, and the words with which it ends where it refuses."""
    return spoken(keeping.backup(home, None, folder, at=kit.NOW))


def spoken(sentences: Iterator[str]) -> tuple[list[str], str]:
    said: list[str] = []
    try:
        said.extend(sentences)
    except SubmissionError as refused:
        return said, str(refused)
    return said, ""


@pytest.mark.parametrize(
    ("lost", "says", "names"),
    [
        ((), "2 releases are in the backup.", ""),
        (("1.duckdb",), "2 releases are in the backup, 1 of them without figures.", ""),
        (
            ("2.duckdb",),
            "2 releases are in the backup, 1 of them without figures.",
            "The figures of the release that people see are gone",
        ),
        (("2.json",), "1 release is in the backup.", "CURRENT names it."),
        (("1.json", "2.json"), "", "CURRENT names it."),
    ],
)
def test_a_backup_says_what_of_the_releases_it_holds(
    home: Path, tmp_path: Path, lost: tuple[str, ...], says: str, names: str
) -> None:
    publish(home, 2, [figure()])
    for name in lost:
        [path] = (home / "releases").glob(f"*0{name}")
        path.unlink()
    said, refused = backed_up(home, tmp_path / "kept")
    assert [line for line in said if line.endswith(("in the backup.", "without figures."))] == (
        [says] if says else []
    )
    assert not [line for line in said if "no release yet" in line]
    assert bool(refused) is bool(names)
    assert not names or names in " ".join(said)


def test_figures_that_an_earlier_backup_holds_stay_in_it(home: Path, tmp_path: Path) -> None:
    assert backed_up(home, tmp_path / "kept")[1] == ""
    shown = store.require_current(home)
    before = {path.name: path.read_bytes() for path in (tmp_path / "kept/releases").iterdir()}
    shown.path.unlink()
    shown.path.with_suffix(".json").write_text("{}")
    _, refused = backed_up(home, tmp_path / "kept")
    assert "A release is not whole in the home" in refused
    assert {p.name: p.read_bytes() for p in (tmp_path / "kept/releases").iterdir()} == before
    assert spoken(keeping.restore(tmp_path / "kept", tmp_path / "new", None))[1] == ""


@pytest.mark.skipif(missing_mount() is not None, reason=str(missing_mount()))
def test_a_backup_cut_off_by_a_full_disk_is_not_restored_as_a_whole_one(
    home: Path, tmp_path: Path
) -> None:
    publish(home, 2, ["create table large as select random() as n from range(2000000)"])
    shown = store.require_current(home)
    with small_disk(tmp_path / "small", 12_000) as disk:
        said, refused = backed_up(home, disk / "kept")
        assert [line for line in said if line.startswith("Backed up: 1 submission")]
        assert f"could not all be copied to {disk / 'kept'}: No space left on device" in refused
        assert str(home) not in refused
        told, lacks = spoken(keeping.restore(disk / "kept", tmp_path / "new", None))
    assert [line for line in told if line.startswith("Restored and verified: 1 submission")]
    assert not [line for line in told if "no release" in line]
    assert f"Release {shown.release_id} is missing. The backup was cut short" in lacks
    assert "Everything that was accepted is restored and as it was." in lacks


def test_a_backup_cut_off_between_its_ledger_and_its_releases_is_told_when_it_is_restored(
    home: Path, tmp_path: Path
) -> None:
    """Its manifest is of the backup before: what the ledger tells of is asked, too."""
    assert note(home, None, store.require_current(home)) == ""
    backed_up(home, tmp_path / "kept")
    last = publish(home, 2, [figure()])
    assert note(home, None, last) == ""
    backed_up(home, tmp_path / "later")
    (tmp_path / "later" / "ledger.sqlite").replace(tmp_path / "kept" / "ledger.sqlite")
    with pytest.raises(SubmissionError, match=f"Release {last.release_id} was published after all"):
        list(keeping.restore(tmp_path / "kept", tmp_path / "again", None))


def test_a_backup_from_before_releases_were_told_is_restored(home: Path, tmp_path: Path) -> None:
    assert backed_up(home, tmp_path / "kept")[1] == ""
    manifest = tmp_path / "kept" / "backup.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"releases": None}))
    said, refused = spoken(keeping.restore(tmp_path / "kept", tmp_path / "new", None))
    assert (said[-1], refused) == ("1 release is restored.", "")


def test_what_is_only_being_published_is_in_no_backup(home: Path, tmp_path: Path) -> None:
    def work() -> None:
        points.observer = lambda at: children.die() if at == "manifest in place" else None
        publish(home, 2, [figure()])

    assert children.run(work) == children.KILLED
    assert len(store.releases_list(home)) == 2
    assert backed_up(home, tmp_path / "kept")[0][-1] == "1 release is in the backup."


def test_a_backup_that_holds_one_is_restored_and_says_so(home: Path, tmp_path: Path) -> None:
    list(keeping.backup(home, None, tmp_path / "kept", at=kit.NOW))
    list(keeping.restore(tmp_path / "kept", tmp_path / "well", None))
    double(store.require_current(tmp_path / "kept"))
    with pytest.raises(SubmissionError, match=r"figures are not as published.*Everything that was"):
        list(keeping.restore(tmp_path / "kept", tmp_path / "harmed", None))
    assert store.current_id(tmp_path / "harmed") == store.current_id(home)
