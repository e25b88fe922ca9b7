"""Collection windows: when a return of a period is asked for, and until when it is taken in.

A return and period without a window are open always, and due when the contract says. Once a window
was opened, what it says holds: after its due date a return is late, and once it is closed nothing
more is received, but from a force that has an extension of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.engine import Connection

from contracts.calendar import end_of_day, is_over, london_day
from contracts.errors import SubmissionError
from contracts.load import load_codelist, load_contract
from ledger import schema
from ledger.calendar import due_on, require_period
from ledger.chain import Chain
from ledger.model import Actor, WindowState
from ledger.request import new_window_id
from ledger.sentences import called, require_readable, seen
from ledger.times import read_time
from ledger.transitions import WindowAction, next_window_state

MINIMUM_REASON = 10
MAXIMUM_REASON = 500
Place = tuple[str, str]
# So many are asked for by name.
_FEW_PLACES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowEvent:
    """One thing that happened to a window. `force_code` is None where it is about every force."""

    action: WindowAction
    due_on: date
    at: datetime
    subject: str
    role: str
    reason: str | None
    force_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The window of one return and period as it stands. `due_on` is a day in London."""

    window_id: str
    return_slug: str
    period: str
    state: WindowState
    due_on: date
    extensions: Mapping[str, date] = field(default_factory=dict[str, date])
    events: tuple[WindowEvent, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.state is WindowState.OPEN

    @property
    def closed_at(self) -> datetime | None:
        """When it was closed; None while it is open."""
        closings = [e.at for e in self.events if e.action is WindowAction.CLOSE]
        return closings[-1] if closings and not self.is_open else None

    def due_at(self, force_code: str) -> datetime:
        """The last second, in UTC, at which that force's return is in time."""
        own = self.extensions.get(force_code)
        return end_of_day(max(self.due_on, own) if own else self.due_on)

    def takes(self, force_code: str, at: datetime) -> bool:
        """Whether a return of that force would be received at that moment."""
        own = self.extensions.get(force_code)
        return self.is_open or (own is not None and not is_over(end_of_day(own), at))


def find(connection: Connection, *conditions: ColumnElement[bool]) -> dict[Place, Window]:
    """The windows for which every condition on `schema.collection_window` holds, by place."""
    w, t = schema.collection_window, schema.transition
    query = (
        select(w, t.c.action, t.c.state_to, t.c.at, t.c.subject, t.c.role, t.c.reason)
        .join(t, t.c.sequence == w.c.sequence)
        .where(*conditions)
        .order_by(w.c.sequence)
    )
    rows: defaultdict[Place, list[Mapping[str, str]]] = defaultdict(list)
    for row in connection.execute(query).mappings():
        rows[(row["return_slug"], row["period"])].append({str(k): v for k, v in row.items()})
    return {place: _window(place, of) for place, of in rows.items()}


def one(connection: Connection, return_slug: str, period: str) -> Window | None:
    w = schema.collection_window.c
    found = find(connection, w.return_slug == return_slug, w.period == period)
    return found.get((return_slug, period))


def periods(connection: Connection, return_slug: str) -> set[str]:
    """The periods for which a window was ever opened."""
    w = schema.collection_window.c
    query = select(w.period).where(w.return_slug == return_slug).distinct()
    return set(connection.execute(query).scalars())


def at(connection: Connection, places: Collection[Place]) -> dict[Place, Window]:
    """The windows of these returns and periods; of many places all windows, which is sooner."""
    if len(places) > _FEW_PLACES:
        return find(connection)
    w = schema.collection_window.c
    wanted = [(w.return_slug == slug) & (w.period == period) for slug, period in sorted(places)]
    return find(connection, or_(*wanted))


def require_open(
    connection: Connection, return_slug: str, period: str, force_code: str, at: datetime
) -> None:
    """Raises SubmissionError where the window is closed for that force; nothing is kept then."""
    window = one(connection, return_slug, period)
    if window is None or window.takes(force_code, at):
        return
    closed_at = window.closed_at
    closed = f" was closed on {_day(london_day(closed_at))}" if closed_at else " is closed"
    own = window.extensions.get(force_code)
    ended = f", and your extension ended on {_day(own)}" if own else ""
    raise SubmissionError(
        f"The window of {called(return_slug, period)}{closed}{ended}. Nothing of this "
        "attempt was kept; ask the inspectorate for an extension, and send it again."
    )


def open_window(
    chain: Chain,
    return_slug: str,
    period: str,
    *,
    due: date | None,
    actor: Actor,
    at: datetime,
    reason: str | None,
) -> None:
    """Open it, or open a closed one again, which needs a reason."""
    contract = load_contract(return_slug)
    require_period(period, contract.period_grain)
    known = one(chain.connection, return_slug, period)
    # Whether it can be opened comes before why it is.
    next_window_state(f"{return_slug} {period}", known.state if known else None, WindowAction.OPEN)
    if known is not None or reason is not None:
        reason = _sound(reason, "it is opened again")
    usual = known.due_on if known else due_on(period, contract.period_grain, _days(return_slug))
    _append(
        chain, known, return_slug, period, WindowAction.OPEN,
        due=due or usual, force_code=None, actor=actor, at=at, reason=reason,
    )  # fmt: skip


def extend(
    chain: Chain,
    return_slug: str,
    period: str,
    *,
    due: date,
    force_code: str | None,
    actor: Actor,
    at: datetime,
    reason: str,
) -> None:
    """A later due date, for one force or for all. Raises SubmissionError where it is not later."""
    known = _known(chain.connection, return_slug, period)
    if force_code is None and not known.is_open:
        raise SubmissionError(
            f"The window of {called(return_slug, period)} is closed: extend it for one force, or "
            "open it again for all."
        )
    if force_code is not None and force_code not in {c.code for c in load_codelist("force").codes}:
        raise SubmissionError(f"There is no force with the code {force_code!r}.")
    now = known.due_on if force_code is None else london_day(known.due_at(force_code))
    if due <= now:
        raise SubmissionError(
            f"{_day(due)} is no extension: {return_slug} {period} is due on {_day(now)} now."
        )
    _append(
        chain, known, return_slug, period, WindowAction.EXTEND,
        due=due, force_code=force_code, actor=actor, at=at, reason=_sound(reason, "it is extended"),
    )  # fmt: skip


def close(
    chain: Chain, return_slug: str, period: str, *, actor: Actor, at: datetime, reason: str | None
) -> None:
    """Receive nothing more; extensions of single forces run on."""
    known = _known(chain.connection, return_slug, period)
    if reason is not None:
        reason = _sound(reason, "it is closed")
    _append(
        chain, known, return_slug, period, WindowAction.CLOSE,
        due=known.due_on, force_code=None, actor=actor, at=at, reason=reason,
    )  # fmt: skip


def _append(
    chain: Chain,
    known: Window | None,
    return_slug: str,
    period: str,
    action: WindowAction,
    *,
    due: date,
    force_code: str | None,
    actor: Actor,
    at: datetime,
    reason: str | None,
) -> None:
    window_id = known.window_id if known else new_window_id()
    row: dict[str, object] = {
        "window_id": window_id,
        "return_slug": return_slug,
        "period": period,
        "due_on": due.isoformat(),
        "force_code": force_code,
    }
    chain.append_window(
        window_id, f"{return_slug} {period}", known.state if known else None, action,
        actor=actor, at=at, reason=reason, rows={schema.collection_window: [row]},
    )  # fmt: skip


def _window(place: Place, rows: Sequence[Mapping[str, str]]) -> Window:
    """The window that these rows say. Raises SubmissionError where they were edited to say none."""
    try:
        events = tuple(_event(row) for row in rows)
        state = WindowState(rows[-1]["state_to"])
    except ValueError:
        raise _damaged(place, rows, "holds what no window can hold") from None
    for_all = [event.due_on for event in events if event.force_code is None]
    if not for_all:
        raise _damaged(place, rows, "has lost the row that opened it")
    return Window(
        window_id=rows[-1]["window_id"],
        return_slug=place[0],
        period=place[1],
        state=state,
        due_on=for_all[-1],
        extensions={e.force_code: e.due_on for e in events if e.force_code is not None},
        events=events,
    )


def _event(row: Mapping[str, str]) -> WindowEvent:
    return WindowEvent(
        action=WindowAction(row["action"]),
        due_on=date.fromisoformat(row["due_on"]),
        at=read_time(row["at"]),
        subject=row["subject"],
        role=row["role"],
        reason=row["reason"],
        force_code=row["force_code"],
    )


def _damaged(place: Place, rows: Sequence[Mapping[str, str]], how: str) -> SubmissionError:
    return SubmissionError(
        f"The window for {place[0]} {place[1]} ({rows[-1]['window_id']}) {how}: run `muster "
        "verify`, and restore the ledger from a backup."
    )


def _known(connection: Connection, return_slug: str, period: str) -> Window:
    load_contract(return_slug)
    window = one(connection, return_slug, period)
    if window is None:
        raise SubmissionError(
            f"There is no window of {called(return_slug, period)}: it is open always. "
            "Open one first."
        )
    return window


def _days(return_slug: str) -> int:
    return load_contract(return_slug).due_working_days


def _sound(reason: str | None, why: str) -> str:
    written = (reason or "").strip()
    require_readable(written, f"The reason why {why}")
    if seen(written) < MINIMUM_REASON or len(written) > MAXIMUM_REASON:
        raise SubmissionError(f"Say why {why}, in {MINIMUM_REASON} to {MAXIMUM_REASON} characters.")
    return written


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
