"""How the people of a force are spread over its functions."""

from __future__ import annotations

from collections.abc import Mapping

from muster.demo.dice import Dice
from muster.demo.draft import Row, fixed, flag

Group = tuple[str, str]

_LOCAL = (("1A", 14), ("1B", 34), ("7E", 12), ("8A", 10), ("7A", 6), ("4A", 4), ("5G", 4))
_SPECIALIST = (("3A", 3), ("5D", 2), ("6B", 4), ("7D", 4), ("9D", 1), ("10A", 2))
WEIGHTS: Mapping[str, tuple[tuple[str, int], ...]] = {
    "CONSTABLE": _LOCAL + _SPECIALIST,
    "SERGEANT": (*_LOCAL, ("3A", 9), ("2B", 3), ("11G", 3)),
    "INSPECTOR": (("1B", 30), ("1D", 25), ("2B", 10), ("7G", 20), ("11G", 15)),
    "CHIEF_INSPECTOR": (("1D", 50), ("5J", 20), ("7G", 30)),
    "SUPERINTENDENT": (("1D", 60), ("7G", 40)),
    "CHIEF_SUPERINTENDENT": (("1D", 100),),
    "CHIEF_OFFICER": (("11I", 100),),
    "POLICE_STAFF": (
        ("2A", 4),
        ("2B", 22),
        ("3A", 6),
        ("3C", 12),
        ("3H", 3),
        ("6A", 8),
        ("7E", 9),
        ("8A", 4),
        ("9A", 4),
        ("9D", 4),
        ("11A", 5),
        ("11B", 4),
        ("11D", 3),
        ("11E", 3),
        ("11F", 6),
        ("11I", 3),
    ),
    "PCSO": (("1A", 100),),
    "DESIGNATED_OFFICER": (("3A", 60), ("7E", 40)),
}
POUNDS_OF_FTE = {
    "POLICE_OFFICER": 64_000,
    "POLICE_STAFF": 43_000,
    "PCSO": 38_500,
    "DESIGNATED_OFFICER": 40_500,
}
# The vehicle workshops of one force and the estates of another are run by a contractor.
OUTSOURCED = {("17", "11D"), ("32", "11E")}


def function_rows(base: Mapping[str, str], levels: Mapping[Group, int], dice: Dice) -> list[Row]:
    """One row for each worker type, rank and function; the FTE add up to the stock exactly."""
    rows: list[Row] = []
    for (worker_type, rank), level in levels.items():
        weights = WEIGHTS[rank if worker_type == "POLICE_OFFICER" else worker_type]
        for function, fte in _shared_out(level, weights):
            rows.append(_row(base, (worker_type, rank), function, fte, dice))
    return rows


def _shared_out(level: int, weights: tuple[tuple[str, int], ...]) -> list[tuple[str, int]]:
    """Hundredths of an FTE by function; the first function takes what rounding leaves."""
    total = sum(weight for _, weight in weights)
    shares = [(function, level * weight // total) for function, weight in weights]
    first, part = shares[0]
    shares[0] = (first, part + level - sum(share for _, share in shares))
    return shares


def _row(base: Mapping[str, str], group: Group, function: str, fte: int, dice: Dice) -> Row:
    worker_type, rank = group
    officer = worker_type == "POLICE_OFFICER"
    heads = -(-fte // 97)
    vacancy_pct = dice.between(-2.5, 7.5)
    probation = heads * 14 // 100 if rank == "CONSTABLE" and function == "1B" else 0
    return {
        **base,
        "worker_type": worker_type,
        "rank_code": rank,
        "function_code": function,
        "headcount": str(heads),
        "fte": fixed(fte),
        "establishment_fte": fixed(int(fte * (1 + vacancy_pct / 100))),
        "on_probation_headcount": str(probation),
        "restricted_duty_fte": fixed(int(fte * dice.between(0.02, 0.05))) if officer else "",
        "long_term_absent_fte": fixed(int(fte * dice.between(0.01, 0.025))),
        "net_revenue_expenditure": fixed(fte * POUNDS_OF_FTE[worker_type]),
        "outsourced_service_flag": flag((base["force_code"], function) in OUTSOURCED),
    }
