"""Who has sent a return and who has not, force by force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.engine import Connection

from contracts.calendar import is_over
from contracts.load import load_codelist, load_contract
from ledger import access, read, schema, windows
from ledger.access import Operation
from ledger.calendar import due_at, period_end, require_period
from ledger.model import MISSING, NIL, Actor, State, Submission
from ledger.windows import Window

# What is live speaks for the force; failing that, whatever has come furthest; failing that, the
# last that was refused or taken back.
_FURTHEST = (
    State.SIGNED_OFF,
    State.READY,
    State.NEEDS_EXPLANATION,
    State.CHECKED,
    State.RECEIVED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one force stands with one return and period.

    `state` is a state of the ledger, `nil` or `missing`. `late` is said of the first receipt that
    was not refused, and of a return that is still missing after its date. `closed_at` is when the
    window was closed, where nothing of this force would be received any more.
    """

    return_slug: str
    period: str
    force_code: str
    force_name: str
    state: str
    due_at: datetime
    late: bool
    extended: bool = False
    closed_at: datetime | None = None
    version: int | None = None
    received_at: datetime | None = None
    submission_id: str | None = None

    @property
    def has_sent(self) -> bool:
        """Whether something of the force stands: live, or on its way to be."""
        return self.state not in (MISSING, State.REJECTED, State.WITHDRAWN)


def standings(
    connection: Connection, return_slug: str, period: str, actor: Actor, at: datetime
) -> tuple[Standing, ...]:
    """One row a force that was active in the period and that the actor may ask about."""
    contract = load_contract(return_slug)
    last_day = period_end(period, contract.period_grain)
    usual = due_at(period, contract.period_grain, contract.due_working_days)
    window = windows.one(connection, return_slug, period)
    s = schema.submission.c
    found = read.find(connection, s.return_slug == return_slug, s.period == period)
    if window is None and not found:  # nobody is missing of what cannot be sent
        require_period(period, contract.period_grain)
    return tuple(
        _standing(
            return_slug, period, force.code, force.label, at,
            due=window.due_at(force.code) if window else usual,
            extended=window is not None and force.code in window.extensions,
            closed_at=None if window is None or window.takes(force.code, at) else window.closed_at,
            sent=[each for each in found if each.force_code == force.code],
        )
        for force in load_codelist("force").valid_on(last_day)
        if access.sees(actor, Operation.READ_STANDING, force_code=force.code, state=None)
    )  # fmt: skip


def seen_by(actor: Actor, window: Window) -> Window:
    """The window without extensions that are not the actor's business."""

    def theirs(force_code: str | None) -> bool:
        return force_code is None or access.sees(
            actor, Operation.READ_STANDING, force_code=force_code, state=None
        )

    return replace(
        window,
        extensions={code: day for code, day in window.extensions.items() if theirs(code)},
        events=tuple(event for event in window.events if theirs(event.force_code)),
    )


def _standing(
    return_slug: str,
    period: str,
    force_code: str,
    force_name: str,
    at: datetime,
    *,
    due: datetime,
    extended: bool,
    closed_at: datetime | None,
    sent: Sequence[Submission],
) -> Standing:
    standing = [s for s in sent if s.state is not State.SUPERSEDED]
    best = min(standing, key=lambda s: (_far(s.state), -s.version), default=None)
    came = [s.received_at for s in sent if s.state is not State.REJECTED]
    first = min(came, default=at)
    if best is None:
        state: str = MISSING
    else:
        state = NIL if best.is_live and best.is_nil else str(best.state)
    return Standing(
        return_slug=return_slug,
        period=period,
        force_code=force_code,
        force_name=force_name,
        state=state,
        due_at=due,
        late=is_over(due, first),
        extended=extended,
        closed_at=closed_at,
        version=best.version if best else None,
        received_at=best.received_at if best else None,
        submission_id=best.submission_id if best else None,
    )


def _far(state: State) -> int:
    return _FURTHEST.index(state) if state in _FURTHEST else len(_FURTHEST)
