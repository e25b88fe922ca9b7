"""What the models say, driver by driver: the rate ratio, its interval, and how it was found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import erfc, exp, sqrt

import numpy as np

from .models import Fit, Outcome, PanelFit, collapse, fit_days
from .panel import Flags, Floats, Panel
from .placebo import DRAWS, placebo_p_value
from .predictors import DAYS, WEATHER, Predictor
from .spline import COLUMNS, natural_spline

Z_95 = 1.959963984540054
# With fewer days than this an interval clustered by date is too narrow.
FEWEST_DAYS = 10
COOL_C, WARM_C = 10.0, 20.0
SATURDAY = 5
BY_DATE = "Poisson, intervals clustered by date"
BY_BOTH = "Poisson, intervals clustered by date and force"
NATIONAL = "Totals of days, quasi-Poisson, with placebo dates"
NOTHING = "Not estimated: no such day was sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One line of the table. Ratios are null where a driver has no day; counts are per day.

    `incidents_per_day` and `extra_per_day` are of all forces that the driver may reach, to the
    nearest five (domain rule R12-07); `days` are dates, `force_days` rows.
    """

    predictor: str
    title: str
    group: str
    reference: str
    days: int
    force_days: int
    forces: int
    incidents_per_day: float | None
    rate_ratio: float | None
    lower: float | None
    upper: float | None
    p_value: float | None
    placebo_p_value: float | None
    placebo_draws: int | None
    extra_per_day: float | None
    method: str
    caveats: str


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the curve of temperature: the ratio to ten degrees."""

    temperature_c: float
    rate_ratio: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Ratio:
    ratio: float
    lower: float
    upper: float
    p_value: float


def to_five(value: float) -> float:
    """To the nearest five: how counts of domestic abuse are published."""
    return 5.0 * round(value / 5.0)


def ratio_of(estimate: float, error: float) -> Ratio:
    """exp of an estimate with its 95% interval and two-sided normal p-value."""
    low, high = estimate - Z_95 * error, estimate + Z_95 * error
    p_value = erfc(abs(estimate) / error / sqrt(2.0)) if error > 0 else float("nan")
    return Ratio(exp(estimate), exp(low), exp(high), p_value)


def effects(
    panel: Panel, outcome: Outcome, fitted: PanelFit, every: Sequence[Predictor], basis: str
) -> Iterator[Effect]:
    """The lines of one outcome, in the order of the predictors, then weekend and weather."""
    chosen = [one for one in every if one.here.any()]
    for one in every:
        if one not in chosen:
            yield effect_line(panel, outcome, one, None, NOTHING)
        elif _days(panel, one.here) < FEWEST_DAYS and not one.local:
            yield _few_days(panel, outcome, one, chosen, basis)
        else:
            fit, method = (
                (fitted.by_date_and_force, BY_BOTH) if one.local else (fitted.by_date, BY_DATE)
            )
            ratio = ratio_of(*fit.one(one.key))
            usual = fit.expected / np.where(one.here, ratio.ratio, 1.0)
            yield effect_line(panel, outcome, one, ratio, method, usual=usual)
    yield _weekend(panel, outcome, fitted.by_date)
    yield _warm(panel, outcome, fitted.by_date_and_force, basis)
    if "rain_10mm" in fitted.by_date.names:
        wet = Predictor(
            "rain_10mm", "Rain, 10 mm more", WEATHER, "10 mm less",
            panel.floats["rain_mm"] > 0, local=True,
        )  # fmt: skip
        ratio = ratio_of(*fitted.by_date_and_force.one("rain_10mm"))
        yield effect_line(panel, outcome, wet, ratio, BY_BOTH)


def _few_days(
    panel: Panel, outcome: Outcome, one: Predictor, chosen: Sequence[Predictor], basis: str
) -> Effect:
    """Too few days for the panel: totals of days, and placebo dates beside the interval."""
    own = (
        panel.is_text("country", one.of_country)
        if one.of_country
        else np.ones(len(panel), dtype=bool)
    )
    held = [p for p in chosen if not p.local and (p.of_country in (None, one.of_country))]
    if one.of_country is None:
        held = [p for p in held if p.of_country is None or _mostly(panel, p)]
    reached = panel.only(own)
    cut = [_cut(p, own) for p in held]
    days = collapse(reached, outcome, [p for p in cut if p.here.any()], basis)
    fit, _ = fit_days(days)
    ratio = ratio_of(*fit.one(one.key))
    events = np.any([days.flags[p.key] for p in cut if p.event and p.key in days.flags], axis=0)
    placebo = placebo_p_value(days, one.key, ~events)
    here = days.flags[one.key]
    usual = float((fit.expected[here] / ratio.ratio).mean())
    caveat = f"Only {int(here.sum())} days: read the placebo p-value beside the interval."
    return effect_line(
        panel, outcome, one, ratio, NATIONAL, extra=usual * (ratio.ratio - 1.0),
        placebo=placebo, caveat=caveat,
    )  # fmt: skip


def _mostly(panel: Panel, one: Predictor) -> bool:
    """Whether the driver reaches most of the forces: then totals of all forces know it."""
    reached = _forces(panel, panel.is_text("country", one.of_country or ""))
    return 2 * reached > len(panel.forces)


def _cut(one: Predictor, mask: Flags) -> Predictor:
    return Predictor(
        one.key, one.title, one.group, one.reference, one.here[mask], one.of_country, one.local,
        one.event,
    )  # fmt: skip


def _weekend(panel: Panel, outcome: Outcome, fit: Fit) -> Effect:
    """Saturday and Sunday against the five other days, each day of the week weighing the same."""
    weights = np.zeros(len(fit.names))
    for name in ("tuesday", "wednesday", "thursday", "friday"):
        if name in fit.names:
            weights[list(fit.names).index(name)] = -0.2
    for name in ("saturday", "sunday"):
        if name in fit.names:
            weights[list(fit.names).index(name)] = 0.5
    here = panel.weekday >= SATURDAY
    one = Predictor("weekend", "Weekend", DAYS, "Monday to Friday", here)
    ratio = ratio_of(*fit.contrast(weights))
    usual = fit.expected / np.where(here, ratio.ratio, 1.0)
    return effect_line(panel, outcome, one, ratio, BY_DATE, usual=usual)


def _warm(panel: Panel, outcome: Outcome, fit: Fit, basis: str) -> Effect:
    """Twenty degrees against ten, on the day and the day before."""
    told = "Highest" if basis == "temp_max_c" else "Mean"
    one = Predictor(
        "temperature_20_10", f"{told} temperature 20 °C", WEATHER, "10 °C",
        panel.floats[basis] >= WARM_C, local=True,
    )  # fmt: skip
    ratio = ratio_of(*fit.contrast(temperature_weights(fit, WARM_C)))
    return effect_line(
        panel, outcome, one, ratio, BY_BOTH,
        caveat="A natural spline, on the day and the day before together: see its curve.",
    )  # fmt: skip


def temperature_weights(fit: Fit, celsius: float) -> Floats:
    """The contrast of two days at one temperature with two at ten degrees."""
    [warm], [cool] = (natural_spline(np.array([at])) for at in (celsius, COOL_C))
    weights = np.zeros(len(fit.names))
    for when in ("today", "before"):
        for number in range(COLUMNS):
            weights[list(fit.names).index(f"{when} {number}")] = warm[number] - cool[number]
    return weights


def curve(panel: Panel, fit: Fit, basis: str) -> list[Point]:
    """The ratio to ten degrees at each whole degree between the 1st and 99th percentile."""
    low, high = np.percentile(panel.floats[basis], [1, 99])
    points: list[Point] = []
    for celsius in range(int(np.ceil(low)), int(np.floor(high)) + 1):
        ratio = ratio_of(*fit.contrast(temperature_weights(fit, float(celsius))))
        points.append(Point(float(celsius), ratio.ratio, ratio.lower, ratio.upper))
    return points


def _days(panel: Panel, here: Flags) -> int:
    return len(np.unique(panel.day[here]))


def _forces(panel: Panel, here: Flags) -> int:
    return len(panel.texts["force_code"].only(here).found())


def effect_line(
    panel: Panel,
    outcome: Outcome,
    one: Predictor,
    ratio: Ratio | None,
    method: str,
    *,
    usual: Floats | None = None,
    extra: float | None = None,
    placebo: float | None = None,
    caveat: str = "",
) -> Effect:
    """A line of the table, with the days that it stands on and what they count."""
    days = _days(panel, one.here)
    counted = float(panel.floats[outcome.column][one.here].sum())
    if ratio is not None and usual is not None and days:
        extra = float(usual[one.here].sum()) / days * (ratio.ratio - 1.0)
    return Effect(
        predictor=one.key,
        title=one.title,
        group=one.group,
        reference=one.reference,
        days=days,
        force_days=int(one.here.sum()),
        forces=_forces(panel, one.here),
        incidents_per_day=to_five(counted / days) if days else None,
        rate_ratio=ratio.ratio if ratio else None,
        lower=ratio.lower if ratio else None,
        upper=ratio.upper if ratio else None,
        p_value=ratio.p_value if ratio else None,
        placebo_p_value=placebo,
        placebo_draws=DRAWS if placebo is not None else None,
        extra_per_day=None if extra is None else to_five(extra),
        method=method,
        caveats=caveat,
    )
