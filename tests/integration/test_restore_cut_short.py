"""A restore that was cut short is taken for no ledger, and nobody begins one in its place."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from contracts.errors import SubmissionError, UnavailableError
from ledger import restore as restoring
from ledger import unfinished
from ledger.store import open_ledger
from muster import keeping, release_copies
from muster.cli import app
from tests import ledger_kit as kit
from tests.release_published import publish
from tests.release_tables import figure


class PowerCut(BaseException):
    """Nothing of ours catches it, as nothing catches a kill."""


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A backup of three submissions, a table of its own and a release."""
    home = tmp_path / "home"
    with open_ledger(home) as ledger:
        for month in range(1, 4):
            kit.accept(ledger, tmp_path, content=b"%d" % month, period=f"2023-0{month}")
    publish(home, 1, [figure()])
    (home / "contacts.csv").write_text("force_code,email\n")
    list(keeping.backup(home, None, tmp_path / "kept", at=kit.NOW))
    return tmp_path / "kept"


def cut_at(call: int, done: Callable[..., Any], counted: list[int]) -> Callable[..., Any]:
    def copy(*args: Any) -> Any:
        if counted[0] == call:
            raise PowerCut
        counted[0] += 1
        return done(*args)

    return copy


def restored_until(call: int, kept: Path, home: Path, patched: pytest.MonkeyPatch) -> bool:
    """Whether the restore was cut off before its copy of that number."""
    counted = [0]
    patched.setattr(restoring, "copy_durably", cut_at(call, restoring.copy_durably, counted))
    patched.setattr(release_copies, "_copy", cut_at(call, release_copies._copy, counted))
    try:
        list(keeping.restore(kept, home, None))
    except PowerCut:
        return True
    return False


def test_wherever_it_is_cut_short_nothing_is_begun_there_and_it_is_said(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, call = tmp_path / "new", 0
    monkeypatch.setenv("MUSTER_HOME", str(home))
    while True:
        with monkeypatch.context() as patched:
            if not restored_until(call, kept, home, patched):
                break
        with pytest.raises(UnavailableError, match="that was cut short"):
            open_ledger(home)
        before = sorted(home.rglob("*"))
        for command in (
            ["verify"],
            ["doctor"],
            ["submissions", "list"],
            ["backup", str(tmp_path / "b")],
        ):
            told = CliRunner().invoke(app, command)
            assert told.exit_code != 0
            assert "make the folder empty" in f"{told.output}{told.exception}"
        with pytest.raises(SubmissionError, match="that was cut short"):
            list(keeping.restore(kept, home, None))
        assert sorted(home.rglob("*")) == before
        shutil.rmtree(home)
        call += 1
    assert call > 10
    assert not (home / unfinished.FILE).exists()
    assert CliRunner().invoke(app, ["verify"]).exit_code == 0
    assert (home / "CURRENT").is_file()
