"""System reliability returns: register, outages, service by month, and the owner's records."""

from __future__ import annotations

from dataclasses import replace

from muster.demo.dice import Dice
from muster.demo.draft import Draft, Row
from muster.demo.facts import Force, platform_of
from muster.demo.local import local_events, maintenance, story_rows
from muster.demo.outages import Event, outage_id, outage_row
from muster.demo.services import (
    RELIABILITY_SLUG,
    Service,
    service_month_rows,
    service_rows,
    services_of,
)
from muster.demo.shared import Master, days_used, masters, platform_outage_rows
from muster.demo.window import Window

LESS_GRAVE = {"P1": "P2", "P2": "P3", "P3": "P4", "P4": "P3"}
SILENT_SAYS = "The incident is still being written up and will follow in a resubmission."
TIMING_SAYS = "Our users lost the service at another time than the platform did."


def reliability_drafts(force: Force, window: Window, seed: int) -> list[Draft]:
    """One draft for each month of the window, oldest first."""
    return [_draft(force, month, window, seed) for month in window.every_month]


def _draft(force: Force, month: str, window: Window, seed: int) -> Draft:
    services = services_of(force, month, seed)
    draft = Draft(
        return_slug=RELIABILITY_SLUG,
        force_code=force.code,
        period=month,
        tables={
            "services": service_rows(force, month, seed),
            "outages": [],
            "service_months": service_month_rows(force, month, seed),
        },
    )
    rows = [*_local_rows(force, services, month, window, seed)]
    platform = platform_of(force.code)
    if platform:
        found = masters(platform.id, month, window, seed)
        rows += _answers(draft, found, services[0], seed)
        if platform.lead == force.code:
            draft.tables["platform_outages"] = platform_outage_rows(found)
    rows.sort(key=lambda row: (row["started_at"], row["service_id"]))
    for number, row in enumerate(rows, start=1):
        row["outage_id"] = outage_id(month, number)
    draft.tables["outages"] = rows + story_rows(force, services, month, window, seed)
    return draft


def _local_rows(
    force: Force, services: tuple[Service, ...], month: str, window: Window, seed: int
) -> list[Row]:
    platform = platform_of(force.code)
    used = days_used(platform.id, month, window, seed) if platform else set[int]()
    found: list[tuple[Service, Event]] = [
        (service, event)
        for service in services
        for event in local_events(force, service, month, window=window, seed=seed, used=used)
    ]
    own = maintenance(force, services, month, seed)
    if own:
        found.append(own)
    dice = Dice(seed, "desk", force.code, month)
    return [
        outage_row(
            force.code, "", service, event, dice, ref="PENDING" if service.platform_id else ""
        )
        for service, event in found
    ]


def _answers(draft: Draft, found: tuple[Master, ...], service: Service, seed: int) -> list[Row]:
    """What the force says of each platform outage; silence is explained, not written."""
    rows: list[Row] = []
    for master in found:
        lead = master.platform.lead == draft.force_code
        answer = "matched" if lead else master.answer(draft.force_code, seed)
        dice = Dice(seed, "impact", master.reference, draft.force_code)
        if answer == "silent":
            draft.explain("R05-07", "LATE_RECORDS", SILENT_SAYS)
            continue
        if answer == "timing":
            draft.explain("R05-08", "LOCAL_ONSET", TIMING_SAYS)
        event = _as_seen(master.event, answer, dice)
        row = outage_row(draft.force_code, "", service, event, dice, ref=master.reference)
        rows.append(_not_affected(row) if answer == "not_affected" else row)
    return rows


def _as_seen(event: Event, answer: str, dice: Dice) -> Event:
    """The platform's outage through one force's eyes: a few minutes later, mostly."""
    if answer == "timing":
        return event.moved(start_minutes=95 if event.minutes > 150 else -50)
    if answer == "severity":
        return replace(event, severity=LESS_GRAVE[event.severity], lost=max(15, event.lost - 30))
    if answer == "not_affected":
        return event
    return event.moved(start_minutes=dice.whole(0, 12), end_minutes=dice.whole(2, 15))


def _not_affected(row: Row) -> Row:
    """The owner's outage, which this force did not feel."""
    return {
        **row,
        "severity": "P4",
        "impact_type": "DEGRADED",
        "degradation_factor": "0.00",
        "users_affected": "0",
        "users_method": "MEASURED",
        "workaround": "NONE",
        "custody_affected": "false",
        "records_backlogged": "",
        "not_affected_flag": "true",
    }
