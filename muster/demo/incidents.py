"""Calls, incidents and response: what happens where, how it is graded, and how long it takes."""

from __future__ import annotations

from dataclasses import dataclass

from muster.demo.areas import Area, areas_of
from muster.demo.dice import Dice
from muster.demo.draft import Draft, Row, fixed
from muster.demo.facts import Force
from muster.demo.window import Window

SLUG = "incidents_response"
MONTHS_SENT = 12
# Incidents in a month for each officer, in hundredths.
PER_OFFICER = 780


@dataclass(frozen=True, slots=True)
class Cell:
    """A channel, grade and closing category: its share of the area's incidents in tenths of a
    percent, and how many in a hundred become a crime, are flagged as domestic abuse."""

    channel: str
    grade: str
    category: str
    per_1000: int
    crime_pct: int = 0
    abuse_pct: int = 0


CELLS = (
    Cell("C999", "1", "P5", 60, 4, 8),
    Cell("C999", "1", "C0", 70, 92, 22),
    Cell("C999", "1", "T1", 15, 20),
    Cell("C999", "2", "P6", 55, 45, 90),
    Cell("C999", "2", "C0", 90, 90, 14),
    Cell("C999", "4", "P1", 50),
    Cell("C101", "2", "P5", 60, 3, 6),
    Cell("C101", "2", "C0", 70, 91, 9),
    Cell("C101", "3", "C0", 120, 94, 4),
    Cell("C101", "3", "A2", 105, 2),
    Cell("C101", "4", "D1", 120),
    Cell("ONLINE", "3", "C0", 80, 96, 5),
    Cell("ONLINE", "4", "D9", 45),
    Cell("OFFICER", "3", "T2", 25, 6),
    Cell("PARTNER", "2", "P11", 35, 2, 3),
)
GRADES = {"1": "Immediate", "2": "Priority", "3": "Scheduled", "4": "Resolution without deployment"}
# Attended in a hundred; minutes to arrive (in hundredths) from the answered call; target minutes.
ATTENDED_PCT = {"1": 97, "2": 91, "3": 62, "4": 0}
MINUTES = {"1": 980, "2": 4_600, "3": 31_000}
TARGETS = {"1": (15, 20), "2": (60, 60), "3": (2880, 2880)}
# The later the clock starts, the shorter the response looks; in percent of the whole.
CLOCKS = (("CALL_ANSWERED", 100, 20), ("GRADED", 86, 14), ("DISPATCHED", 62, 9))

# A new policy moves every eighth incident from grade 2 to grade 3, months ago; nobody told.
REGRADING = ("21", 3)
# Its average answer to a 999 call is far slower than elsewhere.
SLOW_ANSWER_FORCE = "33"


def incident_drafts(force: Force, window: Window, seed: int) -> list[Draft]:
    """One draft for each of the window's last months, oldest first."""
    return [
        Draft(
            return_slug=SLUG,
            force_code=force.code,
            period=month,
            tables={
                "incidents": [
                    row
                    for area in areas_of(force, seed)
                    for row in _rows(force, area, month, window, seed)
                ],
                "calls": _calls(force, month, seed),
            },
        )
        for month in window.every_month[-MONTHS_SENT:]
    ]


def clock_of(force: Force, seed: int) -> tuple[str, int]:
    """Where the force's clock starts, and what is left of the whole time, in percent."""
    dice = Dice(seed, SLUG, "clock", force.code)
    name = dice.weighted([(clock, weight) for clock, _, weight in CLOCKS])
    return name, next(share for clock, share, _ in CLOCKS if clock == name)


