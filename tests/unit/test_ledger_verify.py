"""Tampering: whatever is done behind the ledger's back is named; nothing honest ever is."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from contracts.errors import UnavailableError
from ledger import anchor, verify
from ledger.store import open_ledger
from ledger.trails import AUDIT, TRANSITIONS
from tests.tampered_home import (
    DELETED,
    EDITED,
    Home,
    copy_of,
    empty,
    flip,
    make_honest,
    stray,
    unreadable,
)

# Tampering with a file of rows; with a server's rows it is row R20 of the table of reliability.
pytestmark = pytest.mark.sqlite_only


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_honest(tmp_path_factory.mktemp("honest"))


@pytest.fixture
def home(honest: Path, tmp_path: Path) -> Home:
    return copy_of(honest, tmp_path / "home")


def sql(*statements: str) -> Callable[[Home], None]:
    return lambda home: home.sql(*statements)


def unread(home: Home) -> None:
    (home.path / anchor.FILE).write_text("{")


def begun_late(home: Home) -> None:
    (home.path / anchor.FILE).unlink()


def never_told(home: Home) -> None:
    home.link(AUDIT, 4, act="sign_in")
    home.sql("UPDATE audit_head SET hash=(SELECT hash FROM audit WHERE sequence=4)")


def linked_elsewhere(home: Home) -> None:
    outside = home.path.parent / "outside"
    home.object(0).rename(outside)
    home.object(0).symlink_to(outside)


def unguarded(*statements: str) -> Callable[[Home], None]:
    def tamper(home: Home) -> None:
        with closing(sqlite3.connect(home.path / "ledger.sqlite")) as raw, raw:
            for statement in statements:
                raw.execute(statement)

    return tamper


OTHER, UNVOUCHED = "another ledger", "ledger not vouched for"
UNGUARDED = "ledger unguarded"
_AUDIT_ROW = "(SELECT hash FROM audit WHERE sequence=3)"

# What is done, the part of `verify` that sees it, and what it is called.
TAMPERINGS: dict[str, tuple[Callable[[Home], None], str, str]] = {
    "a bit of an object": (lambda h: flip(h.object(0)), "objects", "object altered"),
    "the last bit of an object": (lambda h: flip(h.object(3), -1), "objects", "object altered"),
    "an object emptied": (lambda h: empty(h.object(1)), "objects", "object altered"),
    "an object gone": (lambda h: h.object(2).unlink(), "objects", "object missing"),
    "all objects gone": (lambda h: shutil.rmtree(h.path / "objects"), "objects", "object missing"),
    "an unknown object": (lambda h: stray(h.path / "objects/aa/x"), "objects", "object unknown"),
    "an object at another name": (
        lambda h: stray(h.path / "objects/zz" / h.object(0).name),
        "objects",
        "object unknown",
    ),
    "a bit of a table": (lambda h: flip(h.table(1)), "tables", "table altered"),
    "a table gone": (lambda h: h.table(3).unlink(), "tables", "table missing"),
    "a superseded table gone": (lambda h: h.table(0).unlink(), "tables", "table missing"),
    "an unknown table": (lambda h: stray(h.path / "tables/S/t.parquet"), "tables", "table unknown"),
    "a bit of a report": (lambda h: flip(h.report(2), 5), "reports", "report altered"),
    "a report gone": (lambda h: h.report(0).unlink(), "reports", "report missing"),
    "an unknown report": (lambda h: stray(h.path / "reports/S.json"), "reports", "report unknown"),
    "another force": (sql("UPDATE submission SET force_code='01' WHERE version=2"), "rows", EDITED),
    "another period": (sql("UPDATE submission SET period='2024-01'"), "rows", EDITED),
    "another file": (sql("UPDATE submission_file SET name='x.csv'"), "rows", EDITED),
    "fewer errors": (sql("UPDATE submission_check SET error=0 WHERE error=1"), "rows", EDITED),
    "an outcome": (sql("UPDATE rule_outcome SET failed=0 WHERE failed=1"), "rows", EDITED),
    "a sentence": (sql("UPDATE explanation SET sentence='Never said.'"), "rows", EDITED),
    "a warning removed": (sql("DELETE FROM warning"), "rows", EDITED),
    "an explanation removed": (sql("DELETE FROM explanation"), "rows", EDITED),
    "outcomes removed": (sql("DELETE FROM rule_outcome"), "rows", EDITED),
    "an outcome slipped in": (
        sql(
            "INSERT INTO rule_outcome SELECT submission_id, 9, sequence, rule_id, severity,"
            " dimension, 0, 0, 0 FROM rule_outcome LIMIT 1"
        ),
        "rows",
        EDITED,
    ),
    "a submission removed": (
        sql(
            "PRAGMA foreign_keys=OFF",
            "DELETE FROM submission_file WHERE rowid=1",
            "DELETE FROM submission WHERE rowid=1",
        ),
        "rows",
        EDITED,
    ),
    "who signed": (
        sql("UPDATE transition SET subject='someone' WHERE action='sign_off'"),
        "chain",
        EDITED,
    ),
    "when it came": (sql("UPDATE transition SET at='2020' WHERE sequence=1"), "chain", EDITED),
    "a state": (sql("UPDATE transition SET state_to='rejected' WHERE sequence=3"), "chain", EDITED),
    "a first transition gone": (sql("DELETE FROM transition WHERE sequence=1"), "chain", DELETED),
    "a transition gone": (sql("DELETE FROM transition WHERE sequence=5"), "chain", DELETED),
    "the last transition gone": (
        sql("DELETE FROM transition WHERE sequence=(SELECT max(sequence) FROM transition)"),
        "chain",
        DELETED,
    ),
    "the head gone": (sql("DELETE FROM chain_head"), "chain", DELETED),
    "the head changed": (sql("UPDATE chain_head SET hash='0'"), "chain", EDITED),
    "the end cut off, its head moved back": (
        lambda h: h.forget_the_last(),
        "anchor",
        "another ledger",
    ),
    "a hash recomputed alone": (
        sql("UPDATE transition SET hash='0' WHERE sequence=2"),
        "chain",
        EDITED,
    ),
    "a transition and its hash": (
        lambda h: h.link(TRANSITIONS, 2, subject="someone"),
        "chain",
        EDITED,
    ),
    "the head before the last": (
        sql("UPDATE chain_head SET sequence=sequence-1"),
        "chain",
        EDITED,
    ),
    "the head of another number": (sql("UPDATE chain_head SET singleton=7"), "chain", EDITED),
    "the head no number": (sql("UPDATE chain_head SET sequence='zzz'"), "chain", EDITED),
    "a truth value that is none": (
        sql("UPDATE transition SET local='zzz' WHERE sequence=2"),
        "chain",
        EDITED,
    ),
    "a truth value beyond": (sql("UPDATE submission_check SET readable=7777777"), "rows", EDITED),
    "bytes for a text": (
        sql("UPDATE transition SET subject=x'00ff' WHERE sequence=2"),
        "chain",
        EDITED,
    ),
    "bytes for who received": (sql("UPDATE submission SET received_by=x'00ff'"), "rows", EDITED),
    "a row of no transition": (
        sql(
            "PRAGMA foreign_keys=OFF",
            "INSERT INTO warning SELECT submission_id, 'f', 7777777, rule_id, table_name,"
            " column_name, key_json FROM warning LIMIT 1",
        ),
        "rows",
        EDITED,
    ),
    "an audit row": (sql("UPDATE audit SET subject='x' WHERE sequence=2"), "audit", EDITED),
    "an audit row and its hash": (lambda h: h.link(AUDIT, 2, subject="someone"), "audit", EDITED),
    "an audit row of bytes": (
        sql("UPDATE audit SET about=x'00ff' WHERE sequence=3"),
        "audit",
        EDITED,
    ),
    "an audit row gone": (sql("DELETE FROM audit WHERE sequence=3"), "audit", DELETED),
    "the audit's head before its last": (
        sql("UPDATE audit_head SET sequence=2"),
        "audit",
        EDITED,
    ),
    "the audit's head of another number": (
        sql("UPDATE audit_head SET singleton=7"),
        "audit",
        EDITED,
    ),
    "the audit's head no number": (sql("UPDATE audit_head SET sequence='zzz'"), "audit", EDITED),
    "the audit's head far beyond": (
        sql("UPDATE audit_head SET sequence=7777777"),
        "audit",
        DELETED,
    ),
    "a token brought back, its end cut off the audit": (
        sql(
            "DELETE FROM token_end",
            "DELETE FROM audit WHERE sequence=4",
            f"UPDATE audit_head SET sequence=3, hash={_AUDIT_ROW}",
        ),
        "anchor",
        OTHER,
    ),
    "a token for another": (sql("UPDATE token SET subject='x'"), "audited rows", EDITED),
    "a mapping of no audit row": (
        sql(
            "PRAGMA foreign_keys=OFF",
            "INSERT INTO force_mapping VALUES ('42', 'm', 1, 9, 'r', 't', 'c', '2024', 'x')",
        ),
        "audited rows",
        EDITED,
    ),
    "an end of a token that was never told": (never_told, "tokens", EDITED),
    "a token's end gone": (sql("DELETE FROM token_end"), "tokens", DELETED),
    "no note of the ledger": (begun_late, "vouched", UNVOUCHED),
    "a note that cannot be read": (unread, "vouched", UNVOUCHED),
    "an index without the last transition": (
        lambda h: h.hide_the_last(),
        "database",
        "ledger damaged",
    ),
    "a trigger gone": (unguarded("DROP TRIGGER token_refuses_delete"), "guards", UNGUARDED),
    "a trigger that lets through": (
        unguarded(
            "DROP TRIGGER audit_refuses_update",
            "CREATE TRIGGER audit_refuses_update BEFORE UPDATE ON audit WHEN 0 BEGIN SELECT 1; END",
        ),
        "guards",
        UNGUARDED,
    ),
    "a trigger of a head gone": (
        unguarded("DROP TRIGGER chain_head_only_moves_forwards"),
        "guards",
        UNGUARDED,
    ),
    "an object kept elsewhere": (linked_elsewhere, "links", "object altered"),
}


def test_an_honest_home_has_no_discrepancy(home: Home) -> None:
    assert home.found() == []


@pytest.mark.parametrize("what", TAMPERINGS)
def test_tampering_is_named(home: Home, what: str) -> None:
    tamper, _, named = TAMPERINGS[what]
    tamper(home)
    assert named in home.found()


@pytest.mark.parametrize("what", TAMPERINGS)
def test_without_its_part_of_verify_tampering_goes_unseen(
    home: Home, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: it is that part, and no accident, that names it."""
    tamper, part, named = TAMPERINGS[what]
    tamper(home)
    others = {name: check for name, check in verify.PARTS.items() if name != part}
    monkeypatch.setattr(verify, "PARTS", others)
    assert named not in home.found()


def test_a_file_that_cannot_be_read_is_named_and_what_comes_after_it_is_compared(
    home: Home,
) -> None:
    for path in (home.object(0), home.table(1), home.report(2)):
        unreadable(path)
    flip(home.object(3))
    home.report(0).unlink()
    with open_ledger(home.path) as ledger:
        said = [found.sentence for found in ledger.verify()]
        with pytest.raises(UnavailableError, match=r"cannot be read \(Input/output error\): run"):
            ledger.objects.read(home.submissions[0].files[0].sha256)
    unread = [each for each in said if "cannot be read: Input/output error." in each]
    assert len(unread) == 3
    assert sum("is not as it was accepted" in each for each in said) == 1
    assert sum("is missing" in each for each in said) == 1
