"""A ledger that is not the home's own: an empty database, an older copy, an altered one.

None of them knows what was accepted, so none of them may have anything taken for a leftover.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from contracts.errors import UnavailableError, UsageError
from ledger import anchor
from ledger.audit import Act
from ledger.model import Actor, Point
from ledger.pulse import pulse
from ledger.store import open_ledger
from tests import ledger_kit as kit

# A file of rows is lost, put back and altered here; a server's rows are row R20.
pytestmark = pytest.mark.sqlite_only

LONG_AGO = time.time() - 40 * 24 * 3600


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Two submissions, and beside them a copy of the ledger from before the second."""
    place = tmp_path / "home"
    with open_ledger(place) as ledger:
        kit.accept(ledger, tmp_path, content=b"first")
    shutil.copy(place / "ledger.sqlite", tmp_path / "older.sqlite")
    with open_ledger(place) as ledger:
        kit.accept(ledger, tmp_path, content=b"second", period="2024-02")
    return place


def files(home: Path) -> set[Path]:
    kept = ("objects", "tables", "reports")
    return {path for name in kept for path in (home / name).rglob("*") if path.is_file()}


def emptied(home: Path) -> None:
    (home / "ledger.sqlite").unlink()


def begun_anew(home: Path) -> None:
    """What a Muster that did not look would have made of it."""
    with open_ledger(home.parent / "other"):
        pass
    shutil.copy(home.parent / "other" / "ledger.sqlite", home / "ledger.sqlite")


def without_bytes(home: Path) -> None:
    (home / "ledger.sqlite").write_bytes(b"")


@pytest.mark.parametrize("lose", [emptied, begun_anew, without_bytes])
def test_an_empty_ledger_beside_files_is_refused_and_nothing_is_touched(
    home: Path, lose: Callable[[Path], None]
) -> None:
    before = files(home)
    lose(home)
    for ask in (open_ledger, lambda place: pulse(place, None)):
        with pytest.raises(UnavailableError, match="had come to transition 8, and this database"):
            ask(home)
    assert files(home) == before
    shutil.copy(home.parent / "older.sqlite", home / "ledger.sqlite")
    with open_ledger(home) as ledger:
        assert len(ledger.snapshot().submissions) == 1


def test_an_older_copy_is_named_accepts_nothing_and_sweeps_nothing(home: Path) -> None:
    before = files(home)
    shutil.copy(home.parent / "older.sqlite", home / "ledger.sqlite")
    with open_ledger(home) as ledger:
        named = {str(d.kind): d.sentence for d in ledger.verify() if not d.harmless}
        assert "had come to transition 8 and ends at 4" in named["another ledger"]
        said = ledger.doctor()
        assert said[0].startswith("The ledger is not as it was written")
        assert not [line for line in said if line.startswith("Removed")]
        with pytest.raises(UnavailableError, match="this copy of it ends at 4"):
            kit.accept(ledger, home.parent, content=b"third", period="2024-01")
    assert before <= files(home)


@pytest.mark.parametrize("longer", [False, True], ids=["of the same length", "a longer one"])
def test_another_ledger_is_named_accepts_nothing_and_sweeps_nothing(
    home: Path, tmp_path: Path, longer: bool
) -> None:
    with open_ledger(tmp_path / "other") as other:
        for period in ("2024-03", "2024-02", *(["2024-01"] if longer else [])):
            kit.accept(other, tmp_path, content=f"theirs {period}".encode(), period=period)
    shutil.copy(tmp_path / "other" / "ledger.sqlite", home / "ledger.sqlite")
    before = files(home)
    with open_ledger(home) as ledger:
        assert "another ledger" in [str(d.kind) for d in ledger.verify()]
        with pytest.raises(UnavailableError, match="This is not the ledger of"):
            kit.accept(ledger, tmp_path, content=b"more", period="2023-12")
        ledger.doctor()
    assert before <= files(home)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM submission_file",
        "UPDATE submission_check SET report_sha256='0'",
        "DELETE FROM transition WHERE sequence=2",
        "DELETE FROM chain_head",
    ],
)
def test_the_bytes_of_rows_that_were_deleted_are_never_swept(home: Path, statement: str) -> None:
    before = files(home)
    kit.edit(home, statement)
    with open_ledger(home) as ledger:
        said = ledger.doctor()
    assert said[0].startswith("The ledger is not as it was written")
    assert files(home) == before


def test_what_was_interrupted_is_swept_from_a_sound_ledger(home: Path) -> None:
    """The control: it is the ledger's soundness that decides, and nothing else."""
    stray = home / "objects" / "aa" / "x"
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"stray")
    with open_ledger(home) as ledger:
        assert ledger.doctor() == ["Removed objects/aa/x: of a write that was never accepted."]


def test_a_home_of_an_earlier_version_that_has_lost_its_ledger_keeps_its_files(home: Path) -> None:
    """It has no anchor yet: what lies long beside an empty ledger is left, what is new is swept."""
    before = files(home)
    for path in before:
        os.utime(path, (LONG_AGO, LONG_AGO))
    emptied(home)
    (home / anchor.FILE).unlink()
    young = home / "objects" / "aa" / "x"
    young.parent.mkdir(exist_ok=True)
    young.write_bytes(b"of an interrupted write")
    with open_ledger(home) as ledger:
        ledger.doctor()
    assert files(home) == before


