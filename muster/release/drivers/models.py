"""The two models: a panel of forces and days, and national totals of days.

Counts y of force f and day d: log E(y) = log(population) + level of the force + month of the year
+ day of the week + special day + payday + matches + spline of temperature on the day and the day
before + rain.
Estimated by Poisson quasi-maximum likelihood: the point estimates of a negative binomial need no
assumption about the spread, and the intervals take none from the model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .panel import Flags, Floats, Panel, Whole
from .poisson import Design, Group, Settled, kinds_of, levels_of, settle
from .predictors import Predictor
from .spline import natural_spline


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is counted, and the column with the people whom it is counted over."""

    column: str
    title: str
    population: str


@dataclass(frozen=True, slots=True)
class Fit:
    """Estimates and their covariance, on the log scale. `names` are those of the columns."""

    names: Sequence[str]
    estimates: Floats
    covariance: Floats
    expected: Floats

    def contrast(self, weights: Floats) -> tuple[float, float]:
        """A sum of weighted estimates and its standard error."""
        variance = float(weights @ self.covariance @ weights)
        return float(weights @ self.estimates), float(np.sqrt(max(variance, 0.0)))

    def one(self, name: str) -> tuple[float, float]:
        """The estimate of a column and its standard error."""
        weights = np.zeros(len(self.names))
        weights[list(self.names).index(name)] = 1.0
        return self.contrast(weights)


@dataclass(frozen=True, slots=True)
class PanelFit:
    """The panel model with each covariance that a driver may need.

    `influence` is what each date moves each estimate by, scaled so that sums of its products over
    dates are the covariance clustered by date.
    """

    by_date: Fit
    by_date_and_force: Fit
    model_based: Fit
    alpha: float
    influence: Floats

    def error_against(self, other: PanelFit, name: str) -> float:
        """The standard error of the difference of an estimate from that of another model of the
        same dates: what moves both on a date moves them together."""
        mine, theirs = (
            fit.influence[:, list(fit.by_date.names).index(name)] for fit in (self, other)
        )
        return float(np.sqrt(((mine - theirs) ** 2).sum()))


def temperature(panel: Panel, basis: str) -> tuple[Floats, list[str]]:
    """The spline on the day and on the day before, a row each."""
    today = natural_spline(panel.floats[basis])
    before = natural_spline(panel.floats[f"{basis}_before"])
    names = [f"{when} {n}" for when in ("today", "before") for n in range(today.shape[1])]
    return np.vstack([today.T, before.T]), names


def weather(panel: Panel, basis: str) -> tuple[Floats, list[str]]:
    """Temperature, and rain where all of it is given: a row for each."""
    columns, names = temperature(panel, basis)
    rain = panel.floats["rain_mm"]
    if np.isnan(rain).any():
        return columns, names
    return np.vstack([columns, rain / 10.0]), [*names, "rain_10mm"]


def fit_panel(panel: Panel, outcome: Outcome, chosen: Sequence[Predictor], basis: str) -> PanelFit:
    """Fit the panel model. Raises UnfittableError."""
    force, _ = levels_of(panel.texts["force_code"].codes, drop_first=False)
    level, _ = levels_of(panel.level, drop_first=False)
    month, months = levels_of(panel.month, drop_first=True)
    air, air_names = weather(panel, basis)
    flags = kinds_of([one.here for one in chosen], len(panel))
    names = [*(one.key for one in chosen), *air_names, *(f"month {level}" for level in months)]
    names += [f"force {number}" for number in range(len(level.coding))]
    settled = settle(
        Design(flags, air, [month, level]),
        panel.floats[outcome.column],
        _offset(panel.floats[outcome.population]),
    )
    dates, date = np.unique(panel.day, return_inverse=True)
    influence = settled.scores_by(date, len(dates))
    by_force = settled.scores_by(force.codes, len(force.coding))
    by_date = influence.T @ influence

    def told(covariance: Floats) -> Fit:
        return Fit(names, settled.estimates, covariance, settled.expected)

    return PanelFit(
        told(by_date),
        told(_two_way(by_date, by_force.T @ by_force, settled.covariance_of_rows())),
        told(settled.inverse),
        _spread(settled),
        influence,
    )


def _two_way(by_date: Floats, by_force: Floats, by_both: Floats) -> Floats:
    """The two added, without what both have counted: each force and day (Cameron, Gelbach and
    Miller 2011). It may give no variance at all where there are few forces: then by date."""
    two_way = by_date + by_force - by_both
    given = np.diag(two_way)
    np.fill_diagonal(two_way, np.where(given > 0, given, np.diag(by_date)))
    return two_way


def _spread(settled: Settled) -> float:
    """The alpha of a negative binomial, from moments: none below nought."""
    expected = settled.expected
    excess = (settled.residual**2 - expected) / expected**2
    return max(float(expected / expected.sum() @ excess), 0.0)


def _offset(population: Floats) -> Floats:
    """Log of the people; nothing where they are not known: the forces' own levels stand for it."""
    if np.isnan(population).any():
        return np.zeros(len(population))
    return np.log(population)


@dataclass(frozen=True, slots=True)
class Days:
    """Totals over forces by day, and what the days have in common. `weekday` is 0 for Monday,
    `air` the weather and a constant, a row each."""

    weekday: Whole
    counts: Floats
    flags: dict[str, Flags]
    air: Floats
    month: Group
    offset: Floats


def collapse(panel: Panel, outcome: Outcome, chosen: Sequence[Predictor], basis: str) -> Days:
    """The panel as one row a day. A missing month of a force moves the level of that month only,
    which the month's own column takes up."""
    day, place = np.unique(panel.day, return_inverse=True)
    size = np.bincount(place).astype(float)

    def mean(values: Floats) -> Floats:
        return np.bincount(place, values) / size

    averaged = Panel(
        day,
        {name: mean(panel.floats[name]) for name in (basis, f"{basis}_before", "rain_mm")},
        {},
    )
    air, _ = weather(averaged, basis)
    people = np.bincount(place, np.nan_to_num(panel.floats[outcome.population], nan=1.0))
    return Days(
        averaged.weekday,
        np.bincount(place, panel.floats[outcome.column]).astype(np.float64),
        {one.key: np.bincount(place, one.here) > 0 for one in chosen},
        np.vstack([np.ones(len(day)), air]),
        levels_of(averaged.month, drop_first=True)[0],
        np.log(people),
    )


def fit_days(days: Days, leave_out: str | None = None) -> tuple[Fit, Settled]:
    """Quasi-Poisson on totals of days, with or without one driver; also as it settled."""
    kept = [key for key in days.flags if key != leave_out]
    flags = kinds_of([days.flags[key] for key in kept], len(days.counts))
    settled = settle(Design(flags, days.air, [days.month]), days.counts, days.offset)
    names = [*kept, *(f"other {n}" for n in range(len(settled.estimates) - len(kept)))]
    covariance = settled.inverse * settled.pearson
    return Fit(names, settled.estimates, covariance, settled.expected), settled
