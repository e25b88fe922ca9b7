"""What a force is asked for, on the page on which it sends: the real ledger, by the clock."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from conftest import said
from shown import tables

from app import due, people, returns
from ledger.access import local_administrator
from ledger.model import Actor, Role
from ledger.store import open_ledger

LOCAL = local_administrator()
AT = datetime(2024, 5, 25, 9, tzinfo=UTC)
MONTHLY = {"return": "public_contact", "force": "42", "sending": "2024-04"}


@pytest.fixture
def by_the_clock(home, monkeypatch):
    """The home, on 25 May 2024: April's returns were due on 22 May."""
    monkeypatch.setattr(returns, "now", lambda: AT)
    return home


def opened(visit, **url):
    at = visit("submit", **url)
    assert "What Essex Police is due to send" in [each.label for each in at.expander]
    at.session_state["due"] = True
    at.run()
    return at


def nil(home, slug, period, at=AT):
    with open_ledger(home) as ledger:
        return ledger.accept(
            [], None, {}, return_slug=slug, force_code="42", period=period,
            contract_version="1.0.0", actor=LOCAL, received_at=at, submission_type="NIL",
        )  # fmt: skip


def test_a_force_finds_what_is_due_and_is_led_to_it(by_the_clock, visit):
    nil(by_the_clock, "public_contact", "2024-04")
    nil(by_the_clock, "domestic_abuse", "2024-04")
    at = opened(visit, **MONTHLY)
    assert "Essex Police has not sent 24 of 26 returns, all of them overdue" in said(at)
    [sent] = [t for t in tables(at) if "Status" in t]
    assert set(sent["Return"]) == {"Public contact", "Domestic abuse: daily counts"}
    assert set(sent["Status"]) == {"Nil return"}
    [link] = [b for b in at.button if b.key == "due_collisions_2024-04"]
    assert link.label.replace("\\", "") == "Road collisions and predicted risk, April 2024"
    assert said(at).count("Was due on 22 May 2024:") == 1
    assert "This return was due on 22 May 2024: anything sent now will be marked late." in said(at)
    link.click().run()
    assert at.query_params["return"] in ("collisions", ["collisions"])
    assert at.selectbox(key="choose_return").value == "collisions"
    assert at.selectbox(key="choose_sending").value == "2024-04"


def test_whoever_sees_one_force_only_finds_it_beside_who_has_sent_what(
    by_the_clock, visit, monkeypatch
):
    monkeypatch.setattr(people, "actor", lambda: Actor("bob", Role.APPROVER, "42"))
    at = visit("windows", **{"return": "collisions", "asked": "2024-03"})
    at.session_state["due"] = True
    at.run()
    at.button(key="due_collisions_2024-04").click().run()
    assert at.selectbox(key="choose_asked").value == "2024-04"


def test_the_ledger_is_asked_only_when_it_is_opened(by_the_clock, visit, monkeypatch):
    monkeypatch.setattr(due, "asked_for", lambda *_: pytest.fail("asked though nobody looks"))
    at = visit("submit", **MONTHLY)
    assert not at.exception


def test_what_was_refused_or_taken_back_is_still_to_be_sent(by_the_clock):
    done = nil(by_the_clock, "collisions", "2024-04")
    with open_ledger(by_the_clock) as ledger:
        ledger.withdraw(done.submission_id, actor=LOCAL, at=AT, reason="It was not nil.")
    asked = due.asked_for("42", AT)
    [told] = [due.label(e) for e in asked if (e.return_slug, e.period) == ("collisions", "2024-04")]
    assert told.endswith(", April 2024; version 1 was withdrawn")


def test_an_extension_and_a_closed_window_are_said(by_the_clock):
    with open_ledger(by_the_clock) as ledger:
        for slug in ("collisions", "public_contact"):
            ledger.open_window(slug, "2024-04", actor=LOCAL, at=AT)
        ledger.extend_window(
            "collisions", "2024-04", due_on=datetime(2024, 6, 3).date(), reason="Systems down.",
            force_code="42", actor=LOCAL, at=AT,
        )  # fmt: skip
        ledger.close_window(
            "public_contact", "2024-04", reason="All have sent it.", actor=LOCAL, at=AT
        )
    told = {
        e.return_slug: f"{due.heading(e)}: {due.label(e)}"
        for e in due.asked_for("42", AT)
        if e.period == "2024-04"
    }
    assert told["collisions"].startswith("Due on 3 June 2024: ")
    assert told["collisions"].endswith(", April 2024 (extended)")
    assert told["public_contact"].startswith("Was due on 22 May 2024: ")
    assert told["public_contact"].endswith(", April 2024; the window is closed")


def test_when_all_is_sent_it_says_so():
    assert due.finding([], "Essex Police") == "Essex Police has sent all 0 returns."


@pytest.mark.parametrize("page", ["submit", "signoff", "windows"])
def test_where_nothing_was_sent_yet_a_page_begins_with_the_last_period_that_has_ended(
    page, empty_home, visit, monkeypatch
):
    monkeypatch.setattr(returns, "now", lambda: AT)
    at = visit(page, **{"return": "mobile_devices"})
    [period] = [each for each in at.selectbox if each.label == "Period"]
    assert period.value == "2024-Q1"
