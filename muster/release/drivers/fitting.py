"""From a panel to what a release holds of it: for each outcome the fit, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from contracts.amounts import count

from .effects import Effect, Point, curve, effects
from .interactions import interactions
from .models import Outcome, fit_panel
from .panel import Flags, Panel
from .poisson import UnfittableError
from .predictors import predictors

OUTCOMES = (
    Outcome("da_crimes", "Domestic abuse crimes", "population_16plus"),
    Outcome("da_female_victim", "Domestic abuse crimes against women", "population_16plus_female"),
    Outcome("da_alcohol_flag", "Domestic abuse crimes with the alcohol flag", "population_16plus"),
)
LOOKED_INTO = "da_crimes"
FEWEST_FORCES, FEWEST_DATES = 5, 180


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """How the model of one outcome fared. `alpha` is the spread beyond chance, as a negative
    binomial has it: variance = mean + alpha x mean squared."""

    outcome: str
    title: str
    status: str
    reason: str | None
    forces: int = 0
    days: int = 0
    force_days: int = 0
    first_day: date | None = None
    last_day: date | None = None
    missing_force_months: int = 0
    days_without_context: int = 0
    alpha: float | None = None
    temperature_basis: str | None = None
    caveats: str = ""


@dataclass(frozen=True, slots=True)
class Fitted:
    """All that is known of one outcome."""

    summary: Summary
    effects: Sequence[Effect] = ()
    curve: Sequence[Point] = ()
    submissions: frozenset[str] = field(default_factory=frozenset[str])


def fit_all(panel: Panel, outcomes: Sequence[Outcome] = OUTCOMES) -> list[Fitted]:
    """Every outcome, fitted or with the reason why it is not."""
    return [_fit(panel, outcome) for outcome in outcomes]


def _fit(panel: Panel, outcome: Outcome) -> Fitted:
    if not len(panel):
        return not_fitted(outcome, "No live return of daily counts was sent.")
    counted = ~np.isnan(panel.floats[outcome.column])
    basis = _temperature(panel, counted)
    known = counted if basis is None else counted & _with_context(panel, basis)
    used = panel.only(known)
    if basis is None or not len(used):
        return not_fitted(outcome, "No context drivers were sent for the days that were counted.")
    used = _people_known(used, outcome)
    few = _too_few(used)
    if few:
        return not_fitted(outcome, few)
    every = predictors(used)
    try:
        fitted = fit_panel(used, outcome, [one for one in every if one.here.any()], basis)
        found = list(effects(used, outcome, fitted, every, basis))
        if outcome.column == LOOKED_INTO:
            found += interactions(used, outcome, every, basis)
    except UnfittableError as problem:
        return not_fitted(outcome, str(problem))
    return Fitted(
        _summary(panel, used, outcome, basis, fitted.alpha, counted, known),
        found,
        curve(used, fitted.by_date_and_force, basis),
        frozenset(used.texts["submission_id"].found())
        | frozenset(used.texts["context_submission_id"].found()),
    )


def not_fitted(outcome: Outcome, reason: str) -> Fitted:
    """What a release says of an outcome whose model there is none of."""
    return Fitted(
        Summary(outcome=outcome.column, title=outcome.title, status="not_fitted", reason=reason)
    )


def _temperature(panel: Panel, counted: Flags) -> str | None:
    """The highest temperature where most days have it, else the mean; None where neither."""
    for basis in ("temp_max_c", "temp_mean_c"):
        if counted.any() and _with_context(panel, basis)[counted].mean() > 0.5:
            return basis
    return None


def _with_context(panel: Panel, basis: str) -> Flags:
    known = (panel.floats[basis], panel.floats[f"{basis}_before"])
    return ~np.isnan(known[0]) & ~np.isnan(known[1])


def _people_known(panel: Panel, outcome: Outcome) -> Panel:
    """Forces without a count in any day say nothing of days; they only trouble the estimates."""
    level = panel.level
    totals = np.bincount(level, panel.floats[outcome.column])
    return panel.only(totals[level] > 0)


def _too_few(used: Panel) -> str | None:
    forces, days = len(used.forces), len(np.unique(used.day))
    if forces >= FEWEST_FORCES and days >= FEWEST_DATES:
        return None
    return (
        f"Daily counts with context were sent by {forces} forces on {days} days; the model needs "
        f"{FEWEST_FORCES} forces and {FEWEST_DATES} days."
    )


def _summary(
    panel: Panel,
    used: Panel,
    outcome: Outcome,
    basis: str,
    alpha: float,
    counted: Flags,
    known: Flags,
) -> Summary:
    months = len(np.unique(panel.month))
    force = used.texts["force_code"]
    sent = len(np.unique(used.month * len(force.levels) + force.codes))
    first = date(1970, 1, 1)
    return Summary(
        outcome=outcome.column,
        title=outcome.title,
        status="fitted",
        reason=None,
        forces=len(used.forces),
        days=len(np.unique(used.day)),
        force_days=len(used),
        first_day=first + timedelta(days=int(used.day.min())),
        last_day=first + timedelta(days=int(used.day.max())),
        missing_force_months=months * len(panel.forces) - sent,
        days_without_context=int((counted & ~known).sum()),
        alpha=alpha,
        temperature_basis=basis,
        caveats=" ".join(_caveats(panel, used, outcome)),
    )


def _caveats(panel: Panel, used: Panel, outcome: Outcome) -> list[str]:
    """What sets some forces apart from the others, by name."""
    told: list[str] = []
    left_out = sorted(set(panel.names(np.ones(len(panel), dtype=bool))) - set(
        used.names(np.ones(len(used), dtype=bool))
    ))  # fmt: skip
    for names, words in (
        (left_out, "Left out, because it is not counted there: {}."),
        (used.names(used.is_text("date_basis", "REPORTED")), "By day of report: {}."),
        (used.names(used.is_text("day_window", "SIX_AM")), "Days begin at six: {}."),
    ):
        if names:
            told.append(words.format(", ".join(names)))
    unknown = np.isnan(used.floats["club_match"])
    if unknown.any() and not unknown.all():
        told.append(
            f"On {count(len(np.unique(used.day[unknown])), 'day')} it is not known whether a club "
            "played at home; they stand among days without a match."
        )
    if np.isnan(used.floats[outcome.population]).any():
        told.append("People aged 16 and over are not known: the forces' own levels stand for them.")
    return told
