"""How often chance gives an effect as large: the same number of other days, taken at random."""

from __future__ import annotations

import numpy as np

from .models import Days, fit_days
from .panel import Flags, Floats, Whole

DRAWS = 1999
SEED = 7_3
# The same days drawn in another order differ in the last digits only.
SAME = 1e-9


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
    _, without = fit_days(days, leave_out=key)
    weighted = without.design.rows() * without.expected[:, None]

    def effect(sets: Whole) -> Floats:
        score = without.residual[sets].sum(axis=1)
        shared = sum((weighted[each] for each in sets.T), np.zeros((len(sets), weighted.shape[1])))
        held = ((shared @ without.inverse) * shared).sum(axis=1)
        return np.abs(score / (without.expected[sets].sum(axis=1) - held))

    observed = effect(treated[None, :])[0]
    as_far = effect(picked) >= observed * (1.0 - SAME)
    return float((1 + as_far.sum()) / (1 + draws))
