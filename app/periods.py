"""The field in which a period is chosen, on every page about returns."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from app import returns, state, uploads, words
from contracts.model import Contract, PeriodGrain
from contracts.periods import as_grain
from ledger.calendar import last_ended

_A_YEAR = {PeriodGrain.MONTH: 12, PeriodGrain.QUARTER: 4, PeriodGrain.QUARTER_END: 4}
YEARS_BACK = 10


def ask(
    column: AbstractContextManager[Any], contract: Contract, name: str, *, years_ahead: int = 0
) -> str:
    """The period that is `name` in the URL, else the latest known, chosen by its words.

    Where none is known it is the last that has ended: nobody is late with an example's. A month
    in the URL is the quarter that it is in where the return is of quarters, and the other way round
    a quarter is its last month: a page that looked at another return goes on at the same time.
    """
    grain, at = contract.period_grain, returns.now()
    known = returns.periods(contract.slug)
    back = range(-years_ahead * _A_YEAR[grain], YEARS_BACK * _A_YEAR[grain])
    offered = {*known, *(last_ended(grain, at, each) for each in back)}
    asked = as_grain(state.given(name) or "", grain)
    if uploads.is_period(asked, grain):
        offered.add(asked)
    options = {each: words.period_words(each) for each in sorted(offered, reverse=True)}
    with column:
        latest = next(iter(known), last_ended(grain, at))
        return state.choose("Period", name, options, latest, asked=asked)
