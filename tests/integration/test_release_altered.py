"""A release that is not as it was published is named by every command that looks after it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from contracts.errors import SubmissionError
from ledger.store import open_ledger
from muster import keeping
from muster.cli import app
from muster.release import store
from tests import ledger_kit as kit
from tests.release_published import publish
from tests.release_tables import figure


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


@pytest.mark.parametrize("command", ["verify", "doctor"])
def test_a_command_names_it(home: Path, command: str) -> None:
    well = CliRunner().invoke(app, [command])
    assert "Release altered" not in well.output
    assert well.exit_code == 0, well.output
    double(store.require_current(home))
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


def test_a_backup_that_holds_one_is_restored_and_says_so(home: Path, tmp_path: Path) -> None:
    list(keeping.backup(home, None, tmp_path / "kept", at=kit.NOW))
    list(keeping.restore(tmp_path / "kept", tmp_path / "well", None))
    double(store.require_current(tmp_path / "kept"))
    with pytest.raises(SubmissionError, match=r"figures are not as published.*Everything that was"):
        list(keeping.restore(tmp_path / "kept", tmp_path / "harmed", None))
    assert store.current_id(tmp_path / "harmed") == store.current_id(home)
