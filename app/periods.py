"""The field in which a period is chosen, on every page about returns."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from app import returns, state, uploads, words
from contracts.model import Contract, PeriodGrain
from ledger.calendar import last_ended

_A_YEAR = {PeriodGrain.MONTH: 12, PeriodGrain.QUARTER: 4, PeriodGrain.QUARTER_END: 4}
YEARS_BACK = 10


def ask(
    column: AbstractContextManager[Any], contract: Contract, name: str, *, years_ahead: int = 0
) -> str:
    """The period that is `name` in the URL, else the latest known, chosen by its words.

    Where none is known it is the last that has ended: nobody is late with an example's.
    """
    grain, at = contract.period_grain, returns.now()
    known = returns.periods(contract.slug)
    back = range(-years_ahead * _A_YEAR[grain], YEARS_BACK * _A_YEAR[grain])
    offered = {*known, *(last_ended(grain, at, each) for each in back)}
    asked = state.given(name)
    if asked is not None and uploads.is_period(asked, grain):
        offered.add(asked)
    options = {each: words.period_words(each) for each in sorted(offered, reverse=True)}
    with column:
        return state.choose("Period", name, options, next(iter(known), last_ended(grain, at)))
