"""The workforce of a force, quarter by quarter: a path that stocks and flows both keep to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from muster.demo.dice import Dice
from muster.demo.draft import Draft, Row, fixed
from muster.demo.facts import Force
from muster.demo.window import Window
from muster.demo.workforce_functions import function_rows
from muster.demo.workforce_hours import flow_rows, hour_rows

Group = tuple[str, str]
Levels = Mapping[Group, int]
Trend = dict[Group, float]

NO_RANK = "NOT_APPLICABLE"
SENIOR_SHARES = (
    ("INSPECTOR", 62),
    ("CHIEF_INSPECTOR", 21),
    ("SUPERINTENDENT", 10),
    ("CHIEF_SUPERINTENDENT", 4),
)
FEMALE_PCT = {
    "CONSTABLE": 37,
    "SERGEANT": 29,
    "INSPECTOR": 28,
    "CHIEF_INSPECTOR": 29,
    "SUPERINTENDENT": 31,
    "CHIEF_SUPERINTENDENT": 29,
    "CHIEF_OFFICER": 34,
    "POLICE_STAFF": 62,
    "PCSO": 46,
    "DESIGNATED_OFFICER": 53,
    "SPECIAL_CONSTABLE": 31,
    "POLICE_SUPPORT_VOLUNTEER": 44,
}
# FTE for each hundred heads: women work part time more often.
FTE_PCT = {"FEMALE": 94, "MALE": 99}
# Growth in a quarter: (least, most).
GROWTH = {
    "POLICE_OFFICER": (-0.0015, 0.002),
    "POLICE_STAFF": (-0.0015, 0.002),
    "PCSO": (-0.004, 0.001),
    "DESIGNATED_OFFICER": (-0.002, 0.002),
}
BREAK_FORCE, BREAK_QUARTERS_AGO = "55", 5
JUMP_FORCE, JUMP_QUARTERS_AGO = "13", 4


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Stock of one quarter end in hundredths of an FTE, and that of the quarter before.

    `by_flows` is the stock that the movements lead to: not the stock where posts were renamed.
    """

    date: str
    levels: Levels
    before: Levels
    by_flows: Levels
    specials: int
    volunteers: int


def workforce_drafts(force: Force, window: Window, seed: int) -> list[Draft]:
    """One draft for each quarter end of the window, oldest first."""
    return [_draft(force, snapshot, seed) for snapshot in _path(force, window, seed)]


def _draft(force: Force, snapshot: Snapshot, seed: int) -> Draft:
    dice = Dice(seed, "workforce", force.code, snapshot.date)
    base = {"snapshot_date": snapshot.date, "force_code": force.code}
    return Draft(
        return_slug="workforce",
        force_code=force.code,
        period=snapshot.date,
        tables={
            "stock": _stock_rows(base, snapshot),
            "functions": function_rows(base, snapshot.levels, dice),
            "flows": flow_rows(base, snapshot.before, snapshot.by_flows, dice),
            "hours": hour_rows(base, snapshot.levels, dice),
        },
    )


