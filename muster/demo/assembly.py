"""From drafts to what is really sent: faults planted, attempts in order, times of receipt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from muster.demo.dice import Dice
from muster.demo.draft import Draft
from muster.demo.facts import MISSING_FORCE, platforms
from muster.demo.fault import ACCEPTED, REJECTED
from muster.demo.registry import demo_returns, faults
from muster.demo.shared import STORY
from muster.demo.window import Window, period_end, received_after, zulu

CORRECTION_DAYS = 90
LATE_DAYS = 56
# Accepted with its error first, put right by a resubmission that changes figures.
CORRECTED_LATER = "R01-05"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One thing that a force sends; the live attempt of a period has an empty `part`."""

    draft: Draft
    received_at: datetime
    part: str = ""
    submission_type: str = "INITIAL"
    revision_reason: str | None = None
    expected: str = ACCEPTED

    @property
    def folder(self) -> str:
        d = self.draft
        place = f"{d.return_slug}/{d.force_code}/{d.period}"
        return f"_{self.part}/{place}" if self.part else place


def attempts(draft: Draft, window: Window, seed: int) -> Iterator[Attempt]:
    """What is sent for one force and period, in order; nothing for the force that is missing."""
    if draft.force_code == MISSING_FORCE and period_end(draft.period) == period_end(
        window.last_month
    ):
        return
    dice = Dice(seed, "receipt", draft.return_slug, draft.force_code, draft.period)
    spoilt = _plant(draft, window)
    sent_on = received_after(draft.period, days=_days(draft, dice), minutes=dice.whole(0, 520))
    earlier = _first_version(draft, window)
    if earlier:
        yield Attempt(draft=earlier, received_at=sent_on, part="first")
        yield Attempt(
            draft=draft,
            received_at=sent_on + timedelta(days=CORRECTION_DAYS),
            submission_type="RESUBMISSION",
            revision_reason="CORRECTION_FORCE"
            if CORRECTED_LATER in earlier.faults
            else "LATE_RECORDS",
        )
        return
    yield from _with_refusals(draft, spoilt, sent_on)


def _with_refusals(
    draft: Draft, spoilt: list[tuple[str, Draft]], sent_on: datetime
) -> Iterator[Attempt]:
    """A spoilt file comes first and is corrected a day later; a reasonless one comes after."""
    before = [(rule, bad) for rule, bad in spoilt if rule != "C11"]
    for rule, bad in before:
        yield Attempt(draft=bad, received_at=sent_on, part=f"rejected-{rule}", expected=REJECTED)
    corrected = bool(before)
    yield Attempt(
        draft=draft,
        received_at=sent_on + timedelta(days=1 if corrected else 0),
        submission_type="RESUBMISSION" if corrected else draft.submission_type,
        revision_reason="CORRECTION_FORCE" if corrected else None,
    )
    for rule, bad in spoilt:
        if rule == "C11":
            yield Attempt(
                draft=bad,
                received_at=sent_on + timedelta(days=2),
                part=f"rejected-{rule}",
                submission_type="RESUBMISSION",
                expected=REJECTED,
            )


def _days(draft: Draft, dice: Dice) -> int:
    """Days after the period's end: always in time, but for the one that is late."""
    if "C12" in draft.faults:
        return LATE_DAYS
    return dice.whole(*demo_returns()[draft.return_slug].days_to_send)


def _plant(draft: Draft, window: Window) -> list[tuple[str, Draft]]:
    """Change the draft by its accepted faults; give the spoilt copies of its rejected ones."""
    spoilt: list[tuple[str, Draft]] = []
    for rule_id, fault in demo_returns()[draft.return_slug].faults.items():
        meant = (fault.force_code, fault.period_in(window)) == (draft.force_code, draft.period)
        if not meant or rule_id == CORRECTED_LATER:
            continue
        if fault.outcome == REJECTED:
            spoilt.append((rule_id, _bent(draft, rule_id)))
            continue
        if fault.change:
            fault.change(draft)
        draft.faults.append(rule_id)
        if fault.reason:
            draft.explain(rule_id, fault.reason, fault.sentence)
    return spoilt


def _bent(draft: Draft, rule_id: str) -> Draft:
    """A copy of the draft with one fault in it, and no other."""
    bad, change = draft.copy(), faults()[rule_id].change
    if change:
        change(bad)
    bad.faults = [rule_id]
    return bad


def _first_version(draft: Draft, window: Window) -> Draft | None:
    """What was accepted before it was corrected, for the two submissions that were."""
    fault = faults()[CORRECTED_LATER]
    place = (draft.return_slug, draft.force_code, draft.period)
    if place == (fault.return_slug, fault.force_code, fault.period_in(window)):
        first = _bent(draft, CORRECTED_LATER)
        first.explain(CORRECTED_LATER, fault.reason, fault.sentence)
        return first
    platform, ago = STORY[0].platform_id, STORY[0].ago
    if place == ("system_reliability", platforms()[platform].lead, window.month(ago)):
        return _shorter_master(draft)
    return None


def _shorter_master(draft: Draft) -> Draft:
    """The owner's record before it was put right: it ended the last outage too early."""
    first = draft.copy()
    row = first.tables["platform_outages"][-1]
    started_at = datetime.fromisoformat(row["started_at"])
    restored_at = datetime.fromisoformat(row["restored_at"])
    row["restored_at"] = zulu(started_at + (restored_at - started_at) * 3 // 4)
    return first
