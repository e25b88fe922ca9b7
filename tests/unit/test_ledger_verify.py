"""Tampering: whatever is done behind the ledger's back is named; nothing honest ever is."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Boolean, Column, Integer, Table

from contracts.errors import SubmissionError
from ledger import anchor, database, lock, schema, schema_access, verify
from ledger.artefacts import Artefacts
from ledger.audit import Act
from ledger.model import Submission
from ledger.objects import ObjectStore
from ledger.store import Ledger, open_ledger
from ledger.trails import AUDIT, TRANSITIONS, Trail
from tests import ledger_kit as kit

# Tampering with a file of rows; with a server's rows it is row R20 of the table of reliability.
pytestmark = pytest.mark.sqlite_only


@dataclass(frozen=True)
class Home:
    path: Path
    submissions: tuple[Submission, ...]

    def object(self, number: int) -> Path:
        sha256 = self.submissions[number].files[0].sha256
        return self.path / "objects" / sha256[:2] / sha256

    def table(self, number: int) -> Path:
        sid = self.submissions[number].submission_id
        return self.path / "tables" / sid / "deployments.parquet"

    def report(self, number: int) -> Path:
        return self.path / "reports" / f"{self.submissions[number].submission_id}.json"

    def sql(self, *statements: str) -> None:
        """What someone with the file in hand does: away with the triggers, then whatever."""
        with sqlite3.connect(self.path / "ledger.sqlite") as connection:
            names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in names.fetchall():
                connection.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                assert connection.execute(statement).rowcount != 0, statement
        connection.close()

    def forget_the_last(self) -> None:
        """All that the last transition wrote, and itself: what is left agrees with itself."""
        self.sql(
            "PRAGMA foreign_keys=OFF",
            "DELETE FROM transition WHERE sequence=(SELECT sequence FROM chain_head)",
            "UPDATE chain_head SET sequence=sequence-1, hash="
            "(SELECT hash FROM transition ORDER BY sequence DESC LIMIT 1)",
        )

    def link(self, trail: Trail, sequence: int, **changed: object) -> None:
        """Change a row of a chain and its own hash with it: the row agrees with itself."""
        with sqlite3.connect(self.path / "ledger.sqlite") as connection:
            connection.row_factory = sqlite3.Row
            query = f"SELECT * FROM {trail.links.name} WHERE sequence={sequence}"
            row = dict(connection.execute(query).fetchone()) | changed
        connection.close()
        row["hash"] = trail.hash_of(row | {"local": bool(row["local"])})
        told = ", ".join(f"{name}={row[name]!r}" for name in (*changed, "hash"))
        self.sql(f"UPDATE {trail.links.name} SET {told} WHERE sequence={sequence}")

    def files(self) -> set[str]:
        """Everything that was accepted and is there."""
        kept = ("objects", "tables", "reports")
        return {str(p) for name in kept for p in (self.path / name).rglob("*") if p.is_file()}

    def found(self) -> list[str]:
        with open_ledger(self.path) as ledger:
            return [str(d.kind) for d in ledger.verify()]


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a superseded, a live, a rejected and an explained submission."""
    tmp = tmp_path_factory.mktemp("honest")
    with open_ledger(tmp / "home") as ledger:
        kit.accept(ledger, tmp, content=b"0")
        kit.accept(ledger, tmp, content=b"1", revision_reason="LATE_RECORDS")
        kit.accept(ledger, tmp, kit.finding("error"), content=b"2", force_code="05")
        told = [kit.explanation()]
        kit.accept(
            ledger, tmp, kit.finding("warning"), content=b"3", force_code="20", explanations=told
        )
        tell_of_tokens(ledger)
    return tmp / "home"


def tell_of_tokens(ledger: Ledger) -> None:
    """Four rows of the audit trail: two tokens, a sign-in, and the end of one token."""
    for subject in ("a", "b"):
        token, _ = ledger.issue_token(
            kit.LOCAL, subject=subject, role="preparer", force_code="42", at=kit.NOW, days=3
        )
    ledger.note(kit.PREPARER, Act.SIGN_IN, at=kit.NOW)
    ledger.revoke_token(kit.LOCAL, token.token_id, at=kit.NOW)


@pytest.fixture
def home(honest: Path, tmp_path: Path) -> Iterator[Home]:
    path = shutil.copytree(honest, tmp_path / "home")
    with open_ledger(path) as ledger:
        submissions = ledger.snapshot().submissions
    yield Home(path, submissions)


def flip(path: Path, position: int = 0) -> None:
    content = bytearray(path.read_bytes())
    content[position] ^= 1
    path.write_bytes(content)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def stray(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"stray")


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


EDITED, DELETED = "ledger row edited", "ledger row deleted"
OTHER, UNVOUCHED = "another ledger", "ledger not vouched for"
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


