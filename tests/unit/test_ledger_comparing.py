"""What a release says of a submission, in the ledger: written once, and the newest one counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from contracts.errors import SubmissionError
from ledger.model import State
from ledger.store import Ledger, open_ledger
from tests import ledger_kit as kit


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "home") as opened:
        yield opened
        assert [found for found in opened.verify() if not found.harmless] == []


WARNING = (kit.finding("warning"),)
EXPLAINED = (kit.explanation(),)
DOUBT = (kit.doubt(),)


@pytest.mark.parametrize(
    ("checked", "said", "found", "state", "open_"),
    [
        pytest.param((), (), (), "ready", 0, id="nothing found"),
        pytest.param((), (), DOUBT, "needs_explanation", 1, id="a doubt holds up sign-off"),
        pytest.param(WARNING, (), (), "needs_explanation", 1, id="the check's own still waits"),
        pytest.param(WARNING, (), DOUBT, "needs_explanation", 2, id="both wait"),
        pytest.param(WARNING, EXPLAINED, DOUBT, "needs_explanation", 1, id="one is explained"),
        pytest.param((), (kit.answer_to_doubt(),), DOUBT, "ready", 0, id="explained beforehand"),
    ],
)
def test_what_is_found_waits_with_the_rest(
    checked: tuple[object, ...],
    said: tuple[object, ...],
    found: tuple[object, ...],
    state: str,
    open_: int,
    ledger: Ledger,
    tmp_path: Path,
) -> None:
    sent = kit.accept(ledger, tmp_path, *checked, explanations=said, actor=kit.PREPARER)  # type: ignore[arg-type]
    done = ledger.record_comparison(sent.submission_id, kit.compared(*found))  # type: ignore[arg-type]
    report = ledger.report(sent.submission_id, kit.PREPARER)

    assert done.state == state
    assert done.compared_with == kit.compared().release_id
    assert done.counts["warning"] == len(checked) + len(found)
    left = ledger.unexplained(sent.submission_id, kit.PREPARER)
    assert (len(left), len(list(left))) == (open_, open_)
    count, first = ledger.explained(sent.submission_id, kit.PREPARER, 1)
    assert (count, len(first)) == (len(said), len(said[:1]))
    assert [found for _, found in first] == [*checked, *found][: len(said)]
    assert {f.rule_id for f in report.findings} == {f.rule_id for f in (*checked, *found)}  # type: ignore[attr-defined]
    assert report.plausibility is not None
    assert report.plausibility.release_id == kit.compared().release_id


def test_it_is_explained_like_every_warning_and_signed_off(ledger: Ledger, tmp_path: Path) -> None:
    sid = kit.accept(ledger, tmp_path, actor=kit.PREPARER).submission_id
    ledger.record_comparison(sid, kit.compared(*DOUBT))
    with pytest.raises(SubmissionError, match="waiting for explanations"):
        ledger.sign_off(sid, actor=kit.APPROVER, at=kit.later(3))
    done = ledger.explain(sid, [kit.answer_to_doubt()], actor=kit.PREPARER, at=kit.later(4))
    assert done.state is State.READY
    receipt = ledger.sign_off(sid, actor=kit.APPROVER, at=kit.later(5))
    assert (receipt.compared_with, receipt.counts["warning"]) == (kit.compared().release_id, 1)


def test_the_same_release_answers_once(ledger: Ledger, tmp_path: Path) -> None:
    sid = kit.accept(ledger, tmp_path, actor=kit.PREPARER).submission_id
    ledger.record_comparison(sid, kit.compared(*DOUBT))
    before = ledger.head()
    again = ledger.record_comparison(sid, kit.compared())
    assert (again.counts["warning"], ledger.head()) == (1, before), "neither lost nor doubled"


def test_the_newest_release_counts_in_whatever_order_they_answer(
    ledger: Ledger, tmp_path: Path
) -> None:
    sid = kit.accept(ledger, tmp_path, actor=kit.PREPARER).submission_id
    second = ledger.record_comparison(sid, kit.compared(*DOUBT, sequence=2))
    assert second.state is State.NEEDS_EXPLANATION
    late = ledger.record_comparison(sid, kit.compared(sequence=1))
    assert (late.state, late.compared_with) == (second.state, second.compared_with)
    third = ledger.record_comparison(sid, kit.compared(sequence=3))
    assert (third.state, third.counts["warning"]) == (State.READY, 0), "the doubt is gone"


def test_an_explanation_stands_where_the_newest_release_doubts_nothing_any_more(
    ledger: Ledger, tmp_path: Path
) -> None:
    sid = kit.accept(
        ledger, tmp_path, *WARNING, explanations=EXPLAINED, actor=kit.PREPARER
    ).submission_id
    ledger.record_comparison(sid, kit.compared(*DOUBT))
    ledger.explain(sid, [kit.answer_to_doubt()], actor=kit.PREPARER, at=kit.later(3))
    ledger.record_comparison(sid, kit.compared(sequence=2))
    count, told = ledger.explained(sid, kit.PREPARER, 5)
    assert (count, [found for _, found in told]) == (2, [*WARNING, None])
    assert told[1][0].explanation == kit.answer_to_doubt()
    assert len(ledger.explained(sid, kit.PREPARER, 1)[1]) == 1


def test_a_resubmission_carries_the_explanation_over(ledger: Ledger, tmp_path: Path) -> None:
    first = kit.accept(ledger, tmp_path, actor=kit.PREPARER).submission_id
    ledger.record_comparison(first, kit.compared(*DOUBT))
    ledger.explain(first, [kit.answer_to_doubt()], actor=kit.PREPARER, at=kit.later(3))
    second = kit.accept(
        ledger, tmp_path, content=b"b", actor=kit.PREPARER, received_at=kit.later(5)
    ).submission_id
    done = ledger.record_comparison(second, kit.compared(*DOUBT))
    assert done.state is State.READY
    [told] = ledger.explanations(second, kit.PREPARER)
    assert told.explanation.carried_from == first


def test_what_is_found_after_sign_off_is_told_and_explained_once(
    ledger: Ledger, tmp_path: Path
) -> None:
    warned = kit.accept(ledger, tmp_path, *WARNING, explanations=EXPLAINED)
    assert warned.is_live
    sid = warned.submission_id
    done = ledger.record_comparison(sid, kit.compared(*DOUBT))
    assert done.is_live, "what was accepted stands"
    assert [f.rule_id for f in ledger.unexplained(sid, kit.LOCAL)] == ["C09"]
    with pytest.raises(SubmissionError, match="was explained before"):
        ledger.explain(sid, [kit.explanation()], actor=kit.PREPARER, at=kit.later(3))
    ledger.explain(sid, [kit.answer_to_doubt()], actor=kit.PREPARER, at=kit.later(3))
    assert ledger.unexplained(sid, kit.LOCAL) == ()
    assert ledger.get(sid, kit.LOCAL).is_live


@pytest.mark.parametrize("end", ["withdrawn", "superseded", "rejected"])
def test_what_has_no_figures_any_more_takes_no_answer(
    end: str, ledger: Ledger, tmp_path: Path
) -> None:
    findings = [kit.finding("error")] if end == "rejected" else []
    sid = kit.accept(ledger, tmp_path, *findings).submission_id
    if end == "withdrawn":
        ledger.withdraw(sid, actor=kit.LOCAL, at=kit.later(3), reason="Sent by mistake.")
    if end == "superseded":
        kit.accept(ledger, tmp_path, content=b"b", revision_reason="LATE_RECORDS")
    before = ledger.head()
    with pytest.raises(SubmissionError, match=f"cannot be compared with a release: .* {end}"):
        ledger.record_comparison(sid, kit.compared(*DOUBT))
    assert (ledger.head(), str(ledger.get(sid, kit.LOCAL).state)) == (before, end)


def test_no_error_comes_in_by_this_way(ledger: Ledger, tmp_path: Path) -> None:
    sid = kit.accept(ledger, tmp_path, actor=kit.PREPARER).submission_id
    with pytest.raises(SubmissionError, match="is a warning"):
        ledger.record_comparison(sid, kit.compared(replace(kit.doubt(), severity="error")))


@pytest.mark.parametrize(
    "key", [{"force_code": "05"}, {}], ids=["another force's figure", "no force named"]
)
def test_nothing_is_explained_beforehand_for_others(
    key: dict[str, str], ledger: Ledger, tmp_path: Path
) -> None:
    sid = kit.accept(ledger, tmp_path, actor=kit.PREPARER).submission_id
    with pytest.raises(SubmissionError, match="No warning of rule C09 stands"):
        told = kit.answer_to_doubt(key=key)
        ledger.explain(sid, [told], actor=kit.PREPARER, at=kit.later(3))


def test_what_is_to_be_compared(ledger: Ledger, tmp_path: Path) -> None:
    """What waits comes before what is live; what was answered, refused or taken back is left."""
    live = kit.accept(ledger, tmp_path, period="2024-01").submission_id
    waits = kit.accept(ledger, tmp_path, period="2024-02", actor=kit.PREPARER).submission_id
    kit.accept(ledger, tmp_path, kit.finding("error"), period="2024-03")
    kit.receive(ledger, tmp_path, period="2024-02")
    release = kit.compared().release_id
    assert ledger.to_compare(release) == (waits, live)
    ledger.record_comparison(waits, kit.compared())
    assert ledger.to_compare(release) == (live,)
    assert ledger.to_compare("another") == (waits, live)
