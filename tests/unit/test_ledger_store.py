"""What becomes of a submission, from its bytes to its receipt."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from contracts.errors import MusterError, SubmissionError
from ledger.model import State
from ledger.store import Ledger, open_ledger
from tests import ledger_kit as kit


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "home") as opened:
        yield opened


def test_step_by_step_with_two_people(ledger: Ledger, tmp_path: Path) -> None:
    received = kit.receive(ledger, tmp_path, content=b"figures", actor=kit.PREPARER)
    sid = received.submission_id
    assert (received.state, received.version, received.counts) == (State.RECEIVED, 1, {})
    assert ledger.objects.read(received.files[0].sha256) == b"figures"

    asked = kit.checked(ledger, received, tmp_path, kit.finding("warning"))
    assert asked.state is State.NEEDS_EXPLANATION
    assert asked.counts == {"error": 0, "warning": 1, "info": 0, "not_assessed": 0, "rows": 3}
    assert [f.rule_id for f in ledger.unexplained(sid, kit.PREPARER)] == [kit.WARNING_RULE]
    with pytest.raises(SubmissionError, match="waiting for explanations"):
        ledger.sign_off(sid, actor=kit.APPROVER, at=kit.later(2))

    ready = ledger.explain(sid, [kit.explanation()], actor=kit.PREPARER, at=kit.later(3))
    assert ready.state is State.READY
    assert ledger.unexplained(sid, kit.PREPARER) == ()

    receipt = ledger.sign_off(sid, actor=kit.APPROVER, at=kit.later(4))
    assert json.loads(receipt.as_json()) == {
        "submission_id": sid,
        "return": kit.SLUG,
        "contract_version": kit.VERSION,
        "force": kit.FORCE,
        "period": kit.PERIOD,
        "version": 1,
        "submission_type": "INITIAL",
        "state": "signed_off",
        "files": [{"name": "return.csv", "sha256": received.files[0].sha256, "size_bytes": 7}],
        "counts": {"error": 0, "warning": 1, "info": 0, "not_assessed": 0, "rows": 3},
        "compared_with_release": None,
        "received_at": "2024-04-10T09:30:00.000000Z",
        "signed_off_at": "2024-04-10T09:34:00.000000Z",
        "due_at": "2024-04-22T22:59:59.000000Z",
        "late": False,
        "revision_reason": None,
        "demonstration": False,
    }
    assert ledger.receipt(sid, kit.PREPARER) == receipt
    assert ledger.report(sid, kit.PREPARER).findings == [kit.finding("warning")]
    assert ledger.verify() == []


@pytest.mark.parametrize(
    ("findings", "explained", "actor", "state"),
    [
        ((), 0, kit.LOCAL, "signed_off"),
        ((), 0, kit.PREPARER, "ready"),
        (("info",), 0, kit.LOCAL, "signed_off"),
        (("warning",), 0, kit.LOCAL, "needs_explanation"),
        (("warning",), 1, kit.LOCAL, "signed_off"),
        (("warning", "warning"), 1, kit.LOCAL, "needs_explanation"),
        (("warning", "warning"), 2, kit.LOCAL, "signed_off"),
        (("warning", "warning"), 2, kit.PREPARER, "ready"),
        (("error",), 0, kit.LOCAL, "rejected"),
        (("error", "warning"), 0, kit.LOCAL, "rejected"),
    ],
)
def test_accept(
    ledger: Ledger,
    tmp_path: Path,
    findings: tuple[str, ...],
    explained: int,
    actor: Any,
    state: str,
) -> None:
    keys = [{"deployment_id": f"LFR-{n}"} for n in range(len(findings))]
    found = [kit.finding(severity, key) for severity, key in zip(findings, keys, strict=True)]
    given = [kit.explanation(key) for key in keys[:explained]]
    done = kit.accept(ledger, tmp_path, *found, explanations=given, actor=actor)
    assert done.state == state
    assert ledger.get(done.submission_id, kit.LOCAL) == done
    placed = (ledger.home / "tables" / done.submission_id).is_dir()
    assert placed is (state != "rejected")
    assert ledger.verify() == []


def test_the_live_one_stays_live_until_its_successor_is_signed_off(
    ledger: Ledger, tmp_path: Path
) -> None:
    first = kit.accept(ledger, tmp_path, content=b"1")
    rejected = kit.accept(
        ledger, tmp_path, kit.finding("error"), content=b"2", revision_reason="LATE_RECORDS"
    )
    waiting = kit.accept(
        ledger, tmp_path, kit.finding("warning"), content=b"3", revision_reason="LATE_RECORDS"
    )
    assert [s.version for s in (first, rejected, waiting)] == [1, 2, 3]
    assert ledger.get(first.submission_id, kit.LOCAL).is_live

    ledger.explain(waiting.submission_id, [kit.explanation()], actor=kit.LOCAL, at=kit.later(1))
    ledger.sign_off(waiting.submission_id, actor=kit.LOCAL, at=kit.later(2))
    states = [str(s.state) for s in ledger.submissions(actor=kit.LOCAL)]
    assert states == ["superseded", "rejected", "signed_off"]
    assert {t.submission_id for t in ledger.snapshot().live_tables} == {waiting.submission_id}


def test_a_withdrawn_one_is_not_replaced_by_what_it_had_superseded(
    ledger: Ledger, tmp_path: Path
) -> None:
    kit.accept(ledger, tmp_path, content=b"1")
    second = kit.accept(ledger, tmp_path, content=b"2", revision_reason="LATE_RECORDS")
    ledger.withdraw(
        second.submission_id, actor=kit.LOCAL, at=kit.later(1), reason="Sent by mistake."
    )
    states = [str(s.state) for s in ledger.submissions(actor=kit.LOCAL)]
    assert states == ["superseded", "withdrawn"]
    assert ledger.snapshot().live_tables == ()


def test_a_withdrawal_is_a_submission(ledger: Ledger, tmp_path: Path) -> None:
    live = kit.accept(ledger, tmp_path)
    done = ledger.accept(
        [],
        None,
        {},
        **kit.asked(submission_type="WITHDRAWAL", revision_reason="CORRECTION_FORCE"),
    )
    assert (done.state, done.version) == (State.WITHDRAWN, 2)
    assert done.signed_off_at == kit.NOW
    assert ledger.get(live.submission_id, kit.LOCAL).state is State.WITHDRAWN
    assert ledger.snapshot().live_tables == ()


def test_a_nil_return_is_a_submission(ledger: Ledger) -> None:
    done = ledger.accept([], None, {}, **kit.asked(submission_type="NIL"))
    assert (done.state, done.is_nil, done.files) == (State.SIGNED_OFF, True, ())
    assert ledger.report(done.submission_id, kit.LOCAL).rows == 0
    assert ledger.verify() == []


def test_a_period_that_has_not_ended_cannot_be_reported_but_what_is_live_of_it_can_be_withdrawn(
    ledger: Ledger, tmp_path: Path
) -> None:
    early = datetime(2024, 3, 31, 22, 59, 59, tzinfo=UTC)
    with pytest.raises(SubmissionError, match="March 2024 has not ended"):
        ledger.accept([], None, {}, **kit.asked(submission_type="NIL", received_at=early))
    live = kit.accept(ledger, tmp_path)
    ledger.accept(
        [], None, {},
        **kit.asked(
            submission_type="WITHDRAWAL", revision_reason="CORRECTION_FORCE", received_at=early
        ),
    )  # fmt: skip
    assert ledger.get(live.submission_id, kit.LOCAL).state is State.WITHDRAWN


def test_an_older_version_cannot_go_live_behind_a_newer_one(ledger: Ledger, tmp_path: Path) -> None:
    older = kit.accept(ledger, tmp_path, content=b"1", actor=kit.PREPARER)
    newer = kit.accept(ledger, tmp_path, content=b"2", actor=kit.PREPARER)
    ledger.sign_off(newer.submission_id, actor=kit.APPROVER, at=kit.later(1))
    with pytest.raises(SubmissionError, match="a later version has been already"):
        ledger.sign_off(older.submission_id, actor=kit.APPROVER, at=kit.later(2))
    ledger.withdraw(
        newer.submission_id, actor=kit.APPROVER, at=kit.later(3), reason="Sent for another force."
    )
    with pytest.raises(SubmissionError, match="a later version has been already"):
        ledger.sign_off(older.submission_id, actor=kit.APPROVER, at=kit.later(4))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"return_slug": "nothing"}, "no return called 'nothing'"),
        ({"contract_version": "9.9.9"}, "has no version 9.9.9"),
        ({"force_code": "00"}, "no force with the code '00'"),
        ({"period": "2024-3"}, "'2024-3' is not a period"),
        ({"period": "../../x"}, "is not a period"),
        ({"period": "2031-03"}, "^March 2031 has not ended: nothing can be reported for it yet.$"),
        ({"received_at": datetime(2024, 4, 1)}, "received_at has no time zone"),
        ({"submission_type": "FINAL"}, "'FINAL' is not a type"),
        ({"submission_type": "NIL"}, "of type NIL carries no files"),
        ({"submission_type": "RESUBMISSION", "revision_reason": "LATE_RECORDS"}, "could replace"),
        ({"revision_reason": "BECAUSE"}, "'BECAUSE' is not a revision reason"),
    ],
)
def test_what_cannot_be_received(
    ledger: Ledger, tmp_path: Path, changed: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(MusterError, match=sentence):
        kit.receive(ledger, tmp_path, **changed)
    with pytest.raises(MusterError, match=sentence):
        kit.accept(ledger, tmp_path, **changed)
    assert ledger.submissions(actor=kit.LOCAL) == ()


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "../x.csv", "a/b.csv", "a\\b.csv", "/etc/passwd", "a\x00.csv", "a\n.csv",
     "\u202ea.csv", "x" * 201, "é" * 101],
)  # fmt: skip
def test_a_file_whose_name_could_be_a_place_is_refused_and_not_stored(
    ledger: Ledger, tmp_path: Path, name: str
) -> None:
    path = kit.sent(tmp_path)
    with pytest.raises(SubmissionError, match="is not a file's name"):
        ledger.receive([(name, path)], **kit.asked())
    with pytest.raises(SubmissionError, match="is not a file's name"):
        ledger.accept([(name, path)], kit.report(), {}, **kit.asked())
    assert not list(ledger.objects.stored())


def test_a_return_without_files_is_refused(ledger: Ledger) -> None:
    with pytest.raises(SubmissionError, match="submit it as NIL"):
        ledger.receive([], **kit.asked())


@pytest.mark.parametrize("kind", ["INITIAL", "RESUBMISSION", "NIL"])
def test_what_follows_an_accepted_one_says_why(ledger: Ledger, tmp_path: Path, kind: str) -> None:
    kit.accept(ledger, tmp_path)
    files = [] if kind == "NIL" else [("again.csv", kit.sent(tmp_path, content=b"again"))]
    with pytest.raises(SubmissionError, match="give a revision reason, one of LATE_RECORDS"):
        ledger.receive(files, **kit.asked(submission_type=kind))
    done = ledger.receive(files, **kit.asked(submission_type=kind, revision_reason="METHOD_CHANGE"))
    expected = "NIL" if kind == "NIL" else "RESUBMISSION"
    assert (done.submission_type, done.revision_reason) == (expected, "METHOD_CHANGE")


def test_after_a_rejection_nobody_is_asked_why_they_try_again(
    ledger: Ledger, tmp_path: Path
) -> None:
    kit.accept(ledger, tmp_path, kit.finding("error"), content=b"bad")
    done = kit.accept(ledger, tmp_path, content=b"good")
    assert (done.version, done.state, done.submission_type) == (2, "signed_off", "INITIAL")


def test_the_same_key_gives_the_same_submission(ledger: Ledger, tmp_path: Path) -> None:
    first = kit.accept(ledger, tmp_path, content=b"once", idempotency_key="k")
    again = kit.accept(ledger, tmp_path, content=b"once", idempotency_key="k")
    received = kit.receive(ledger, tmp_path, content=b"once", idempotency_key="k")
    assert first == again == received
    assert len(ledger.submissions(actor=kit.LOCAL)) == 1
    with pytest.raises(SubmissionError, match="'k' was used for other content"):
        kit.accept(ledger, tmp_path, content=b"other", idempotency_key="k")
    with pytest.raises(SubmissionError, match="'k' was used for other content"):
        kit.accept(ledger, tmp_path, content=b"once", idempotency_key="k", period="2024-02")
    elsewhere = kit.accept(ledger, tmp_path, content=b"x", idempotency_key="k", force_code="05")
    assert elsewhere.version == 1


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (kit.explanation(reason_code="WHIM"), "'WHIM' is not a reason that rule C10 offers"),
        (kit.explanation(sentence="Too short"), "has 9 characters"),
        (kit.explanation(sentence="x" * 501), "has 501 characters"),
        # It would stand beside a published figure, and nobody would read anything.
        (kit.explanation(sentence="\u200b" * 12), "has 0 characters"),
        (
            kit.explanation(sentence="Fine \u200b\u2060\ufeff\u200b\u2060\ufeff."),
            "has 6 characters",
        ),
        # Or another sentence than the one that was signed off.
        (
            kit.explanation(sentence="Right \u202ewas it"),
            "C10 holds the sign U\\+202E, which cannot",
        ),
        (kit.explanation(sentence="Figures \x1b[8m are wrong"), "holds the sign U\\+001B"),
        (kit.explanation(sentence="Figures \x9b8m are wrong"), "holds the sign U\\+009B"),
        (kit.explanation(sentence="Figures are \x00 right"), "holds the sign U\\+0000"),
        (kit.explanation({"deployment_id": "LFR-2"}), "No warning of rule C10 stands"),
        (kit.explanation(rule_id="C09"), "No warning of rule C09 stands"),
        (kit.explanation(column="started_at"), "No warning of rule C10 stands"),
    ],
)
def test_an_explanation_that_does_not_answer(
    ledger: Ledger, tmp_path: Path, given: Any, sentence: str
) -> None:
    asked = kit.accept(ledger, tmp_path, kit.finding("warning"))
    with pytest.raises(SubmissionError, match=sentence):
        ledger.explain(asked.submission_id, [given], actor=kit.LOCAL, at=kit.later(1))
    assert ledger.get(asked.submission_id, kit.LOCAL) == asked


def test_an_explanation_comes_back_with_its_finding_and_is_marked(
    ledger: Ledger, tmp_path: Path
) -> None:
    warnings = [kit.finding("warning", {"deployment_id": f"LFR-{n}"}) for n in (1, 2)]
    first = kit.accept(
        ledger, tmp_path, warnings[0], content=b"1", explanations=[kit.explanation()]
    )
    moved = kit.finding("warning", row=99)
    second = kit.accept(ledger, tmp_path, moved, content=b"2", revision_reason="LATE_RECORDS")
    third = kit.accept(ledger, tmp_path, *warnings, content=b"3", revision_reason="LATE_RECORDS")
    elsewhere = kit.accept(ledger, tmp_path, warnings[0], content=b"4", period="2024-02")
    assert [str(s.state) for s in (second, third, elsewhere)] == [
        "signed_off",
        "needs_explanation",
        "needs_explanation",
    ]
    for each in (second, third):
        (carried,) = ledger.explanations(each.submission_id, kit.LOCAL)
        assert carried.explanation.carried_from == first.submission_id
        assert carried.explanation.sentence == kit.SENTENCE
        assert carried.explained_at == kit.NOW
    unexplained = ledger.unexplained(third.submission_id, kit.LOCAL)
    assert [f.key["deployment_id"] for f in unexplained] == ["LFR-2"]


def test_an_earlier_version_is_not_explained_by_a_later_one(ledger: Ledger, tmp_path: Path) -> None:
    """Its check came late: what was said of the numbers after it was not said of these."""
    found = kit.finding("warning")
    first = kit.receive(ledger, tmp_path, b"1")
    second = kit.accept(
        ledger, tmp_path, found, content=b"2",
        explanations=[kit.explanation()], revision_reason="LATE_RECORDS",
    )  # fmt: skip
    late = kit.checked(ledger, first, tmp_path, found)
    assert late.state == "needs_explanation"
    assert ledger.explanations(first.submission_id, kit.LOCAL) == ()
    third = kit.accept(ledger, tmp_path, found, content=b"3", revision_reason="LATE_RECORDS")
    (carried,) = ledger.explanations(third.submission_id, kit.LOCAL)
    assert carried.explanation.carried_from == second.submission_id, "the control: a later one is"


def test_what_was_explained_in_a_rejected_file_is_not_asked_again(
    ledger: Ledger, tmp_path: Path
) -> None:
    found = [kit.finding("warning"), kit.finding("error", {"deployment_id": "LFR-9"})]
    kit.accept(ledger, tmp_path, *found, content=b"1", explanations=[kit.explanation()])
    assert kit.accept(ledger, tmp_path, found[0], content=b"2").state == "signed_off"


def test_the_last_word_counts(ledger: Ledger, tmp_path: Path) -> None:
    asked = kit.accept(
        ledger,
        tmp_path,
        kit.finding("warning"),
        actor=kit.PREPARER,
        explanations=[kit.explanation()],
    )
    ledger.explain(
        asked.submission_id,
        [kit.explanation(sentence="A better sentence than before.")],
        actor=kit.PREPARER,
        at=kit.later(1),
    )
    (stands,) = ledger.explanations(asked.submission_id, kit.PREPARER)
    assert stands.explanation.sentence == "A better sentence than before."


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"return_slug": "workforce"}, "The report is of workforce"),
        ({"contract_version": "0.9.0"}, "The report is of"),
        ({"force_code": "05"}, "says 05 where the submission says 42"),
        ({"period": "2024-04"}, "says 2024-04 where"),
        ({"tables": ("deployments", "governance")}, "Rows were read of governance, but no table"),
    ],
)
def test_a_report_of_something_else(
    ledger: Ledger, tmp_path: Path, changed: dict[str, Any], sentence: str
) -> None:
    received = kit.receive(ledger, tmp_path)
    with pytest.raises(SubmissionError, match=sentence):
        ledger.record_check(
            received.submission_id,
            kit.report(**changed),
            kit.typed(tmp_path / "typed"),
            checked_at=kit.NOW,
        )
    assert ledger.get(received.submission_id, kit.LOCAL).state is State.RECEIVED


def test_a_table_that_the_contract_does_not_have(ledger: Ledger, tmp_path: Path) -> None:
    received = kit.receive(ledger, tmp_path)
    tables = kit.typed(tmp_path / "typed") | {"../../escape": kit.sent(tmp_path)}
    with pytest.raises(SubmissionError, match=r"facial_recognition has no table \.\./\.\./escape"):
        ledger.record_check(received.submission_id, kit.report(), tables, checked_at=kit.NOW)


def test_a_check_is_recorded_once(ledger: Ledger, tmp_path: Path) -> None:
    done = kit.accept(ledger, tmp_path)
    with pytest.raises(SubmissionError, match="cannot be checked again"):
        kit.checked(ledger, done, tmp_path)
    assert ledger.verify() == []


@pytest.mark.parametrize(
    ("received_at", "late"),
    [("2024-04-22T22:59:59.999999+00:00", False), ("2024-04-22T23:00:00+00:00", True)],
)
def test_lateness(ledger: Ledger, tmp_path: Path, received_at: str, late: bool) -> None:
    done = kit.accept(ledger, tmp_path, received_at=datetime.fromisoformat(received_at))
    assert done.due_at.isoformat() == "2024-04-22T22:59:59+00:00"
    assert done.is_late is late


def test_the_snapshot_has_everything(ledger: Ledger, tmp_path: Path) -> None:
    live = kit.accept(
        ledger, tmp_path, kit.finding("warning"), content=b"1", explanations=[kit.explanation()]
    )
    rejected = kit.accept(ledger, tmp_path, kit.finding("error"), content=b"2", force_code="05")
    received = kit.receive(ledger, tmp_path, content=b"3", period="2024-02")
    taken = ledger.snapshot()
    assert taken.submissions == (live, rejected, received)
    assert [(o.submission_id, o.rule_id, o.failed) for o in taken.outcomes] == [
        (live.submission_id, kit.WARNING_RULE, 1),
        (rejected.submission_id, kit.WARNING_RULE, 1),
    ]
    assert [e.explanation for e in taken.explanations] == [kit.explanation()]
    (table,) = taken.live_tables
    assert (table.submission_id, table.table_name, table.rows) == (
        live.submission_id,
        "deployments",
        3,
    )
    assert table.path.read_bytes().startswith(b"PAR1")


def test_a_reopened_ledger_says_the_same(ledger: Ledger, tmp_path: Path) -> None:
    kit.accept(ledger, tmp_path)
    with open_ledger(ledger.home) as again:
        assert again.snapshot() == ledger.snapshot()


def test_a_retry_goes_on_from_where_a_crash_left_it(ledger: Ledger, tmp_path: Path) -> None:
    received = kit.receive(ledger, tmp_path, content=b"once", idempotency_key="k")
    done = kit.accept(ledger, tmp_path, content=b"once", idempotency_key="k")
    assert (done.submission_id, done.state) == (received.submission_id, State.SIGNED_OFF)


def test_the_history_says_who_did_what(ledger: Ledger, tmp_path: Path) -> None:
    done = kit.accept(ledger, tmp_path, actor=kit.PREPARER)
    ledger.sign_off(done.submission_id, actor=kit.APPROVER, at=kit.later(1))
    ledger.withdraw(done.submission_id, actor=kit.LOCAL, at=kit.later(2), reason="Sent by mistake.")
    steps = ledger.history(done.submission_id, kit.PREPARER)
    assert [(s.action, str(s.state), s.subject, s.local) for s in steps] == [
        ("receive", "received", "prepares", False),
        ("check", "checked", "muster", False),
        ("clear", "ready", "muster", False),
        ("sign_off", "signed_off", "approves", False),
        ("withdraw", "withdrawn", "local administrator", True),
    ]
    assert steps[-1].reason == "Sent by mistake."


def test_the_way_back_to_the_received_file(ledger: Ledger, tmp_path: Path) -> None:
    done = kit.accept(ledger, tmp_path, content=b"as it came")
    ((file, path),) = ledger.files(done.submission_id, kit.PREPARER)
    assert (file.name, path.read_bytes()) == ("return.csv", b"as it came")


def test_nobody_claims_that_an_explanation_was_carried_over(ledger: Ledger, tmp_path: Path) -> None:
    told = [kit.explanation(carried_from="AAAA-AAAA-AAAA-AAAA")]
    done = kit.accept(ledger, tmp_path, kit.finding("warning"), explanations=told)
    (stands,) = ledger.explanations(done.submission_id, kit.LOCAL)
    assert stands.explanation.carried_from is None


@pytest.mark.parametrize(
    ("reason", "says"),
    [
        ("\u200b" * 12, "Say why it is withdrawn, in 10 to 500 characters"),
        ("Sent by \u202emistake", r"The reason why it is withdrawn holds the sign U\+202E"),
        ("Sent by \x1b[8m mistake", r"holds the sign U\+001B"),
    ],
)
def test_why_it_is_taken_back_can_be_read(
    ledger: Ledger, tmp_path: Path, reason: str, says: str
) -> None:
    sid = kit.accept(ledger, tmp_path).submission_id
    with pytest.raises(SubmissionError, match=says):
        ledger.withdraw(sid, actor=kit.LOCAL, at=kit.later(1), reason=reason)
    two_lines = "It was sent by mistake.\nAnother comes tomorrow, \u00e9t\u00e9 2024."
    done = ledger.withdraw(sid, actor=kit.LOCAL, at=kit.later(2), reason=two_lines)
    assert done.state is State.WITHDRAWN
