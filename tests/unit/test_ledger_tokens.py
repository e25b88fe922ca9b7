"""Tokens: issued once, hashed at rest, expiring, revocable; and the trail of who did what."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from contracts.errors import SignInError, SubmissionError, UsageError
from ledger.audit import Act, Outcome
from ledger.model import Actor, Role
from ledger.store import Ledger, open_ledger
from tests import ledger_kit as kit

ADMINISTRATOR = Actor("looks after Muster", Role.ADMINISTRATOR)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "home") as opened:
        yield opened


def issue(ledger: Ledger, by: Actor = kit.LOCAL, **changed: object) -> tuple[str, str]:
    """The id of a new token and its text."""
    facts = {"subject": "ann", "role": "preparer", "force_code": "42", "at": kit.NOW, "days": 30}
    token, text = ledger.issue_token(by, **(facts | changed))  # type: ignore[arg-type]
    return token.token_id, text


def test_a_token_speaks_for_the_person_role_and_force_it_was_issued_to(ledger):
    token_id, text = issue(ledger)
    known = ledger.recognise(text, now=kit.later(1))
    assert known.token_id == token_id
    assert known.actor == Actor("ann", Role.PREPARER, "42")


@pytest.mark.parametrize(
    ("shown", "minutes"),
    [
        ("as issued", 30 * 24 * 60),  # the very moment it expires
        ("as issued", 31 * 24 * 60),
        ("another secret", 1),
        ("another id", 1),
        ("", 1),
        ("muster_", 1),
        ("Bearer", 1),
        ("with a line break", 1),
    ],
)
def test_what_is_not_valid_is_refused_with_one_sentence(ledger, shown, minutes):
    token_id, text = issue(ledger)
    told = {
        "as issued": text,
        "another secret": text[:-1] + ("A" if text[-1] != "A" else "B"),
        "another id": text.replace(token_id, "0" * 16),
        "with a line break": text + "\n",
    }.get(shown, shown)
    with pytest.raises(SignInError, match=r"unknown, expired or revoked\. Ask"):
        ledger.recognise(told, now=kit.NOW + timedelta(minutes=minutes))


def test_a_revoked_token_is_refused_and_says_who_revoked_it(ledger):
    token_id, text = issue(ledger)
    ledger.revoke_token(ADMINISTRATOR, token_id, at=kit.later(5))
    with pytest.raises(SignInError):
        ledger.recognise(text, now=kit.later(5))
    (listed,) = ledger.tokens(kit.LOCAL)
    assert (listed.revoked_by, listed.revoked_at) == (ADMINISTRATOR.subject, kit.later(5))
    with pytest.raises(UsageError, match="revoked already"):
        ledger.revoke_token(kit.LOCAL, token_id, at=kit.later(6))


@pytest.mark.sqlite_only
def test_the_secret_is_in_no_file_of_the_ledger(ledger):
    _, text = issue(ledger)
    secret = text.split("_", 2)[2]
    for path in ledger.home.rglob("*"):
        if path.is_file():
            assert secret.encode() not in path.read_bytes(), path.name


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"role": "king"}, "no role 'king'"),
        ({"subject": " "}, "for whom"),
        ({"force_code": None}, "for one force"),
        ({"role": "inspector"}, "for no force"),
        ({"force_code": "999"}, "no force with the code"),
        ({"days": 0}, "1 to 366 days"),
        ({"days": 367}, "1 to 366 days"),
    ],
)
def test_a_token_that_makes_no_sense_is_refused(ledger, changed, says):
    with pytest.raises(UsageError, match=says):
        issue(ledger, **changed)
    assert ledger.tokens(kit.LOCAL) == ()


@pytest.mark.parametrize("role", [Role.PREPARER, Role.APPROVER, Role.INSPECTOR, "stranger"])
def test_who_may_not_issue_tokens(ledger, role):
    token_id, _ = issue(ledger)
    who = Actor("somebody", role, "42")
    for attempt in (
        lambda: issue(ledger, who),
        lambda: ledger.revoke_token(who, token_id, at=kit.NOW),
        lambda: ledger.tokens(who),
    ):
        with pytest.raises(SubmissionError, match="may not issue or revoke"):
            attempt()
    assert len(ledger.tokens(kit.LOCAL)) == 1


def asks_for_returns(ledger: Ledger) -> None:
    """What an administrator does to a window: opens it, extends it for two forces, closes it."""
    place, by = (kit.SLUG, kit.PERIOD), {"actor": ADMINISTRATOR, "reason": "As was agreed."}
    ledger.open_window(*place, at=kit.later(5), **by)
    for force, minutes in (("42", 6), ("05", 7)):
        due = date(2024, 6, 1)
        ledger.extend_window(*place, due_on=due, force_code=force, at=kit.later(minutes), **by)
    ledger.close_window(*place, at=kit.later(8), **by)


def test_the_trail_tells_who_did_what_by_role_and_subject(ledger, tmp_path):
    ledger.note(kit.PREPARER, Act.SIGN_IN, at=kit.NOW)
    done = kit.receive(ledger, tmp_path, actor=kit.PREPARER, received_at=kit.later(1))
    ledger.note(kit.PREPARER, Act.CALL, "/x", at=kit.later(2), outcome=Outcome.REFUSED)
    other = Actor("other", Role.PREPARER, "05")
    ledger.note(other, Act.SIGN_IN, at=kit.later(3))
    theirs = kit.receive(ledger, tmp_path, actor=other, force_code="05", received_at=kit.later(4))
    asks_for_returns(ledger)
    window = f"{kit.SLUG} {kit.PERIOD}"
    asking = (ADMINISTRATOR.subject, "administrator")
    trail = ledger.audit_trail(kit.LOCAL)
    assert [(e.subject, e.role, e.force_code, e.act, e.about, e.outcome) for e in trail] == [
        ("prepares", "preparer", "42", "sign_in", None, "done"),
        ("prepares", "preparer", "42", "receive", done.submission_id, "done"),
        ("prepares", "preparer", "42", "call", "/x", "refused"),
        ("other", "preparer", "05", "sign_in", None, "done"),
        ("other", "preparer", "05", "receive", theirs.submission_id, "done"),
        (*asking, None, "open_window", window, "done"),
        (*asking, "42", "extend_window", window, "done"),
        (*asking, "05", "extend_window", window, "done"),
        (*asking, None, "close_window", window, "done"),
    ]
    own = ledger.audit_trail(kit.APPROVER)
    assert [entry.act for entry in own] == ["sign_in", "receive", "call", "extend_window"]
    assert {entry.force_code for entry in own} == {"42"}


def test_who_signed_out_is_asked_of_what_was_written_since(ledger, ledger_database):
    for number in range(3):
        ledger.note(kit.PREPARER, Act.SIGN_IN, f"s{number}", at=kit.later(number))
        ledger.note(kit.PREPARER, Act.SIGN_OUT, f"s{number}", at=kit.later(number))
    asked: list[tuple[str, Any]] = []
    event.listen(
        ledger._engine,
        "before_cursor_execute",
        lambda *call: asked.append(call[2:4]),  # the statement and its parameters
    )
    assert ledger.sessions_ended(kit.later(1)) == ({"s1", "s2"}, 6)
    assert ledger.sessions_ended(kit.later(1), 4) == ({"s2"}, 6)
    assert ledger.sessions_ended(kit.later(1), 6) == (set(), 6)
    assert ledger.sessions_ended(kit.later(1), 7) == ({"s1", "s2"}, 6)  # of a trail put back
    with ledger._engine.begin() as connection:
        if on_postgresql := ledger_database == "postgresql":
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        explain = "EXPLAIN" if on_postgresql else "EXPLAIN QUERY PLAN"
        for statement, given in [each for each in asked if " audit" in each[0]]:
            plan = str(connection.exec_driver_sql(f"{explain} {statement}", given).all())
            way = "audit_pkey" if on_postgresql else "SEARCH audit"
            assert way in plan, plan
        assert "Index Cond: (sequence > " in plan or "PRIMARY KEY (rowid>?)" in plan


@pytest.mark.parametrize("who", [kit.PREPARER, Actor("i", "inspector"), Actor("a", "approver")])
def test_who_may_not_read_the_trail(ledger, who):
    with pytest.raises(SubmissionError, match="audit trail"):
        ledger.audit_trail(who)


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE audit SET subject = 'nobody' WHERE sequence = 1", "is not as it was written"),
        ("DELETE FROM audit WHERE sequence = 1", "gone from the audit"),
        ("DELETE FROM audit WHERE sequence = 3", "gone from the audit trail's end"),
        ("UPDATE token SET role = 'administrator', force_code = NULL", "edited"),
        ("DELETE FROM token_end", "edited"),
        ("DELETE FROM audit_head", "head of the audit trail is gone"),
    ],
)
def test_tampering_is_refused_and_behind_the_triggers_back_it_is_named(ledger, statement, says):
    ledger.note(kit.PREPARER, Act.SIGN_IN, at=kit.NOW)
    token_id, _ = issue(ledger)
    ledger.revoke_token(kit.LOCAL, token_id, at=kit.later(1))
    assert ledger.verify() == []
    raw = sqlite3.connect(ledger.home / "ledger.sqlite")
    with pytest.raises(sqlite3.IntegrityError, match=r"append-only|stays"):
        raw.execute(statement)
    triggers = raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for (name,) in triggers:
        raw.execute(f"DROP TRIGGER {name}")
    raw.execute(statement)
    raw.commit()
    raw.close()
    assert any(says in found.sentence for found in ledger.verify())


@pytest.mark.sqlite_only
def test_a_ledger_from_before_there_were_tokens_gets_their_tables(tmp_path):
    home = tmp_path / "home"
    open_ledger(home).close()
    raw = sqlite3.connect(home / "ledger.sqlite")
    for table in ("token_end", "token", "audit_head", "audit"):
        raw.execute(f"DROP TABLE {table}")
    raw.commit()
    raw.close()
    with open_ledger(home) as again:
        _, text = issue(again)
        assert again.recognise(text, now=kit.NOW).subject == "ann"
        assert again.verify() == []
