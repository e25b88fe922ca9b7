"""Panels for the models of daily counts: simulated, and from the demonstration's own drafts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

import numpy as np

from muster.demo.context import SLUG as CONTEXT
from muster.demo.context import team_of
from muster.demo.facts import forces, inspectorate
from muster.demo.registry import demo_returns
from muster.demo.window import Window
from muster.release.drivers.panel import FLOATS, TEXTS, Panel, Words, panel_of

EPOCH = date(1970, 1, 1)
Row = dict[str, object]


def as_panel(rows: Sequence[Row]) -> Panel:
    """Rows by column name, in the order of the warehouse; what is not given is a gap."""
    ordered = sorted(rows, key=lambda row: (row["local_date"], row["force_code"]))
    found = {name: [row.get(name, "") or "" for row in ordered] for name in TEXTS}
    found |= {
        name: [np.nan if row.get(name) in (None, "") else float(str(row[name])) for row in ordered]
        for name in FLOATS
    }
    days = [(date.fromisoformat(str(row["local_date"])) - EPOCH).days for row in ordered]
    return panel_of({**found, "day": days})


@cache
def demonstration_panel() -> Panel:
    """Two years of every third force of the demonstration, and of all Welsh ones."""
    chosen = [f for n, f in enumerate(forces()) if n % 3 == 0 or team_of(f.code) == "WAL"]
    context: dict[tuple[str, str], Row] = {}
    people: dict[str, Row] = {}
    for draft in demo_returns()[CONTEXT].drafts(inspectorate(), Window(), 2026):
        for row in draft.tables["drivers"]:
            holiday = {"bank_holiday": int(row["bank_holiday"] == "true"), "club_match": ""}
            context[row["force_code"], row["local_date"]] = {**row, **holiday}
        people |= {row["force_code"]: dict(row) for row in draft.tables.get("place", [])}
    rows: list[Row] = []
    for force in chosen:
        for draft in demo_returns()["domestic_abuse"].drafts(force, Window(), 2026):
            for counted in draft.tables["days"]:
                before = date.fromisoformat(counted["local_date"]) - timedelta(days=1)
                earlier = context.get((force.code, before.isoformat()), {})
                rows.append(
                    {
                        **people[force.code],
                        **context[force.code, counted["local_date"]],
                        **counted,
                        **{
                            f"{name}_before": earlier.get(name)
                            for name in ("temp_max_c", "temp_mean_c", "national_team")
                        },
                        "force_name": force.name,
                        "country": "W" if team_of(force.code) == "WAL" else "E",
                        "submission_id": f"{force.code} {draft.period}",
                        "context_submission_id": draft.period,
                    }
                )
    return as_panel(rows)


WON_OR_DREW, LOST, DAY_AFTER = 1.26, 1.38, 1.11


def simulated_panel(
    seed: int, number_of_forces: int = 16, days: int = 365, matches: tuple[int, int] = (10, 2)
) -> Panel:
    """The panel of the dossier's section 7.3, smaller: 12 `matches` (10 won or drawn, 2 lost),
    negative binomial counts (alpha 0.02), and a shared noise of the day of 4%."""
    chance = np.random.default_rng(seed)
    first = (date(2022, 1, 1) - EPOCH).days
    day = np.arange(first, first + days)
    picked = chance.choice(np.arange(5, days - 5, 9), size=sum(matches), replace=False)
    result = np.full(days, "", dtype="<U4")
    result[picked[: matches[0]]], result[picked[matches[0] :]] = "WIN", "LOSS"
    after = np.roll(result != "", 1)
    air = 12 + 8 * np.sin(2 * np.pi * (day - 110) / 365) + chance.normal(0, 3, days)
    effect = np.where(result == "WIN", WON_OR_DREW, np.where(result == "LOSS", LOST, 1.0))
    effect = effect * np.where(after, DAY_AFTER, 1.0) * np.exp(0.006 * (air - 12))
    effect = effect * np.where((day - 4) % 7 >= 5, 1.2, 1.0) * chance.lognormal(0, 0.04, days)
    level = chance.uniform(15, 90, number_of_forces)
    mean = level[:, None] * effect
    counts = chance.poisson(mean * chance.gamma(50, 1 / 50, mean.shape))
    codes = [f"{number:02d}" for number in range(number_of_forces)]
    size = number_of_forces * days

    def per_day(values: np.ndarray) -> np.ndarray:
        return np.repeat(values, number_of_forces)

    texts = {name: np.full(size, "x") for name in TEXTS}
    texts |= {
        name: np.full(size, "") for name in ("special_day", "payday", "date_basis", "kickoff_local")
    }
    texts |= {
        "force_code": np.tile(codes, days),
        "country": np.full(size, "E"),
        "national_team": per_day(np.where(result != "", "ENG", "")),
        "match_result": per_day(result),
        "national_team_before": per_day(np.where(after, "ENG", "")),
    }
    floats = {name: np.full(size, np.nan) for name in FLOATS}
    floats |= {
        "da_crimes": counts.T.reshape(-1).astype(float),
        "population_16plus": np.tile(level * 1000.0, days),
        "temp_max_c": per_day(air),
        "temp_max_c_before": per_day(np.roll(air, 1)),
        "bank_holiday": np.zeros(size),
    }
    return Panel(per_day(day), floats, {name: Words.of(each) for name, each in texts.items()})
