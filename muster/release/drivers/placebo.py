"""How often chance gives an effect as large: the same number of other days, taken at random."""

from __future__ import annotations

import numpy as np

from .models import Days, fit_days
from .panel import Flags, Floats

DRAWS = 1999
SEED = 7_3


def placebo_p_value(days: Days, key: str, eligible: Flags, draws: int = DRAWS) -> float:
    """Share of draws whose effect is at least as far from none, the observed one counted in.

    Each draw takes, for each treated day, an eligible day of the same weekday. Effects are the
    first step of Newton's method from the model without the driver, for the observed days and the
    placebo days alike. NaN where a weekday has no eligible day.
    """
    treated = np.flatnonzero(days.flags[key])
    pools = [np.flatnonzero(eligible & (days.weekday == days.weekday[day])) for day in treated]
    if any(len(pool) == 0 for pool in pools):
        return float("nan")
    chance = np.random.default_rng(SEED)
    picked = np.column_stack([chance.choice(pool, size=draws) for pool in pools])
    without, design = fit_days(days, leave_out=key)
    residual, weight = days.counts - without.expected, without.expected
    inverse = np.linalg.inv(design.T @ (design * weight[:, None]))

    def effect(sets: np.ndarray) -> Floats:
        score = residual[sets].sum(axis=1)
        shared = (design * weight[:, None])[sets].sum(axis=1)
        information = weight[sets].sum(axis=1) - np.einsum("ij,jk,ik->i", shared, inverse, shared)
        return np.abs(score / information)

    observed = effect(treated[None, :])[0]
    return float((1 + (effect(picked) >= observed).sum()) / (1 + draws))
