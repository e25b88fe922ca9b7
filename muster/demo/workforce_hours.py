"""Who came and went in a quarter, and the hours that were worked and lost."""

from __future__ import annotations

from collections.abc import Mapping

from muster.demo.dice import Dice
from muster.demo.draft import Row, fixed

Group = tuple[str, str]

WEEKLY_HOURS = {"POLICE_OFFICER": 40, "POLICE_STAFF": 37, "PCSO": 37, "DESIGNATED_OFFICER": 37}
# (least, most) share of contracted hours.
OVERTIME = {
    "POLICE_OFFICER": (0.05, 0.08),
    "POLICE_STAFF": (0.010, 0.020),
    "PCSO": (0.004, 0.010),
    "DESIGNATED_OFFICER": (0.020, 0.035),
}
WINTER_QUARTERS = ("-12-31", "-03-31")
# One force loses almost twice the hours that the others lose: the one beyond every limit.
SICK_FORCE = "61"


def flow_rows(
    base: Mapping[str, str], before: Mapping[Group, int], now: Mapping[Group, int], dice: Dice
) -> list[Row]:
    """Joiners, leavers and transfers by rank; promotions are why only a type's total balances."""
    rows: list[Row] = []
    for worker_type in dict.fromkeys(group[0] for group in now):
        groups = [group for group in now if group[0] == worker_type]
        rows += _type_rows(base, groups, before, now, dice)
    return rows


def _type_rows(
    base: Mapping[str, str],
    groups: list[Group],
    before: Mapping[Group, int],
    now: Mapping[Group, int],
    dice: Dice,
) -> list[Row]:
    """The first rank takes every joiner; each rank loses its share of leavers."""
    leavers = [int(before[group] * dice.between(0.014, 0.024)) for group in groups]
    moved_in = int(before[groups[0]] * dice.between(0.001, 0.004))
    moved_out = int(before[groups[0]] * dice.between(0.001, 0.004))
    total_before = sum(before[group] for group in groups)
    change = sum(now[group] for group in groups) - total_before
    slack = min(100, total_before // 2000)
    joiners = change + sum(leavers) + moved_out - moved_in + dice.whole(-slack, slack)
    if joiners < 0:
        leavers[0] -= joiners
        joiners = 0
    return [
        {
            **base,
            "worker_type": group[0],
            "rank_code": group[1],
            "joiners_fte": fixed(joiners if place == 0 else 0),
            "transfers_in_fte": fixed(moved_in if place == 0 else 0),
            "leavers_fte": fixed(leaving),
            "leavers_voluntary_fte": fixed(int(leaving * dice.between(0.4, 0.65))),
            "transfers_out_fte": fixed(moved_out if place == 0 else 0),
        }
        for place, (group, leaving) in enumerate(zip(groups, leavers, strict=True))
    ]


def hour_rows(base: Mapping[str, str], levels: Mapping[Group, int], dice: Dice) -> list[Row]:
    """Hours of the quarter (13 weeks) by worker type, with more sickness in winter."""
    winter = base["snapshot_date"].endswith(WINTER_QUARTERS)
    rows: list[Row] = []
    for worker_type, weekly in WEEKLY_HOURS.items():
        fte = sum(level for group, level in levels.items() if group[0] == worker_type)
        contracted = fte * weekly * 13 // 100
        sick_share = dice.between(0.036, 0.048) + (0.006 if winter else 0)
        if base["force_code"] == SICK_FORCE:
            sick_share *= 1.8
        overtime = int(contracted * dice.between(*OVERTIME[worker_type]))
        rows.append(
            {
                **base,
                "worker_type": worker_type,
                "contracted_hours": f"{contracted}.0",
                "sickness_hours": f"{int(contracted * sick_share)}.0",
                "overtime_hours": f"{overtime}.0",
                "overtime_cost": f"{overtime * 31}.00",
            }
        )
    return rows
