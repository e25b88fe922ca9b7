"""What was pressed on a page that others, or its own reader in another tab, had overtaken."""

from __future__ import annotations

import pytest
from conftest import said
from test_app_returns import AT, LOCAL, PLACE, press, send

from ledger.model import Actor
from ledger.store import open_ledger

pytestmark = pytest.mark.usefixtures("warm_check")

PREPARER, APPROVER = Actor("p", "preparer", "42"), Actor("q", "approver", "42")
DONE_BY_Q = "10 April 2024 09:00 UTC, by q (approver)"


def warned(at) -> str:
    return " ".join(each.value for each in at.warning).replace("\\", "")


@pytest.mark.parametrize(
    ("who", "said_so"), [(APPROVER, f"signed off, {DONE_BY_Q}"), (LOCAL, "UTC, by you.")]
)
def test_signing_what_has_been_signed_says_that_it_was(who, said_so, home, visit, tmp_path):
    with open_ledger(home) as ledger:
        sid = send(ledger, tmp_path / "1", 100, actor=PREPARER).submission_id
        at = visit("signoff", **PLACE)
        ledger.sign_off(sid, actor=who, at=AT)
        press(at, f"sign_{sid}")
    assert "Nothing was done when you pressed Sign off, because version 1 had changed" in warned(at)
    assert said_so in warned(at)
    assert "Version 1 is live" in said(at)
    assert "Nothing was done" not in warned(at.run()), "it is said once"


def test_withdrawing_what_has_been_withdrawn_says_that_it_was(home, visit, tmp_path):
    with open_ledger(home) as ledger:
        sid = send(ledger, tmp_path / "1", 100, actor=PREPARER).submission_id
        at = visit("signoff", **PLACE)
        ledger.withdraw(sid, actor=APPROVER, at=AT, reason="Of another month.")
        press(at, f"withdraw_{sid}")
    assert "Nothing was done when you pressed Withdraw" in warned(at)
    assert f"withdrawn, {DONE_BY_Q}" in warned(at)


def test_a_second_revert_takes_back_no_other_version(home, visit, tmp_path):
    with open_ledger(home) as ledger:
        sent = [send(ledger, tmp_path / str(n), 100 + n, actor=PREPARER) for n in range(3)]
        for each in sent:
            ledger.sign_off(each.submission_id, actor=APPROVER, at=AT)
        last = sent[-1].submission_id
        at = visit("signoff", **PLACE)
        at.text_input(key=f"revert_reason_{last}").set_value("It was of another month.")
        ledger.revert(last, actor=APPROVER, at=AT, reason="Of another month.")
        press(at, f"revert_{last}")
        live = [each.version for each in ledger.submissions(actor=LOCAL) if each.is_live]
    assert live == [2], "the version before is live, and not the one before that"
    assert "Nothing was done when you pressed Revert" in warned(at)
