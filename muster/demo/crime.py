"""Crime management returns: a backlog that carries over from month to month, and its cohorts."""

from __future__ import annotations

from dataclasses import dataclass

from muster.demo.dice import Dice
from muster.demo.draft import Draft, Row, fixed
from muster.demo.facts import Force, platform_of
from muster.demo.window import Window, month_number, month_text

SLUG = "crime_management"
MONTHS_SENT = 12


@dataclass(frozen=True, slots=True)
class Kind:
    """An offence group: crimes a month for each 1,000 officers, and what becomes of them.

    `closed_pct` is the share with an outcome after 3, 6 and 12 months, `charged_pct` that charged.
    """

    code: str
    per_1000: int
    closed_pct: tuple[int, int, int]
    charged_pct: tuple[int, int, int]
    days: int
    system_days: int


KINDS = (
    Kind("VIOLENCE_WITH_INJURY", 330, (62, 78, 90), (7, 11, 13), 52, 2),
    Kind("VIOLENCE_WITHOUT_INJURY", 460, (74, 87, 95), (4, 6, 7), 38, 2),
    Kind("RAPE", 42, (28, 46, 68), (1, 3, 5), 160, 1),
    Kind("ROBBERY_PERSONAL", 38, (60, 76, 90), (4, 7, 8), 48, 1),
    Kind("BURGLARY_RESIDENTIAL", 120, (82, 91, 97), (3, 5, 6), 20, 2),
    Kind("VEHICLE_CRIME", 250, (93, 97, 99), (1, 2, 2), 8, 3),
    Kind("SHOPLIFTING", 260, (80, 90, 97), (12, 16, 18), 24, 4),
    Kind("PUBLIC_ORDER", 290, (72, 85, 95), (6, 9, 11), 34, 3),
)
# Outcomes of what is neither charged nor without a suspect, and the weight of each.
OTHER_OUTCOMES = (("8", 8), ("14", 14), ("15", 22), ("16", 45), ("21", 6), ("22", 5))
COHORT_AGES = (3, 6, 12)

# Whose records system is replaced, months ago, and from what to what; one of them registered it.
CHANGEOVERS = {"16": (4, "NICHE", "MARK43"), "62": (5, "NICHE", "CONNECT")}
SYSTEMS = {"06": "POLICEWORKS", "11": "RED_SIGMA", "03": "MARK43", "04": "CONNECT", "01": "CONNECT"}
# Its backlog grows month after month; elsewhere it keeps its size.
GROWING_FORCE = "45"
# Old crimes closed together in one month, and crimes that come back without being recorded again.
CLOSING = ("52", 1)
REOPENING = ("13", 2)
# Charges far more within six months than its mix of offences would lead one to expect.
CHARGING_FORCE = "10"


def crime_drafts(force: Force, window: Window, seed: int) -> list[Draft]:
    """One draft for each of the window's last months, oldest first; the backlog is carried on."""
    stock = {kind.code: _first_stock(force, kind, seed) for kind in KINDS}
    drafts: list[Draft] = []
    for month in window.every_month[-MONTHS_SENT:]:
        tables = _tables(force, month, window, stock, seed)
        drafts.append(Draft(return_slug=SLUG, force_code=force.code, period=month, tables=tables))
    return drafts


