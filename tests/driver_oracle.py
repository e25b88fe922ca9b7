"""The models of daily counts as statsmodels fits them: a dense column for each month and force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import statsmodels.api as sm
from statsmodels.stats.sandwich_covariance import cov_cluster, cov_cluster_2groups

from muster.release.drivers.models import Days, Outcome, weather
from muster.release.drivers.panel import Floats, Panel, Words
from muster.release.drivers.predictors import Predictor
from tests.driver_kit import FLOATS, TEXTS


@dataclass(frozen=True, slots=True)
class Oracle:
    """What `PanelFit` says, by another way."""

    estimates: Floats
    expected: Floats
    by_date: Floats
    by_date_and_force: Floats
    model_based: Floats
    alpha: float
    influence: Floats


def dummies(values: np.ndarray, *, drop_first: bool) -> Floats:
    levels = np.unique(values)[1 if drop_first else 0 :]
    return (values[:, None] == levels).astype(float)


def panel_design(panel: Panel, chosen: Sequence[Predictor], basis: str) -> Floats:
    air, _ = weather(panel, basis)
    month = dummies(panel.month, drop_first=True)
    force = dummies(panel.texts["force_code"].codes, drop_first=False)
    return np.column_stack([*(one.here.astype(float) for one in chosen), air.T, month, force])


def days_design(days: Days, leave_out: str | None = None) -> Floats:
    flags = [here.astype(float) for key, here in days.flags.items() if key != leave_out]
    return np.column_stack([*flags, days.air.T, dummies(days.month.codes, drop_first=True)])


def poisson(counts: Floats, design: Floats, offset: Floats, scale: str | None = None) -> Any:
    begin = np.linalg.lstsq(design, np.log(counts + 0.5) - offset)[0]
    model = sm.GLM(counts, design, family=sm.families.Poisson(), offset=offset)
    return model.fit(method="newton", start_params=begin, scale=scale, maxiter=60, disp=False)


def oracle(panel: Panel, outcome: Outcome, chosen: Sequence[Predictor], basis: str) -> Oracle:
    """Months and forces as columns; covariances of statsmodels' own functions."""
    design, counts = panel_design(panel, chosen, basis), panel.floats[outcome.column]
    people = panel.floats[outcome.population]
    offset = np.zeros(len(panel)) if np.isnan(people).any() else np.log(people)
    result = poisson(counts, design, offset)
    expected, inverse = np.asarray(result.fittedvalues), np.asarray(result.cov_params())
    by_date: Any = cov_cluster(result, panel.day)
    codes = panel.texts["force_code"].codes.astype(np.int64)
    both: Any = cov_cluster_2groups(result, panel.day, codes)[0]
    np.fill_diagonal(both, np.where(np.diag(both) > 0, np.diag(both), np.diag(by_date)))
    excess = ((counts - expected) ** 2 - expected) / expected**2
    scores = dummies(panel.day, drop_first=False).T @ (design * (counts - expected)[:, None])
    dates, (rows, columns) = len(scores), design.shape
    correction = dates / (dates - 1) * (rows - 1) / (rows - columns)
    return Oracle(
        np.asarray(result.params),
        expected,
        np.asarray(by_date),
        both,
        inverse,
        max(float(np.average(excess, weights=expected)), 0.0),
        scores @ inverse * np.sqrt(correction),
    )


def placebo_by_oracle(days: Days, key: str, eligible: np.ndarray, draws: int, seed: int) -> float:
    """The same draws, each effect from the dense design."""
    treated = np.flatnonzero(days.flags[key])
    pools = [np.flatnonzero(eligible & (days.weekday == days.weekday[day])) for day in treated]
    chance = np.random.default_rng(seed)
    picked = np.column_stack([chance.choice(pool, size=draws) for pool in pools])
    design = days_design(days, key)
    expected = np.asarray(poisson(days.counts, design, days.offset, "X2").fittedvalues)
    inverse = np.linalg.inv(design.T @ (design * expected[:, None]))

    def effect(chosen: np.ndarray) -> float:
        shared = (design[chosen] * expected[chosen, None]).sum(axis=0)
        score = (days.counts - expected)[chosen].sum()
        return abs(score / (expected[chosen].sum() - shared @ inverse @ shared))

    as_far = [effect(chosen) >= effect(treated) for chosen in picked]
    return (1 + sum(as_far)) / (1 + draws)


def random_panel(
    seed: int, *, forces: int, days: int, people: bool, rain: bool, gone: float
) -> Panel:
    """Counts of both countries that know nothing of the drivers: each force and day may be missing,
    a force sends no second month, some have no club match at all."""
    chance = np.random.default_rng(seed)
    day = np.repeat(np.arange(days) + int(chance.integers(15000, 20000)), forces)
    force = np.tile(np.arange(forces), days)
    size = len(day)
    place = day - day[0]

    def per_day(*choices: str) -> np.ndarray:
        return chance.choice(choices, size=days)[place]

    team, special = per_day("", "", "", "ENG", "WAL"), per_day("", "", "", "XMAS", "NYE")
    texts: dict[str, np.ndarray] = {name: np.full(size, "") for name in TEXTS}
    texts |= {
        "force_code": np.array([f"{each:02d}" for each in range(forces)])[force],
        "country": np.where(force % 3 == 0, "W", "E"),
        "national_team": team,
        "match_result": np.where(team == "", "", per_day("WIN", "DRAW", "LOSS")),
        "special_day": special,
        "payday": per_day("", "", "D25", "LAST_WORKING_DAY"),
    }
    air = chance.normal(12.0, 7.0, size)
    floats = {name: np.full(size, np.nan) for name in FLOATS}
    floats |= {
        "da_crimes": chance.poisson(chance.uniform(2, 60, forces)[force]).astype(float),
        "population_16plus": chance.uniform(1e5, 2e6, forces)[force],
        "temp_max_c": air,
        "temp_max_c_before": air + chance.normal(0, 4, size),
        "bank_holiday": chance.choice([0.0, 1.0], size=days, p=[0.9, 0.1])[place],
        "club_match": chance.choice([0.0, 1.0, np.nan], size=size, p=[0.7, 0.2, 0.1]),
        "rain_mm": chance.exponential(3.0, size) if rain else np.full(size, np.nan),
    }
    if not people:
        floats["population_16plus"][force == 1] = np.nan
    panel = Panel(day, floats, {name: Words.of(each) for name, each in texts.items()})
    missing = (force == 0) & (panel.month == panel.month.min() + 1)
    return panel.only(~missing & (chance.uniform(size=size) >= gone))