# What is edited to hold bytes or words, and what each row that was edited is called.
OTHER_TYPES = [
    ("submission SET received_by=x'00ff' WHERE version=2", "What transition 5 (receive of"),
    ("rule_outcome SET failed='zzz' WHERE failed=1", "What transition"),
    ("submission_file SET sequence='zzz' WHERE rowid=1", "Rows name transition zzz, which is not"),
    ("submission_file SET sha256=x'00ff' WHERE rowid=1", "What transition 1 (receive of"),
    ("transition SET submission_id=x'00ff' WHERE sequence=2", "Transition 2 ("),
    ("token_end SET revoked_at=x'00ff'", "What audit row 4 (revoke_token) wrote"),
    ("audit SET act=x'00ff' WHERE sequence=3", "Audit row 3 ("),
    ("chain_head SET sequence='zzz'", "The head of the ledger says that it ends at 'zzz'"),
    ("audit_head SET sequence='zzz'", "The head of the audit trail says that it ends at 'zzz'"),
]


@pytest.mark.parametrize(("edit", "named"), OTHER_TYPES)
def test_a_row_of_another_type_is_named_and_verify_goes_on(
    home: Home, edit: str, named: str
) -> None:
    home.sql("PRAGMA foreign_keys=OFF", f"UPDATE {edit}")
    home.object(3).unlink()
    stray(home.path / "incoming/x")
    with lock.shared(home.path), open_ledger(home.path) as ledger:
        found = ledger.verify()
    assert [each for each in found if each.sentence.startswith(named)]
    assert "unfinished write" in [str(each.kind) for each in found]


LAST = "(SELECT max(sequence) FROM transition)"
NEVER_WRITTEN = [
    pytest.param(f"UPDATE transition SET state_to='lost' WHERE sequence={LAST}", id="a state"),
    pytest.param("UPDATE submission SET submission_type='LOST'", id="a type"),
    pytest.param("UPDATE submission SET received_at='2020'", id="when it was received"),
    pytest.param("UPDATE transition SET at='2020' WHERE action='sign_off'", id="when signed"),
    pytest.param("UPDATE explanation SET key_json='{'", id="a key"),
]


@pytest.mark.parametrize("statement", NEVER_WRITTEN)
def test_what_is_never_written_is_told_as_tampering_by_whoever_reads_it(
    home: Home, statement: str
) -> None:
    home.sql(statement)
    assert EDITED in home.found()
    with (
        open_ledger(home.path) as ledger,
        pytest.raises(SubmissionError, match=r"holds what Muster never writes there .* altered"),
    ):
        ledger.snapshot()


def test_a_step_that_led_nowhere_is_told_by_what_reads_the_steps(home: Home) -> None:
    sid = home.submissions[0].submission_id
    home.sql(f"UPDATE transition SET state_to='lost' WHERE sequence={LAST}")
    last = home.submissions[-1]
    with open_ledger(home.path) as ledger:
        assert ledger.history(sid, kit.LOCAL)
        for ask in (
            lambda: ledger.history(last.submission_id, kit.LOCAL),
            lambda: ledger.submissions(actor=kit.LOCAL),
            lambda: ledger.periods(kit.SLUG, actor=kit.LOCAL),
        ):
            with pytest.raises(SubmissionError, match=f"{last.submission_id} holds what Muster"):
                ask()


COLUMNS = [
    pytest.param(table, column, id=f"{table.name}.{column.name}")
    for table in (*schema.APPEND_ONLY, *schema_access.APPEND_ONLY)
    for column in table.c
]