def recorded(force: Force, kind: Kind, month: str, seed: int) -> int:
    """Crimes of a kind recorded in a month: the same number for whoever asks."""
    level = Dice(seed, SLUG, "level", force.code, kind.code).whole(82, 118)
    swing = Dice(seed, SLUG, "month", force.code, kind.code, month).whole(95, 105)
    return max(force.officers * kind.per_1000 * level * swing // 1_000_000_000, 6)


def system_in(force: Force, month: str, window: Window) -> str:
    """The records system that the return of the month is drawn from."""
    platform = platform_of(force.code)
    if force.code in CHANGEOVERS:
        ago, before, after = CHANGEOVERS[force.code]
        return after if month >= window.month(ago) else before
    if platform is not None:
        return "ATHENA" if platform.id == "ATHENA" else "NICHE"
    return SYSTEMS.get(force.code, "NICHE")


def _first_stock(force: Force, kind: Kind, seed: int) -> int:
    usual = force.officers * kind.per_1000 * kind.days // (100_000 * 30)
    return max(usual * _own(force, "backlog", seed, 95, 165) // 100, 12)


def _own(force: Force, what: str, seed: int, low: int, high: int) -> int:
    """What is the force's own and stays so: a percentage, or points."""
    return Dice(seed, SLUG, what, force.code).whole(low, high)


def _tables(
    force: Force, month: str, window: Window, stock: dict[str, int], seed: int
) -> dict[str, list[Row]]:
    tables: dict[str, list[Row]] = {
        name: [] for name in ("workload", "outcomes", "cohorts", "recorded_years")
    }
    system = system_in(force, month, window)
    lost = force.code in CHANGEOVERS and month == window.month(CHANGEOVERS[force.code][0])
    for kind in KINDS:
        dice = Dice(seed, SLUG, force.code, month, kind.code)
        own = {"force_code": force.code, "month": month, "offence_group": kind.code}
        came = recorded(force, kind, month, seed)
        cancelled = dice.count(came * 0.012, most=max(came // 40, 2))
        gone = _closed(force, month, window, stock[kind.code], came - cancelled, dice)
        back = stock[kind.code] // 12 if _is(REOPENING, force, month, window) else 0
        stock[kind.code] += came - cancelled - gone + back
        row = _workload(force, kind, stock[kind.code], seed, dice)
        row |= {"crimes_recorded": str(came), "crimes_cancelled": str(cancelled)}
        tables["workload"].append(own | {"records_system": system} | (_lost(row) if lost else row))
        tables["outcomes"] += [own | each for each in _outcomes(force, kind, gone, dice)]
        tables["cohorts"] += [
            own | each for each in _cohorts(force, kind, month_number(month), seed)
        ]
        year = sum(
            recorded(force, kind, month_text(month_number(month) - n), seed) for n in range(12)
        )
        tables["recorded_years"].append(own | {"crimes_recorded_12_months": str(year)})
    return tables


def _closed(force: Force, month: str, window: Window, stock: int, net: int, dice: Dice) -> int:
    """Outcomes of the month: about as many as crimes came; a growing backlog falls behind."""
    pace = 93 if force.code == GROWING_FORCE else dice.whole(98, 100)
    if _is(CLOSING, force, month, window):
        pace = 112
    return max(min(net * pace // 100, stock + net - 6), 0)


def _is(story: tuple[str, int], force: Force, month: str, window: Window) -> bool:
    code, ago = story
    return (force.code, month) == (code, window.month(ago))


def _workload(force: Force, kind: Kind, stock: int, seed: int, dice: Dice) -> Row:
    older = _own(force, "age", seed, 2, 22) + dice.whole(0, 4)
    over_90 = stock * min(kind.days + older, 88) // 100
    team = _own(force, "investigators", seed, 78, 124) * dice.whole(98, 102)
    investigators = force.officers * kind.per_1000 * team // (1790 * 70_000)
    files = max(stock * kind.charged_pct[1] // 100, 1)
    due = max(stock // 3, 1)
    return {
        "unallocated_month_end": str(
            stock * (_own(force, "unallocated", seed, 1, 8) + dice.whole(0, 2)) // 100
        ),
        "days_to_allocate_median": fixed(kind.system_days * dice.whole(85, 115)),
        "open_month_end": str(stock),
        "open_over_90d": str(over_90),
        "open_over_365d": str(over_90 * dice.whole(18, 26) // 100),
        "investigator_fte": fixed(max(investigators, 100)),
        "supervisor_reviews_due": str(due),
        "supervisor_reviews_overdue": str(due * dice.whole(6, 14) // 100),
        "files_submitted_cps": str(files),
        "files_rejected_cps": str(min(dice.count(files * 0.16, most=max(files, 1)), files)),
    }


def _lost(row: Row) -> Row:
    """The first month of a new records system: what was open cannot be told."""
    unknown = ("unallocated_month_end", "open_month_end", "open_over_90d", "open_over_365d")
    return row | dict.fromkeys(unknown, "") | {f"{name}_status": "x" for name in unknown}


def _outcomes(force: Force, kind: Kind, gone: int, dice: Dice) -> list[Row]:
    charged = gone * _charged_pct(force, kind, 1) // 100
    unknown = gone * (12 if "VIOLENCE" in kind.code or kind.code == "RAPE" else 55) // 100
    left = gone - charged - unknown
    total = sum(weight for _, weight in OTHER_OUTCOMES)
    parts = {"1": charged, "18": unknown}
    parts |= {code: left * weight // total for code, weight in OTHER_OUTCOMES}
    parts["16"] += gone - sum(parts.values())
    return [
        {
            "outcome_code": code,
            "outcomes_assigned": str(count),
            "outcome_days_median": fixed(
                kind.days * dice.whole(90, 112) * (2 if code == "1" else 1)
            ),
        }
        for code, count in parts.items()
        if count > 0
    ]


def _charged_pct(force: Force, kind: Kind, age: int) -> int:
    lift = kind.charged_pct[age] // 2 + 1 if force.code == CHARGING_FORCE else 0
    return kind.charged_pct[age] + lift


def _cohorts(force: Force, kind: Kind, now: int, seed: int) -> list[Row]:
    rows: list[Row] = []
    for place, age in enumerate(COHORT_AGES):
        month = month_text(now - age)
        dice = Dice(seed, SLUG, "cohort", force.code, kind.code, month, age)
        cohort = recorded(force, kind, month, seed) * 988 // 1000
        closed = cohort * min(kind.closed_pct[place] + dice.whole(-3, 3), 100) // 100
        lift = _own(force, "charging", seed, 82, 120)
        share = _charged_pct(force, kind, place) * lift + dice.whole(-60, 60)
        charged = cohort * share // 10_000
        rows.append(
            {
                "recorded_month": month,
                "crimes_recorded": str(cohort),
                "crimes_with_outcome": str(closed),
                "crimes_charged": str(min(max(charged, 0), closed)),
            }
        )
    return rows
