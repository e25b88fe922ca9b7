"""Homes that are broken: every command says so in a sentence, with an exit code, and mends nothing.

The same sentences are what the app says when it does not start.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app import launch
from contracts.errors import MusterError, UsageError
from ledger import lock
from ledger.store import open_ledger
from muster import cli
from tests import ledger_kit as kit

pytestmark = pytest.mark.sqlite_only
COMMANDS = (
    ["doctor"],
    ["verify", "--sweep", "--rebuild"],
    ["submissions", "list"],
    ["windows", "list"],
    ["token", "list"],
    ["audit"],
    ["build"],
)


def _raw(home: Path, *statements: str) -> None:
    connection = sqlite3.connect(home / "ledger.sqlite")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def no_ledger(home: Path) -> None:
    (home / "ledger.sqlite").unlink()


def not_a_database(home: Path) -> None:
    (home / "ledger.sqlite").write_bytes(b"this is not a database" * 100)


def torn(home: Path) -> None:
    """Every page but the first is overwritten."""
    content = (home / "ledger.sqlite").read_bytes()
    (home / "ledger.sqlite").write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))


def newer(home: Path) -> None:
    _raw(
        home,
        "DROP TRIGGER chain_head_only_moves_forwards",
        "UPDATE chain_head SET schema_version = 99",
    )


def a_folder_for_a_ledger(home: Path) -> None:
    no_ledger(home)
    (home / "ledger.sqlite").mkdir()


def a_file_for_a_home(home: Path) -> None:
    shutil.rmtree(home)
    home.write_text("not a folder")


def a_file_for_the_objects(home: Path) -> None:
    shutil.rmtree(home / "objects")
    (home / "objects").write_text("not a folder")


HOMES: dict[str, tuple[Callable[[Path], None], str]] = {
    "no ledger": (no_ledger, "had come to transition 4, and this database holds none"),
    "not a database": (not_a_database, "is damaged (file is not a database)"),
    "torn": (torn, "is damaged (database disk image is malformed)"),
    "newer": (newer, "This ledger is of version 99; this Muster reads 1."),
    "a folder for a ledger": (a_folder_for_a_ledger, "cannot be opened or written"),
    "a file for a home": (a_file_for_a_home, "MUSTER_HOME"),
    "a file for the objects": (a_file_for_the_objects, "MUSTER_HOME has to be a folder"),
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "home"
    monkeypatch.setenv("MUSTER_HOME", str(place))
    monkeypatch.delenv("MUSTER_LEDGER_URL", raising=False)
    with open_ledger(place) as ledger:
        kit.accept(ledger, tmp_path)
    return place


def content(home: Path) -> dict[str, bytes]:
    """Everything in the folders of what was accepted."""
    kept = ("objects", "tables", "reports")
    paths = [path for name in kept for path in (home / name).rglob("*") if path.is_file()]
    return {str(path): path.read_bytes() for path in paths}


@pytest.mark.parametrize("what", HOMES)
def test_every_command_says_what_is_broken(
    home: Path, what: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    break_it, says = HOMES[what]
    break_it(home)
    before = content(home)
    for command in COMMANDS:
        monkeypatch.setattr("sys.argv", ["muster", *command])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        assert ended.value.code == 2, (command, said)
        assert says in said.err, command
        assert "Traceback" not in said.err + said.out
    assert content(home) == before


_NAMED, _TOLD = "is not as it was written", "holds what Muster never writes there"


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (["doctor"], _NAMED),
        (["verify"], _NAMED),
        (["verify", "--sweep", "--rebuild"], "No table can be made again: A row of submission"),
        (["verify", "--sweep", "--rebuild"], _NAMED),
        (["submissions", "list"], _TOLD),
        (["build"], _TOLD),
        (["audit"], ""),
    ],
)
def test_a_state_that_there_is_not_is_told_as_tampering(
    home: Path,
    command: list[str],
    says: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    last = "(SELECT max(sequence) FROM transition)"
    _raw(
        home,
        "DROP TRIGGER transition_refuses_update",
        f"UPDATE transition SET state_to = 'lost' WHERE sequence = {last}",
    )
    next((home / "tables").rglob("*.parquet")).unlink()
    monkeypatch.setattr("sys.argv", ["muster", *command])
    with pytest.raises(SystemExit):
        cli.main()
    said = capsys.readouterr()
    assert says in said.err + said.out
    assert "Traceback" not in said.err + said.out


@pytest.mark.parametrize("what", HOMES)
def test_the_app_does_not_start_and_says_why(home: Path, what: str) -> None:
    break_it, says = HOMES[what]
    break_it(home)
    with pytest.raises(MusterError) as refused:
        launch.launch(home, port=1)
    assert says in str(refused.value)


def test_a_sound_home_is_the_control(home: Path) -> None:
    done = CliRunner().invoke(cli.app, ["doctor"])
    assert done.exit_code == 0, done.output
    assert "Nothing to do." in done.output


LOOKS: tuple[list[str], ...] = (
    *COMMANDS,
    ["backup", "copies"],
    ["status", "x"],
    ["submissions", "signoff", "x"],
    ["contracts", "backtest", "workforce"],
)


@pytest.mark.parametrize("command", LOOKS, ids=" ".join)
def test_a_look_begins_no_ledger_where_there_is_none(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MUSTER_HOME", str(tmp_path / "mistyped"))
    monkeypatch.delenv("MUSTER_LEDGER_URL", raising=False)
    done = CliRunner().invoke(cli.app, command)
    assert isinstance(done.exception, UsageError)
    assert f"There is no ledger in {tmp_path / 'mistyped'}." in str(done.exception)
    assert list(tmp_path.iterdir()) == []


def test_verify_says_how_far_it_has_looked(home: Path, tmp_path: Path, monkeypatch) -> None:
    done = CliRunner().invoke(cli.app, ["verify"])
    assert done.output == (
        "Everything that was accepted is there, unaltered, up to transition 4.\n"
    )
    (home / "incoming" / "half").write_bytes(b"of a write that was interrupted")
    with lock.shared(home):  # or opening it clears that away
        done = CliRunner().invoke(cli.app, ["verify"])
    assert done.exit_code == 0, "what is harmless is said, and is no harm"
    assert done.output.startswith("Unfinished write: incoming/half belongs to nothing")
    assert done.output.endswith("is there, unaltered, up to transition 4.\n")
    monkeypatch.setenv("MUSTER_HOME", str(tmp_path / "new"))
    open_ledger(tmp_path / "new").close()
    done = CliRunner().invoke(cli.app, ["verify"])
    assert (done.exit_code, done.output) == (0, "Nothing was ever accepted in this ledger.\n")


_READ_ONLY = """
mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" || exit 77
shift
exec "$@"
"""


@pytest.mark.parametrize(
    ("command", "code", "says"),
    [
        (["verify"], 0, "Everything that was accepted is there, unaltered, up to transition 4."),
        (["submissions", "list"], 0, kit.SLUG),
        (["audit"], 0, "sign_off"),
        (["token", "list"], 0, "token"),
        (["windows", "open", kit.SLUG, "2024-02"], 2, "may not have it mounted for reading only"),
        (["token", "issue", "--for", "ann", "--role", "inspector"], 2, "mounted for reading only"),
    ],
)
def test_a_home_that_is_mounted_for_reading_is_read_and_takes_nothing(
    home: Path, command: list[str], code: int, says: str
) -> None:
    inside = ["unshare", "--mount", "sh", "-c", _READ_ONLY, "sh", str(home)]
    done = subprocess.run(
        [*inside, sys.executable, "-m", "muster.cli", *command],
        capture_output=True, text=True, check=False,
        env={**os.environ, "MUSTER_HOME": str(home)},
    )  # fmt: skip
    if done.returncode == 77 or "unshare" in done.stderr:
        pytest.skip("only who may mount can try this")
    assert says in done.stdout + done.stderr
    assert done.returncode == code
    assert "Traceback" not in done.stderr