def incidents_in(
    force: Force, area: Area, month: str, window: Window, seed: int
) -> dict[Cell, int]:
    """Incidents of an area and month by cell: the same numbers for whoever asks."""
    level = Dice(seed, SLUG, "level", force.code).whole(84, 118)
    swing = Dice(seed, SLUG, "swing", area.code, month).whole(95, 105)
    of_area = force.officers * PER_OFFICER * area.share_pct * level * swing // 10_000_000_000
    found: dict[Cell, int] = {}
    for cell in CELLS:
        dice = Dice(seed, SLUG, area.code, month, cell.channel, cell.grade, cell.category)
        found[cell] = max(of_area * cell.per_1000 * dice.whole(94, 106) // 100_000, 1)
    code, ago = REGRADING
    if force.code == code and month >= window.month(ago):
        _regrade(found)
    return found


def _regrade(found: dict[Cell, int]) -> None:
    """Crimes reported on 101 that had been grade 2 are grade 3 from now on."""
    before = next(c for c in CELLS if (c.channel, c.grade, c.category) == ("C101", "2", "C0"))
    now = next(c for c in CELLS if (c.channel, c.grade, c.category) == ("C101", "3", "C0"))
    other = next(c for c in CELLS if (c.channel, c.grade, c.category) == ("C999", "2", "C0"))
    for cell, kept in ((before, 1), (other, found[other] // 3)):
        found[now] += found[cell] - kept
        found[cell] = kept


def _rows(force: Force, area: Area, month: str, window: Window, seed: int) -> list[Row]:
    clock, left_pct = clock_of(force, seed)
    own = {"force_code": force.code, "month": month, "area_code": area.code, "clock_start": clock}
    pace = Dice(seed, SLUG, "pace", force.code).whole(86, 124) * left_pct
    urban = Dice(seed, SLUG, "target", force.code).whole(0, 1)
    rows: list[Row] = []
    for cell, count in incidents_in(force, area, month, window, seed).items():
        dice = Dice(seed, SLUG, "row", area.code, month, cell.channel, cell.grade, cell.category)
        rows.append(
            own
            | {
                "contact_channel": cell.channel,
                "incident_grade": cell.grade,
                "incident_category": cell.category,
                "local_grade_label": GRADES[cell.grade],
                "incidents": str(count),
                "crimes_created": str(count * cell.crime_pct // 100),
                "domestic_abuse_flagged": str(count * cell.abuse_pct // 100),
            }
            | _response(cell.grade, count, pace, urban, dice)
        )
    return rows


def _response(grade: str, count: int, pace: int, urban: int, dice: Dice) -> Row:
    """How many were attended, timed and in time, and how long it took."""
    attended = count * ATTENDED_PCT[grade] // 100
    timed = attended - attended * dice.whole(4, 12) // 100
    counts = {"attended": str(attended), "timed": str(timed), "deployments": str(attended * 3 // 2)}
    figures = ("target_minutes", "within_target", "response_minutes_median", "response_minutes_p90")
    if grade not in MINUTES:
        return counts | {f"{name}_status": "z" for name in figures}
    target = TARGETS[grade][urban]
    median = MINUTES[grade] * pace * dice.whole(93, 107) // 1_000_000
    # Half arrive within the median: the longer the target beside it, the more arrive in time.
    within = min(50 + 44 * (target * 100 - median) // (target * 100), 97)
    return counts | {
        "target_minutes": str(target),
        "within_target": str(timed * max(within, 10) // 100),
        "response_minutes_median": fixed(median),
        "response_minutes_p90": fixed(median * dice.whole(19, 26) // 10),
    }


def _calls(force: Force, month: str, seed: int) -> list[Row]:
    rows: list[Row] = []
    for channel, per_officer, within, abandoned in (("C999", 620, 89, 9), ("C101", 900, 52, 72)):
        dice = Dice(seed, SLUG, "calls", force.code, month, channel)
        received = force.officers * per_officer * dice.whole(93, 107) // 1_000_000
        prompt = within + Dice(seed, SLUG, "prompt", force.code, channel).whole(-5, 4)
        if force.code == SLOW_ANSWER_FORCE:
            prompt -= 24
        rows.append(
            {
                "force_code": force.code,
                "month": month,
                "contact_channel": channel,
                "calls_received": str(received),
                "calls_answered_within_10s": str(received * (prompt + dice.whole(-1, 1)) // 100),
                "calls_abandoned": str(received * (abandoned + dice.whole(-2, 2)) // 1000),
            }
        )
    return rows