def test_a_home_without_an_anchor_gets_one_when_it_is_opened(home: Path) -> None:
    (home / anchor.FILE).unlink()
    with open_ledger(home):
        pass
    known = anchor.read(home)
    assert known is not None and known.sequence == 8


def test_the_notes_say_from_where_they_are(home: Path, tmp_path: Path) -> None:
    assert anchor.since(home) == 0
    (home / anchor.FILE).unlink()
    with open_ledger(home) as ledger:
        kit.accept(ledger, tmp_path, content=b"third", period="2024-01")
    known = anchor.read(home)
    assert (anchor.since(home), known and known.sequence) == (8, 12)


def test_notes_of_an_earlier_version_do_not_say_it(home: Path, tmp_path: Path) -> None:
    told = json.loads((home / anchor.FILE).read_text())
    del told["since"]
    (home / anchor.FILE).write_text(json.dumps(told))
    with open_ledger(home) as ledger:
        kit.accept(ledger, tmp_path, content=b"third", period="2024-01")
    assert anchor.since(home) is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"sequence": "x", "hash": ""}', "\x00" * 20])
def test_an_anchor_that_a_power_cut_broke_is_none(tmp_path: Path, content: str) -> None:
    (tmp_path / anchor.FILE).write_text(content)
    assert anchor.read(tmp_path) is None


def test_an_anchor_that_cannot_be_written_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / anchor.FILE).mkdir()
    anchor.write(tmp_path, Point(3, "a"), 0)
    assert [path.name for path in tmp_path.iterdir()] == [anchor.FILE]


def test_the_anchor_moves_with_every_write(home: Path, tmp_path: Path) -> None:
    with open_ledger(home) as ledger:
        received = kit.receive(ledger, tmp_path, content=b"third", period="2024-01")
        assert json.loads((home / anchor.FILE).read_text())["sequence"] == ledger.head() == 9
        assert ledger.verify() == []
        assert received.version == 1


def cut_the_audit(home: Path) -> None:
    kit.edit(
        home,
        "DELETE FROM audit WHERE sequence=2",
        "UPDATE audit_head SET sequence=1, hash=(SELECT hash FROM audit)",
    )


def signed_in(home: Path, times: int, who: Actor = kit.PREPARER) -> None:
    with open_ledger(home) as ledger:
        for _ in range(times):
            ledger.note(who, Act.SIGN_IN, at=kit.NOW)


@pytest.mark.parametrize("more", [0, 1, 2])
def test_an_audit_trail_that_was_cut_is_named_whatever_is_written_after(
    home: Path, more: int
) -> None:
    signed_in(home, 2)
    cut_the_audit(home)
    signed_in(home, more, kit.APPROVER)
    with open_ledger(home) as ledger:
        kit.accept(ledger, home.parent, content=b"third", period="2024-01")
        assert [str(d.kind) for d in ledger.verify()] == ["another ledger"]


def test_a_note_of_an_earlier_version_is_read_and_learns_of_the_audit_trail(home: Path) -> None:
    signed_in(home, 2)
    told = json.loads((home / anchor.FILE).read_text())
    del told["audit"]
    (home / anchor.FILE).write_text(json.dumps(told))
    with open_ledger(home) as ledger:
        assert ledger.verify() == []
    audited = anchor.audited(home)
    assert audited is not None and audited.sequence == 2


@pytest.mark.parametrize("content", [None, "", "{"])
def test_a_note_that_is_gone_or_cannot_be_read_is_in_doubt_until_somebody_vouches(
    home: Path, tmp_path: Path, content: str | None
) -> None:
    (home / anchor.FILE).unlink()
    if content is not None:
        (home / anchor.FILE).write_text(content)
    with open_ledger(home) as ledger:
        for month in ("2024-01", "2023-12"):
            kinds = [(str(d.kind), d.harmless) for d in ledger.verify()]
            assert kinds == [("ledger not vouched for", True)]
            kit.accept(ledger, tmp_path, content=month.encode(), period=month)
        ledger.vouch(kit.LOCAL, at=kit.NOW)
        assert ledger.verify() == []
        assert [e.about for e in ledger.audit_trail(kit.LOCAL) if e.act == "vouch_ledger"] == [
            "transition 16"
        ]
        with pytest.raises(UsageError, match="Nothing is in doubt"):
            ledger.vouch(kit.LOCAL, at=kit.NOW)


def test_nobody_can_vouch_for_a_ledger_that_has_lost_its_end(home: Path) -> None:
    told = json.loads((home / anchor.FILE).read_text()) | {"since": 3}
    (home / anchor.FILE).write_text(json.dumps(told))
    shutil.copy(home.parent / "older.sqlite", home / "ledger.sqlite")
    with open_ledger(home) as ledger, pytest.raises(UsageError, match="ends at 4"):
        ledger.vouch(kit.LOCAL, at=kit.NOW)