@pytest.fixture(scope="module")
def full(honest: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a row in every table."""
    tmp = tmp_path_factory.mktemp("full")
    path = shutil.copytree(honest, tmp / "home")
    doubt = kit.compared(kit.doubt())
    with open_ledger(path) as ledger:
        live = next(s for s in ledger.snapshot().submissions if s.is_live and s.force_code == "42")
        ledger.record_comparison(live.submission_id, doubt)
        ledger.open_window(kit.SLUG, "2024-06", actor=kit.LOCAL, at=kit.NOW)
        ledger.keep_mapping(
            kit.PREPARER, kit.FORCE, "itsm", return_slug=kit.SLUG, title="A mapping",
            content="a: 1", at=kit.NOW,
        )  # fmt: skip
        token, _ = ledger.issue_token(
            kit.LOCAL, subject="a", role="preparer", force_code="42", at=kit.NOW, days=3
        )
        ledger.revoke_token(kit.LOCAL, token.token_id, at=kit.NOW)
    return path


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_no_value_of_any_row_can_be_changed_unseen(
    full: Path, tmp_path: Path, table: Table, column: Column[object]
) -> None:
    path = tmp_path / "home"
    path.mkdir()
    shutil.copy(full / "ledger.sqlite", path)
    connection = sqlite3.connect(path / "ledger.sqlite")
    for kind, name in connection.execute("SELECT type, name FROM sqlite_master").fetchall():
        if kind == "trigger":
            connection.execute(f"DROP TRIGGER {name}")
    connection.execute("PRAGMA foreign_keys=OFF")
    other = f"coalesce({column.name}, '') || 'x'"
    if isinstance(column.type, Boolean | Integer):
        other = (
            f"1 - {column.name}" if isinstance(column.type, Boolean) else f"{column.name} + 1000"
        )
    done = connection.execute(
        f"UPDATE {table.name} SET {column.name} = {other} "
        f"WHERE rowid = (SELECT max(rowid) FROM {table.name})"
    )
    connection.commit()
    connection.close()
    assert done.rowcount == 1, "the home has no row to change"
    engine = database.connect(path, None, "DELETE")
    objects = ObjectStore(path)
    with database.reading(engine) as rows:
        found = verify.discrepancies(rows, objects, Artefacts(objects))
    engine.dispose()
    assert {EDITED, DELETED} & {str(d.kind) for d in found}


def test_thirty_five_at_once_are_all_named(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "home") as ledger:
        for number in range(40):
            kit.accept(
                ledger,
                tmp_path,
                content=b"%d" % number,
                period=f"20{10 + number // 12}-{1 + number % 12:02}",
            )
        home = Home(ledger.home, ledger.snapshot().submissions)
    for number in range(20):
        flip(home.object(number))
    for number in range(20, 25):
        home.object(number).unlink()
    tampered = [home.submissions[n].submission_id for n in range(10)]
    home.sql(
        *(f"UPDATE submission SET demonstration=1 WHERE submission_id='{s}'" for s in tampered[:5]),
        *(f"DELETE FROM rule_outcome WHERE submission_id='{s}'" for s in tampered[5:]),
    )
    with open_ledger(home.path) as ledger:
        found = ledger.verify()
    by_kind = {kind: [d for d in found if d.kind == kind] for kind in {d.kind for d in found}}
    assert {str(kind): len(each) for kind, each in by_kind.items()} == {
        "object altered": 20,
        "object missing": 5,
        EDITED: 10,
    }
    assert {d.submission_id for d in by_kind[found[0].kind]} <= {
        s.submission_id for s in home.submissions
    }


def test_the_doctor_sweeps_what_is_harmless_and_leaves_the_rest(home: Home) -> None:
    for path in ("objects/aa/x", "tables/S/t.parquet", "reports/S.json"):
        stray(home.path / path)
    flip(home.object(0))
    with open_ledger(home.path) as ledger:
        said = ledger.doctor()
        assert [line.partition(":")[0] for line in said] == [
            "Left as it is",
            "Removed objects/aa/x",
            "Removed tables/S/t.parquet",
            "Removed reports/S.json",
        ]
        assert [str(d.kind) for d in ledger.verify()] == ["object altered"]
    assert not (home.path / "tables" / "S").exists()


def test_the_doctor_has_nothing_to_do_in_an_honest_home(home: Home) -> None:
    with open_ledger(home.path) as ledger:
        assert ledger.doctor() == ["Nothing to do."]


def test_nothing_is_swept_while_someone_submits(home: Home) -> None:
    stray(home.path / "objects/aa/x")
    with open_ledger(home.path) as ledger, lock.shared(home.path):
        assert ledger.doctor()[0].startswith("Someone is submitting just now")
    assert (home.path / "objects/aa/x").exists()


def test_opening_clears_unfinished_writes_unless_someone_is_writing(home: Home) -> None:
    stray(home.path / "incoming/x")
    with lock.shared(home.path), open_ledger(home.path) as ledger:
        assert (home.path / "incoming/x").exists()
        assert [(str(d.kind), d.harmless) for d in ledger.verify()] == [("unfinished write", True)]
    with open_ledger(home.path):
        assert not (home.path / "incoming/x").exists()


def test_a_ledger_without_its_head_accepts_nothing_more(home: Home, tmp_path: Path) -> None:
    home.sql("DELETE FROM chain_head")
    with (
        open_ledger(home.path) as ledger,
        pytest.raises(SubmissionError, match="has lost its head"),
    ):
        kit.accept(ledger, tmp_path, period="2024-02")


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("chain_head SET sequence = sequence - 1", "head says that it ends at .*last row is"),
        ("chain_head SET sequence = sequence + 5", "head says that it ends at .*last row is"),
        ("chain_head SET hash = 'other'", "last row is .*, with another hash"),
        ("audit_head SET sequence = sequence + 5", "The audit trail was altered"),
    ],
)
def test_a_ledger_whose_head_was_moved_accepts_nothing_more_and_says_why(
    home: Home, tmp_path: Path, head: str, said: str
) -> None:
    home.sql(f"UPDATE {head}")
    (home.path / "ledger.anchor").unlink()  # which is asked first, where the head went back
    with open_ledger(home.path) as ledger, pytest.raises(SubmissionError, match=said):
        kit.accept(ledger, tmp_path, period="2024-02")
        ledger.note(kit.PREPARER, Act.SIGN_IN, at=kit.NOW)
