"""What is published: releases, comparisons, and the way back from a figure to its files."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from contracts.load import all_contracts
from ledger.access import require_release, require_trace
from muster.api import written
from muster.api.published import FigureOut, IndicatorOut
from muster.api.rooms import In, Shown, Who, looked_up
from muster.api.shapes import ForceCode, MeOut, Period, ReleaseOut, ReturnOut, Rows, Slug

router = APIRouter(tags=["figures"])
ReleaseId = Annotated[str, Path(pattern=written.RELEASE)]


@router.get("/me", tags=["about"])
def me(token: Shown) -> MeOut:
    """For whom this token speaks."""
    return MeOut(
        token_id=token.token_id,
        subject=token.subject,
        role=str(token.role),
        force=token.force_code,
        expires_at=token.expires_at,
    )


@router.get("/returns", tags=["about"])
def returns() -> list[ReturnOut]:
    """The returns that are asked for, and the tables of each."""
    return [
        ReturnOut(
            slug=contract.slug,
            version=contract.version,
            title=contract.title,
            period_grain=str(contract.period_grain),
            tables=[table.name for table in contract.tables],
        )
        for contract in all_contracts()
    ]


@router.get("/releases")
def releases(rooms: In, who: Who) -> list[ReleaseOut]:
    """Every release, newest first."""
    from muster.release import current, releases_list

    require_release(who)
    live = current(rooms.home)
    return [
        ReleaseOut(
            release_id=release.release_id,
            current=live is not None and live.release_id == release.release_id,
            kept=release.kept,
        )
        for release in releases_list(rooms.home)
    ]


@router.get("/releases/{older}/changes/{newer}")
def changes(older: ReleaseId, newer: ReleaseId, rooms: In, who: Who) -> Rows:
    """Which published figures differ between two releases."""
    from muster.release.diff import diff

    require_release(who)
    with looked_up():
        found = diff(rooms.home, older, newer)
    return [{**asdict(change), "kind": str(change.kind)} for change in found.changes]


@router.get("/indicators")
def indicators(rooms: In, who: Who) -> list[IndicatorOut]:
    """What is compared: each indicator of the current release, and from when to when."""
    from muster.release.compare import indicators as listed

    require_release(who)
    with looked_up():
        return [IndicatorOut.model_validate(row) for row in listed(rooms.home)]


@router.get("/comparisons/{indicator}")
def comparison(
    indicator: Annotated[Slug, Path()],
    rooms: In,
    who: Who,
    period: Annotated[Period | None, Query()] = None,
    force: Annotated[ForceCode | None, Query()] = None,
) -> list[FigureOut]:
    """Every force's figure with its interval, status and caveats; absent forces are rows too.

    Without `period`, of the last period in which any force has a figure.
    """
    from muster.release.compare import compare

    require_release(who)
    with looked_up():
        found = compare(rooms.home, indicator, period=period, force=force)
    return [FigureOut.model_validate(row) for row in found]


@router.get("/trace/{force}/{indicator}/{period}")
def trace(
    force: Annotated[ForceCode, Path()],
    indicator: Annotated[Slug, Path()],
    period: Annotated[Period, Path()],
    rooms: In,
    who: Who,
) -> dict[str, Any]:
    """From one figure back to the release, the submissions and the received files."""
    from muster.release.trace import trace as trace_figure

    require_trace(who, force)
    with looked_up():
        return trace_figure(rooms.home, force, indicator, period).as_dict()
