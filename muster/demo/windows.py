"""The demonstration's collection windows: the last period of each return is open, the one before
is closed, and the force that has sent nothing has an extension."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from muster.demo.plan import DemoPlan
from muster.demo.window import period_end

if TYPE_CHECKING:
    from ledger.store import Ledger

SILENT_FORCE = "03"
WHY_EXTENDED = "The force's records system is being replaced; its return follows."
_OPENED_AFTER, _EXTENDED_BY, _CLOSED_AFTER = (
    timedelta(days=1),
    timedelta(days=42),
    timedelta(days=60),
)


def last_periods(plan: DemoPlan) -> dict[str, list[str]]:
    """The last two periods that the plan has of each return, the latest first."""
    found: dict[str, set[str]] = {}
    for planned in plan.submissions:
        found.setdefault(planned.return_slug, set()).add(planned.period)
    return {slug: sorted(periods, reverse=True)[:2] for slug, periods in sorted(found.items())}


def open_windows(ledger: Ledger, plan: DemoPlan) -> None:
    """Open what was never opened; what an installation has done since stays as it is."""
    from ledger.access import local_administrator

    actor = local_administrator()
    known = {(w.return_slug, w.period) for w in ledger.windows(actor=actor)}
    for slug, periods in last_periods(plan).items():
        for period in reversed(periods):
            if (slug, period) not in known:
                ledger.open_window(slug, period, actor=actor, at=_moment(period, _OPENED_AFTER))


def close_windows(ledger: Ledger, plan: DemoPlan) -> None:
    """After everything is in: an extension for the silent force, and the period before closed."""
    from ledger.access import local_administrator

    actor = local_administrator()
    known = {(w.return_slug, w.period): w for w in ledger.windows(actor=actor)}
    for slug, periods in last_periods(plan).items():
        latest = known[(slug, periods[0])]
        silent = not ledger.submissions(
            actor=actor, return_slug=slug, period=periods[0], force_code=SILENT_FORCE
        )
        if silent and latest.is_open and not latest.extensions:
            ledger.extend_window(
                slug, periods[0], force_code=SILENT_FORCE, due_on=latest.due_on + _EXTENDED_BY,
                reason=WHY_EXTENDED, actor=actor, at=_moment(periods[0], _OPENED_AFTER),
            )  # fmt: skip
        for period in periods[1:]:
            if len(known[(slug, period)].events) == 1:
                ledger.close_window(slug, period, actor=actor, at=_moment(period, _CLOSED_AFTER))


def _moment(period: str, after: timedelta) -> datetime:
    return datetime.combine(period_end(period), time(8), tzinfo=UTC) + after
