"""The two models: a panel of forces and days, and national totals of days.

Counts y of force f and day d: log E(y) = log(population) + force + month of the year + day of the
week + special day + payday + matches + spline of temperature on the day and the day before + rain.
Estimated by Poisson quasi-maximum likelihood: the point estimates of a negative binomial need no
assumption about the spread, and the intervals take none from the model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .panel import Flags, Floats, Panel, Whole
from .predictors import Predictor
from .spline import natural_spline


class UnfittableError(Exception):
    """The model cannot be fitted; the text is the sentence that says why."""


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


def dummies(values: Whole, name: str, *, drop_first: bool) -> tuple[Floats, list[str]]:
    """A column for each value, the first left out where it is the reference."""
    levels = np.unique(values)[1 if drop_first else 0 :]
    return (values[:, None] == levels).astype(float), [f"{name} {level}" for level in levels]


def temperature(panel: Panel, basis: str) -> tuple[Floats, list[str]]:
    """The spline on the day and on the day before."""
    today = natural_spline(panel.floats[basis])
    before = natural_spline(panel.floats[f"{basis}_before"])
    names = [f"{when} {n}" for when in ("today", "before") for n in range(today.shape[1])]
    return np.column_stack([today, before]), names


def weather(panel: Panel, basis: str) -> tuple[Floats, list[str]]:
    """Temperature, and rain where all of it is given."""
    columns, names = temperature(panel, basis)
    rain = panel.floats["rain_mm"]
    if np.isnan(rain).any():
        return columns, names
    return np.column_stack([columns, rain / 10.0]), [*names, "rain_10mm"]


def fit_panel(panel: Panel, outcome: Outcome, chosen: Sequence[Predictor], basis: str) -> PanelFit:
    """Fit the panel model. Raises UnfittableError."""
    codes = np.unique(panel.texts["force_code"], return_inverse=True)[1].astype(np.int64)
    force, force_names = dummies(codes, "force", drop_first=False)
    month, month_names = dummies(panel.month, "month", drop_first=True)
    air, air_names = weather(panel, basis)
    flags = [one.here.astype(float) for one in chosen]
    design = np.column_stack([*flags, air, month, force])
    names = [*(one.key for one in chosen), *air_names, *month_names, *force_names]
    counts = panel.floats[outcome.column]
    result = _poisson(counts, design, _offset(panel.floats[outcome.population]))
    from statsmodels.stats.sandwich_covariance import cov_cluster, cov_cluster_2groups

    estimates, expected = np.asarray(result.params), np.asarray(result.fittedvalues)
    by_date: Any = cov_cluster(result, panel.day)
    two_way: Any = cov_cluster_2groups(result, panel.day, codes)[0]
    given = np.diag(two_way)
    # Two-way clustering may give no variance at all where there are few forces.
    safe = np.where(given > 0, given, np.diag(by_date))
    np.fill_diagonal(two_way, safe)

    def told(covariance: Any) -> Fit:
        return Fit(names, estimates, np.asarray(covariance), expected)

    excess = ((counts - expected) ** 2 - expected) / expected**2
    weights = expected / expected.sum()
    return PanelFit(
        told(by_date),
        told(two_way),
        told(result.cov_params()),
        max(float(weights @ excess), 0.0),
        _influence(
            panel.day, design * (counts - expected)[:, None], np.asarray(result.cov_params())
        ),
    )


def _influence(day: Whole, scores: Floats, bread: Floats) -> Floats:
    """Scores by date through the inverse information, with the correction of cov_cluster."""
    order = np.argsort(day, kind="stable")
    starts = np.flatnonzero(np.diff(day[order], prepend=day[order][0] - 1))
    dates, (rows, columns) = len(starts), scores.shape
    correction = dates / (dates - 1) * (rows - 1) / (rows - columns)
    return np.add.reduceat(scores[order], starts, axis=0) @ bread * np.sqrt(correction)


def _offset(population: Floats) -> Floats:
    """Log of the people; nothing where they are not known: the forces' own levels stand for it."""
    if np.isnan(population).any():
        return np.zeros(len(population))
    return np.log(population)


def _poisson(counts: Floats, design: Floats, offset: Floats, scale: str | None = None) -> Any:
    """statsmodels' Poisson by Newton's method, begun from least squares of the logs: its own way,
    reweighted least squares of the whole panel, takes ten times as long."""
    import warnings

    import statsmodels.api as sm

    square = design.T @ design
    if np.linalg.matrix_rank(square) < design.shape[1]:
        raise UnfittableError("Some drivers cannot be told apart on the days that were sent.")
    begin = np.linalg.solve(square, design.T @ (np.log(counts + 0.5) - offset))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            model = sm.GLM(counts, design, family=sm.families.Poisson(), offset=offset)
            result = model.fit(
                method="newton", start_params=begin, scale=scale, maxiter=60, disp=False
            )
        except (ValueError, ArithmeticError, Warning, np.linalg.LinAlgError) as problem:
            raise UnfittableError(f"The model did not settle: {problem}") from problem
    return result


@dataclass(frozen=True, slots=True)
class Days:
    """Totals over forces by day, and what the days have in common. `weekday` is 0 for Monday."""

    day: Whole
    weekday: Whole
    counts: Floats
    flags: dict[str, Flags]
    other: Floats
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
    month, _ = dummies(averaged.month, "month", drop_first=True)
    people = np.bincount(place, np.nan_to_num(panel.floats[outcome.population], nan=1.0))
    return Days(
        day,
        averaged.weekday,
        np.bincount(place, panel.floats[outcome.column]).astype(np.float64),
        {one.key: np.bincount(place, one.here) > 0 for one in chosen},
        np.column_stack([np.ones(len(day)), air, month]),
        np.log(people),
    )


def fit_days(days: Days, leave_out: str | None = None) -> tuple[Fit, Floats]:
    """Quasi-Poisson on totals of days, with or without one driver; the fit and its design."""
    kept = [key for key in days.flags if key != leave_out]
    design = np.column_stack([*(days.flags[key].astype(float) for key in kept), days.other])
    result = _poisson(days.counts, design, days.offset, scale="X2")
    names = [*kept, *(f"other {n}" for n in range(days.other.shape[1]))]
    covariance = np.asarray(result.cov_params())
    return Fit(
        names, np.asarray(result.params), covariance, np.asarray(result.fittedvalues)
    ), design