def _path(force: Force, window: Window, seed: int) -> list[Snapshot]:
    """A slow trend of each group from the published stock, and a quarter's noise around it."""
    dice = Dice(seed, "workforce", force.code)
    growth = {worker_type: dice.between(*span) for worker_type, span in GROWTH.items()}
    trend: Trend = {group: level * dice.between(0.995, 1.005) for group, level in _published(force)}
    before: Levels = {group: int(level) for group, level in trend.items()}
    specials, volunteers = force.specials, max(8, force.staff * 4 // 10_000)
    path: list[Snapshot] = []
    for date in window.every_quarter_end:
        noise = {group: _noise(group, dice) for group in trend}
        unbroken = {
            group: level if _few(group) else level * (1 + growth[group[0]])
            for group, level in trend.items()
        }
        trend = _eventful(force, date, window, unbroken)
        now = {group: int(level * noise[group]) for group, level in trend.items()}
        led_to = unbroken if force.code == BREAK_FORCE else trend
        by_flows = {group: int(level * noise[group]) for group, level in led_to.items()}
        path.append(Snapshot(date, now, before, by_flows, specials, volunteers))
        before = now
        specials = max(4, specials * dice.whole(955, 1002) // 1000)
        volunteers = max(4, volunteers * dice.whole(980, 1015) // 1000)
    return path


def _noise(group: Group, dice: Dice) -> float:
    """People come and go within a quarter."""
    return 1.0 if _few(group) else dice.between(0.992, 1.008)


def _few(group: Group) -> bool:
    """Chief officers are too few to drift or to vary."""
    return group[1] == "CHIEF_OFFICER"


def _eventful(force: Force, date: str, window: Window, levels: Trend) -> Trend:
    """The two events of the story: a change of definition, and a cut of community support."""
    now = dict(levels)
    if force.code == BREAK_FORCE and date == window.quarter_end(BREAK_QUARTERS_AGO):
        designated = ("DESIGNATED_OFFICER", NO_RANK)
        now["POLICE_STAFF", NO_RANK] += now[designated]
        now[designated] = 0
    if force.code == JUMP_FORCE and date == window.quarter_end(JUMP_QUARTERS_AGO):
        now["PCSO", NO_RANK] *= 0.52
    return now


def _published(force: Force) -> Iterable[tuple[Group, int]]:
    """Hundredths of an FTE by worker type and rank; ranks above sergeant are split by us."""
    senior = force.officers - force.constables - force.sergeants
    split = {
        ("POLICE_OFFICER", rank): senior * share // 100 // 10 * 10 for rank, share in SENIOR_SHARES
    }
    chief_officers = max(200, round((senior - sum(split.values())) / 100) * 100)
    levels = {
        ("POLICE_OFFICER", "CONSTABLE"): force.constables,
        ("POLICE_OFFICER", "SERGEANT"): force.sergeants,
        **split,
        ("POLICE_OFFICER", "CHIEF_OFFICER"): chief_officers,
        ("POLICE_STAFF", NO_RANK): force.staff,
        ("PCSO", NO_RANK): force.pcso,
        ("DESIGNATED_OFFICER", NO_RANK): force.designated,
    }
    return levels.items()


def _stock_rows(base: Mapping[str, str], snapshot: Snapshot) -> list[Row]:
    rows: list[Row] = []
    for (worker_type, rank), level in snapshot.levels.items():
        for sex, fte in _by_sex(level, rank if rank != NO_RANK else worker_type):
            rows.append(
                {
                    **base,
                    "sex": sex,
                    "rank_code": rank,
                    "worker_type": worker_type,
                    "headcount": str(-(-fte // FTE_PCT[sex])),
                    "fte": fixed(fte),
                }
            )
    return rows + _unpaid_rows(base, snapshot)


def _unpaid_rows(base: Mapping[str, str], snapshot: Snapshot) -> list[Row]:
    """Special constables and volunteers: heads only, since they have no FTE."""
    groups = [
        ("SPECIAL_CONSTABLE", "CONSTABLE", snapshot.specials - snapshot.specials // 12),
        ("SPECIAL_CONSTABLE", "SERGEANT", snapshot.specials // 12),
        ("POLICE_SUPPORT_VOLUNTEER", NO_RANK, snapshot.volunteers),
    ]
    rows: list[Row] = []
    for worker_type, rank, heads in groups:
        female = heads * FEMALE_PCT[worker_type] // 100
        for sex, count in (("FEMALE", female), ("MALE", heads - female)):
            rows.append(
                {
                    **base,
                    "sex": sex,
                    "rank_code": rank,
                    "worker_type": worker_type,
                    "headcount": str(count),
                    "fte": "",
                    "fte_status": "z",
                }
            )
    return rows


def _by_sex(level: int, share_of: str) -> list[tuple[str, int]]:
    female = level * FEMALE_PCT[share_of] // 100
    if share_of == "CHIEF_OFFICER":
        female = female // 100 * 100
    return [("FEMALE", female), ("MALE", level - female)]
