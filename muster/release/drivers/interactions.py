"""Exploratory: whether a match goes together with more in one circumstance than in another.

An interaction is the ratio of two rate ratios. Each has models of its own, so that the table of
drivers does not move with what is looked at beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from .effects import FEWEST_DAYS, Effect, effect_line, ratio_of
from .models import Outcome, PanelFit, fit_panel
from .panel import Flags, Panel
from .poisson import UnfittableError
from .predictors import TEAMS, Predictor

GROUP = "Interactions"
BY_FLAG = "Ratio of the rate ratios of two Poisson models, clustered by date"
BY_KICKOFF = "Poisson with the interaction, intervals clustered by date"
TOO_FEW = f"Not estimated: fewer than {FEWEST_DAYS} days of a kind"
NOT_GIVEN = "Not estimated: not given in the files that were sent"
EXPLORATORY = "Exploratory: one of several looks at the same matches."
LATE = "19:00"
_FLAGGED = Outcome("da_alcohol_flag", "with the alcohol flag", "population_16plus")
_OTHERS = Outcome("da_no_alcohol_flag", "without the alcohol flag", "population_16plus")


@dataclass(frozen=True, slots=True)
class _Look:
    """One interaction: whose days it stands on, against which other days."""

    predictor: Predictor
    days: int
    other_days: int
    caveat: str


def interactions(
    panel: Panel, outcome: Outcome, every: Sequence[Predictor], basis: str
) -> Iterator[Effect]:
    """The lines of the alcohol flag and of the kick-off, estimated or refused with a reason."""
    yield from _by_alcohol(panel, outcome, every, basis)
    yield from _by_kickoff(panel, outcome, every, basis)


# ------------------------------------------------------------------------------ the alcohol flag


def _by_alcohol(
    panel: Panel, outcome: Outcome, every: Sequence[Predictor], basis: str
) -> Iterator[Effect]:
    """The same match against crimes with the flag and against those without."""
    given = ~np.isnan(panel.floats["da_alcohol_flag"])
    is_given = bool(given.any())
    told = panel.only(given) if is_given else panel
    cut = [replace(one, here=one.here[given]) for one in every] if is_given else list(every)
    matches = [one for one in cut if one.of_country is not None]
    looks = [_flagged(told, one) for one in matches]
    enough = is_given and any(look.days >= FEWEST_DAYS for look in looks)
    fits, why = _settled(lambda: _two_fits(told, cut, basis)) if enough else (None, "")
    for one, look in zip(matches, looks, strict=True):
        if fits is None or look.days < FEWEST_DAYS:
            yield _refused(told, outcome, look, why, given=is_given)
            continue
        flagged, others = fits
        change = flagged.by_date.one(one.key)[0] - others.by_date.one(one.key)[0]
        ratio = ratio_of(change, flagged.error_against(others, one.key))
        yield effect_line(told, outcome, look.predictor, ratio, BY_FLAG, caveat=look.caveat)


def _flagged(told: Panel, one: Predictor) -> _Look:
    return _Look(
        replace(
            one, key=f"{one.key}_x_alcohol", title=f"{one.title}, flagged",
            group=GROUP, reference="Crimes without the flag",
        ),
        _days(told, one.here),
        _days(told, ~one.here),
        f"{EXPLORATORY} Forces set the flag differently, and more of it may be noticed on a match "
        "day.",
    )  # fmt: skip


def _two_fits(told: Panel, every: Sequence[Predictor], basis: str) -> tuple[PanelFit, PanelFit]:
    others = told.floats["da_crimes"] - told.floats["da_alcohol_flag"]
    both = replace(told, floats={**told.floats, _OTHERS.column: np.maximum(others, 0.0)})
    chosen = [one for one in every if one.here.any()]
    return fit_panel(both, _FLAGGED, chosen, basis), fit_panel(both, _OTHERS, chosen, basis)


# ---------------------------------------------------------------------------------- the kick-off


def _by_kickoff(
    panel: Panel, outcome: Outcome, every: Sequence[Predictor], basis: str
) -> Iterator[Effect]:
    """Matches that began before 19:00 against later ones, whatever their results."""
    looks = [_early(panel, team) for team in TEAMS]
    enough = [look for look in looks if min(look.days, look.other_days) >= FEWEST_DAYS]
    columns = [look.predictor for look in enough]
    unknown = [_unknown(panel, team) for team in TEAMS]
    chosen = [one for one in (*every, *columns, *unknown) if one.here.any()]
    fit, why = (
        _settled(lambda: fit_panel(panel, outcome, chosen, basis).by_date) if enough else (None, "")
    )
    for look in looks:
        if fit is None or look not in enough:
            yield _refused(panel, outcome, look, why, given=bool(look.days or look.other_days))
        else:
            ratio = ratio_of(*fit.one(look.predictor.key))
            yield effect_line(panel, outcome, look.predictor, ratio, BY_KICKOFF, caveat=look.caveat)


def _plays(panel: Panel, team: str) -> Flags:
    _, country = TEAMS[team]
    return panel.is_text("country", country) & panel.is_text("national_team", team)


def _began(panel: Panel, team: str, told: Callable[[str], bool]) -> Flags:
    """Days of matches whose hour is such; it is blank where it is not known."""
    return _plays(panel, team) & panel.texts["kickoff_local"].where(told)


def _early(panel: Panel, team: str) -> _Look:
    name, country = TEAMS[team]
    early = _began(panel, team, lambda hour: "" < hour < LATE)
    days, other_days = _days(panel, early), _days(panel, _began(panel, team, lambda h: h >= LATE))
    gone = _days(panel, _began(panel, team, lambda hour: not hour))
    return _Look(
        Predictor(
            f"{team.lower()}_x_early", f"Match of {name} before {LATE}", GROUP,
            f"Matches that began later ({other_days} days)", early, of_country=country,
        ),
        days,
        other_days,
        f"{EXPLORATORY} Early matches differ in more than the hour: in stage, season and weekday."
        + (f" Match days without a time, left out: {gone}." if gone else ""),
    )  # fmt: skip


def _unknown(panel: Panel, team: str) -> Predictor:
    """A column of their own takes matches without a time out of the comparison."""
    here = _began(panel, team, lambda hour: not hour)
    _, country = TEAMS[team]
    return Predictor(f"{team.lower()}_x_unknown", "", GROUP, "", here, of_country=country)


# --------------------------------------------------------------------------------------- the lines


T = TypeVar("T")


def _settled(fitted: Callable[[], T]) -> tuple[T | None, str]:
    """What was fitted, or none and the sentence that says why: the table of drivers stands."""
    try:
        return fitted(), ""
    except UnfittableError as problem:
        return None, f"Not estimated: {problem}"


def _refused(panel: Panel, outcome: Outcome, look: _Look, why: str, *, given: bool) -> Effect:
    """The line of what is not estimated, with the days that there were."""
    if why and min(look.days, look.other_days) >= FEWEST_DAYS:
        return effect_line(panel, outcome, look.predictor, None, why, caveat=look.caveat)
    few = f"{look.days} days against {look.other_days}: {FEWEST_DAYS} of each are needed."
    method, caveat = (TOO_FEW, few) if given else (NOT_GIVEN, "")
    return effect_line(panel, outcome, look.predictor, None, method, caveat=caveat)


def _days(panel: Panel, here: Flags) -> int:
    return len(np.unique(panel.day[here]))
