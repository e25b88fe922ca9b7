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


def test_a_backup_that_holds_one_is_restored_and_says_so(home: Path, tmp_path: Path) -> None:
    list(keeping.backup(home, None, tmp_path / "kept", at=kit.NOW))
    list(keeping.restore(tmp_path / "kept", tmp_path / "well", None))
    double(store.require_current(tmp_path / "kept"))
    with pytest.raises(SubmissionError, match=r"figures are not as published.*Everything that was"):
        list(keeping.restore(tmp_path / "kept", tmp_path / "harmed", None))
    assert store.current_id(tmp_path / "harmed") == store.current_id(home)
