"""Collection windows: when a return is asked for, and who has sent it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from contracts.filters import require_known
from contracts.load import load_contract
from ledger.calendar import due_on
from ledger.standing import Standing
from ledger.windows import Window
from muster.api import written
from muster.api.problems import ApiError
from muster.api.rooms import In, Who
from muster.api.shapes import ForceCode, Line, Period, Slug, Taken

router = APIRouter(tags=["windows"])
Return = Annotated[Slug, Path(alias="return")]
Of = Annotated[Period, Path()]
Day = Annotated[
    str,
    Field(pattern=written.DAY, examples=["2024-04-22"]),
]


class OpeningIn(Taken):
    """Due when the contract says, unless a day is given."""

    due_on: Day | None = None
    reason: Line | None = None


class ExtensionIn(Taken):
    """A later day, for one force or for every one."""

    due_on: Day
    reason: Line
    force: ForceCode | None = None


class ClosingIn(Taken):
    reason: Line | None = None


class WindowEventOut(BaseModel):
    """Who opened, extended or closed it, by role."""

    action: str
    at: str
    due_on: str
    force: str | None
    role: str
    reason: str | None


class WindowOut(BaseModel):
    """One window as it stands: due days by force where they have an extension of their own."""

    return_slug: str = Field(serialization_alias="return")
    period: str
    state: str
    due_on: str
    extensions: dict[str, str]
    events: list[WindowEventOut]

    @classmethod
    def of(cls, window: Window) -> WindowOut:
        return cls(
            return_slug=window.return_slug,
            period=window.period,
            state=str(window.state),
            due_on=window.due_on.isoformat(),
            extensions={code: day.isoformat() for code, day in window.extensions.items()},
            events=[
                WindowEventOut(
                    action=str(event.action), at=event.at.isoformat(),
                    due_on=event.due_on.isoformat(), force=event.force_code,
                    role=event.role, reason=event.reason,
                )
                for event in window.events
            ],
        )  # fmt: skip


class StandingOut(BaseModel):
    """How one force stands: a state of the ledger, `nil` or `missing`."""

    force_code: str
    force_name: str
    state: str
    version: int | None
    received_at: str | None
    due_at: str
    late: bool
    extended: bool

    @classmethod
    def of(cls, row: Standing) -> StandingOut:
        return cls(
            force_code=row.force_code, force_name=row.force_name, state=row.state,
            version=row.version,
            received_at=row.received_at.isoformat() if row.received_at else None,
            due_at=row.due_at.isoformat(), late=row.late, extended=row.extended,
        )  # fmt: skip


@router.get("/windows")
def windows(
    rooms: In,
    who: Who,
    return_slug: Annotated[Slug | None, Query(alias="return")] = None,
    period: Annotated[Period | None, Query()] = None,
) -> list[WindowOut]:
    """Every window that was opened, with your own force's extension where you act for one."""
    require_known(return_slug=return_slug)
    found = rooms.ledger.windows(actor=who, return_slug=return_slug, period=period)
    return [WindowOut.of(window) for window in found]


@router.get("/windows/{return}/{period}/standing")
def standing(return_slug: Return, period: Of, rooms: In, who: Who) -> list[StandingOut]:
    """Who has sent the return of a period, and who has not: of a force, its own row."""
    _require(return_slug, period)
    rows = rooms.ledger.standing(return_slug, period, actor=who, at=rooms.clock())
    return [StandingOut.of(row) for row in rows]


@router.post("/windows/{return}/{period}/opening")
def open_window(
    return_slug: Return, period: Of, asked: OpeningIn, rooms: In, who: Who
) -> WindowOut:
    """Ask for a return of a period, or ask again after closing."""
    _require(return_slug, period)
    return WindowOut.of(
        rooms.ledger.open_window(
            return_slug, period, due_on=_day(asked.due_on), reason=asked.reason,
            actor=who, at=rooms.clock(),
        )
    )  # fmt: skip


@router.post("/windows/{return}/{period}/extension")
def extend_window(
    return_slug: Return, period: Of, asked: ExtensionIn, rooms: In, who: Who
) -> WindowOut:
    """A later due day; the force that it is for may send after the closing, too."""
    _require(return_slug, period)
    day = _day(asked.due_on)
    assert day is not None, "the shape requires it"
    return WindowOut.of(
        rooms.ledger.extend_window(
            return_slug, period, due_on=day, reason=asked.reason, force_code=asked.force,
            actor=who, at=rooms.clock(),
        )
    )  # fmt: skip


@router.post("/windows/{return}/{period}/closing")
def close_window(
    return_slug: Return, period: Of, asked: ClosingIn, rooms: In, who: Who
) -> WindowOut:
    """Receive nothing more of that return and period; extensions of single forces run on."""
    _require(return_slug, period)
    return WindowOut.of(
        rooms.ledger.close_window(
            return_slug, period, reason=asked.reason, actor=who, at=rooms.clock()
        )
    )


def _require(return_slug: str, period: str) -> None:
    """Raises ContractError where there is no such return, MusterError where the period is none."""
    contract = load_contract(return_slug)
    due_on(period, contract.period_grain, contract.due_working_days)


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise ApiError(409, f"{text} is no day of the calendar; write it as 2024-04-22.") from None
