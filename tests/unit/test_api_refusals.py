"""Calls that were refused are in the audit trail, and a flood of them is a few rows."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
from typer.testing import CliRunner

from ledger.audit import Act, Outcome
from ledger.desk import Desk
from ledger.store import open_ledger
from muster.api.refusals import DIRECT, NO_TOKEN, NOT_VALID, OTHERS, PROXIED, Refusals
from muster.cli import app
from tests import ledger_kit as kit
from tests.api_kit import desk

STRANGER = ("unknown", "nobody", None, "call", "refused")


def told(ledger: Desk) -> list[str | None]:
    """What the trail says of strangers; every row of theirs says that it is one."""
    trail = [entry for entry in ledger.audit_trail(kit.LOCAL) if entry.subject == "unknown"]
    assert {(e.subject, e.role, e.force_code, e.act, e.outcome) for e in trail} <= {STRANGER}
    return [entry.about for entry in trail]


@pytest.mark.parametrize(
    ("calls", "after", "rows"),
    [
        # One alone is written at once, and nothing is added to it.
        (1, 60, ["without a token, directly"]),
        (1_000, 59, ["without a token, directly"]),
        (
            1_000,
            60,
            [
                "without a token, directly",
                "999 more without a token, directly, until 2024-04-10T09:46:39Z",
            ],
        ),
    ],
)
def test_a_flood_is_two_rows_an_hour(calls, after, rows, tmp_path):
    with open_ledger(tmp_path) as ledger:
        refusals = Refusals(ledger)
        for second in range(calls):
            refusals.stranger(NO_TOKEN, DIRECT, kit.NOW + timedelta(seconds=second))
        refusals.tell(kit.NOW + timedelta(minutes=after))
        assert told(ledger) == rows
        assert ledger.verify() == []


def test_each_kind_has_its_own_rows_and_a_new_hour_begins_again(tmp_path):
    with open_ledger(tmp_path) as ledger:
        refusals = Refusals(ledger)
        for minute in (0, 1, 61):
            refusals.tell(kit.later(minute))
            refusals.stranger(NOT_VALID, PROXIED, kit.later(minute))
            refusals.stranger(NOT_VALID, DIRECT, kit.later(minute))
        refusals.tell(kit.later(62), closing=True)
        kinds = [f"{NOT_VALID}, {came}" for came in (PROXIED, DIRECT)]
        until = f"until {kit.later(1):%Y-%m-%dT%H:%M:%SZ}"
        assert told(ledger) == [*kinds, *(f"1 more {kind}, {until}" for kind in kinds), *kinds]


@pytest.mark.parametrize("ahead_days", [1, 365])
def test_a_clock_that_was_ahead_for_one_call_hides_no_other(ahead_days, tmp_path):
    with open_ledger(tmp_path) as ledger:
        refusals = Refusals(ledger)
        for moment in (kit.NOW + timedelta(days=ahead_days), kit.NOW, kit.later(1), kit.later(61)):
            refusals.tell(moment)
            refusals.stranger(NO_TOKEN, DIRECT, moment)
        kind = f"{NO_TOKEN}, {DIRECT}"
        assert sorted(map(str, told(ledger))) == [
            f"1 more {kind}, until {kit.later(1):%Y-%m-%dT%H:%M:%SZ}", kind, kind, kind,
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("calls", "rows"),
    [
        # The first could not be written: the next call, or the end of the hour, writes it.
        (0, [f"{NO_TOKEN}, {DIRECT}"]),
        (2, [f"{NO_TOKEN}, {DIRECT}", f"2 more {NO_TOKEN}, {DIRECT}, until 2024-04-10T09:31:00Z"]),
    ],
)
@pytest.mark.sqlite_only
def test_a_first_call_that_could_not_be_written_is_written_later(calls, rows, tmp_path, caplog):
    with open_ledger(tmp_path) as ledger:
        refusals = Refusals(ledger)
        with sqlite3.connect(tmp_path / "ledger.sqlite") as raw:
            raw.execute("ALTER TABLE audit_head RENAME TO away")
            refusals.stranger(NO_TOKEN, DIRECT, kit.NOW)
            raw.execute("ALTER TABLE away RENAME TO audit_head")
        raw.close()
        assert "could not be written to the audit trail" in caplog.text
        assert told(ledger) == []
        for _ in range(calls):
            refusals.stranger(NO_TOKEN, DIRECT, kit.later(1))
        assert told(ledger) == rows[: 1 if calls else 0]
        refusals.tell(kit.later(60))
        assert told(ledger) == rows


SECRET = "muster_0123456789ABCDEF_" + "s" * 43


@pytest.mark.parametrize(
    ("headers", "rows"),
    [
        ({}, [f"{NO_TOKEN}, {DIRECT}"]),
        ({"Authorization": "Basic YW5uOnB3"}, [f"{NO_TOKEN}, {DIRECT}"]),
        ({"Authorization": f"Bearer {SECRET}"}, [f"{NOT_VALID}, {DIRECT}"]),
        ({"Authorization": f"bEARER {SECRET}"}, [f"{NOT_VALID}, {DIRECT}"]),
        (
            {"Authorization": f"Bearer {SECRET}", "X-Forwarded-For": "192.0.2.7"},
            [f"{NOT_VALID}, {PROXIED}"],
        ),
    ],
)
def test_the_api_writes_down_who_shows_no_valid_token_and_nothing_of_theirs(
    headers, rows, tmp_path, monkeypatch
):
    with desk(tmp_path) as served:
        for _ in range(3):
            assert (
                served.call(None, "GET", f"/windows/{SECRET}", headers=headers).status_code == 401
            )
        assert told(served.ledger) == rows
        assert served.call("preparer", "GET", "/windows").status_code == 200
        served.clock.pass_(hours=1)
        assert served.call("preparer", "GET", "/windows").status_code == 200
        assert told(served.ledger) == [
            *rows,
            f"2 more {rows[0]}, until {kit.NOW:%Y-%m-%dT%H:%M:%SZ}",
        ]
    held = b"".join(path.read_bytes() for path in Path(tmp_path).rglob("*") if path.is_file())
    assert not any(kept in held for kept in (b"s" * 43, b"192.0.2.7", b"YW5uOnB3"))
    monkeypatch.setenv("MUSTER_HOME", str(tmp_path))
    shown = CliRunner().invoke(app, ["audit"]).stdout
    assert f"{rows[0]:<22} unknown (nobody)  refused" in shown


def test_what_was_only_counted_is_written_when_the_api_ends(tmp_path):
    with desk(tmp_path) as served:
        for _ in range(2):
            served.call(None, "GET", "/windows")
    with open_ledger(tmp_path) as ledger:
        assert len(told(ledger)) == 2


def calls_of(ledger: Desk, subject: str) -> list[str | None]:
    trail = ledger.audit_trail(kit.LOCAL)
    return [e.about for e in trail if (e.subject, e.act, e.outcome) == (subject, "call", "refused")]


def test_a_person_who_asks_in_a_loop_is_two_rows_an_hour_for_each_call_and_nobody_elses(tmp_path):
    with desk(tmp_path) as served:
        for _ in range(3):
            for person in ("preparer", "other"):
                assert served.call(person, "GET", "/nothing").status_code == 404
            assert served.call("preparer", "DELETE", "/nothing").status_code == 404
        assert calls_of(served.ledger, "ann") == ["GET /nothing", "DELETE /nothing"]
        assert calls_of(served.ledger, "eve") == ["GET /nothing"]
        served.clock.pass_(hours=1)
        assert served.call("preparer", "GET", "/nothing").status_code == 404
        until = f"until {kit.NOW:%Y-%m-%dT%H:%M:%SZ}"
        counted = [f"2 more {call} /nothing, {until}" for call in ("GET", "DELETE")]
        ann = ["GET /nothing", "DELETE /nothing", *counted, "GET /nothing"]
        assert calls_of(served.ledger, "ann") == ann
        assert calls_of(served.ledger, "eve") == ["GET /nothing", f"2 more GET /nothing, {until}"]
        assert served.ledger.verify() == []


def test_however_much_is_asked_for_as_much_is_remembered_and_nothing_is_lost(tmp_path, monkeypatch):
    monkeypatch.setattr("muster.api.refusals.MOST_SPELLS", 3)
    with open_ledger(tmp_path) as ledger:
        refusals = Refusals(ledger)
        for call in ("a", "a", "b", "c", "d", "a"):
            refusals.count(kit.PREPARER, call, kit.NOW)
        assert calls_of(ledger, kit.PREPARER.subject) == [
            "a", "b", "c", f"1 more a, until {kit.NOW:%Y-%m-%dT%H:%M:%SZ}", "d", "a",
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("most_spells", "again", "others", "rows_of_another"),
    [(1_000, ["1 more GET /0, "], 47, 2), (3, [], 48, 4)],
)
def test_a_person_who_asks_for_something_else_each_time_is_so_many_rows_an_hour(
    most_spells, again, others, rows_of_another, tmp_path, monkeypatch
):
    """However many others ask, too: what was made room for is not begun anew."""
    monkeypatch.setattr("muster.api.refusals.MOST_SPELLS", most_spells)
    monkeypatch.setattr("muster.api.refusals.MOST_KINDS", 2)
    with open_ledger(tmp_path) as ledger:
        refusals = Refusals(ledger)
        for number in range(50):
            refusals.tell(kit.NOW)
            refusals.count(kit.PREPARER, f"GET /{number}", kit.NOW)
            refusals.count(kit.APPROVER, "GET /x", kit.NOW)
        refusals.count(kit.PREPARER, "GET /0", kit.NOW)
        refusals.tell(kit.later(60))
        refusals.count(kit.PREPARER, "GET /50", kit.later(60))
        told = calls_of(ledger, kit.PREPARER.subject)
        until = f"until {kit.NOW:%Y-%m-%dT%H:%M:%SZ}"
        counted = [each + until for each in (*again, f"{others} more {OTHERS}, ")]
        assert told[:3] == ["GET /0", "GET /1", OTHERS]
        assert sorted(map(str, told[3:])) == sorted([*counted, "GET /50"])
        assert len(calls_of(ledger, kit.APPROVER.subject)) == rows_of_another


@pytest.mark.parametrize(("length", "kept"), [(100, 113), (2_000, 500)])
def test_a_refusal_is_written_with_no_more_than_the_beginning_of_its_path(length, kept, tmp_path):
    path = "/nothing/" + "s" * length
    with desk(tmp_path) as served:
        assert served.call("preparer", "GET", path).status_code == 404
        entry = served.ledger.audit_trail(kit.LOCAL)[-1]
    assert entry.about is not None
    assert f"GET {path}".startswith(entry.about)
    assert len(entry.about) == kept


FORGED = "2030-01-01T00:00:00Z  sign_off     7K3M-Q2XD-9RTV-04AB     bob (approver of 42)"


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        (f"/x%0A{FORGED}", rf"GET /x\n{FORGED}"),
        ("/x%1B]0;owned%07", r"GET /x\x1b]0;owned\x07"),
        ("/x%C2%9B2J%E2%80%AE", r"GET /x\x9b2J\u202e"),
        ("/x%00y", r"GET /x\x00y"),
    ],
)
def test_an_address_that_was_refused_is_one_line_of_the_trail(path, kept, tmp_path, monkeypatch):
    """Who reads the trail in a terminal reads what happened, and not what a caller wrote."""
    with desk(tmp_path) as served:
        assert served.call("other", "GET", path.replace(" ", "%20")).status_code == 404
        trail = served.ledger.audit_trail(kit.LOCAL)
        assert [entry.about for entry in trail if entry.act == "call"] == [kept]
        # As a trail holds it that was written before.
        served.ledger.note(kit.LOCAL, Act.CALL, unquote(path), at=kit.NOW, outcome=Outcome.REFUSED)
    monkeypatch.setenv("MUSTER_HOME", str(tmp_path))
    told = CliRunner().invoke(app, ["audit"]).output
    calls = [line for line in told.splitlines() if " call " in line]
    assert len(calls) == 2
    assert not [line for line in told.splitlines() if line.startswith("2030")]
    assert all(line.isprintable() for line in told.splitlines())
