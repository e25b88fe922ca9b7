"""The field in which a period is written, on every page about returns."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import streamlit as st

from app import parts, returns, state, uploads
from contracts.model import Contract
from ledger.calendar import last_ended


def ask(column: AbstractContextManager[Any], contract: Contract, name: str) -> str | None:
    """The period that is `name` in the URL, else the latest known; None until it can be read.

    Where none is known it is the last that has ended: nobody is late with an example's.
    """
    _, example = uploads.PERIOD_FORMS[contract.period_grain]
    ended = last_ended(contract.period_grain, returns.now())
    latest = next(iter(returns.periods(contract.slug)), ended)
    with column:
        period = state.write("Period, such as " + example, name, latest)
    if uploads.is_period(period, contract.period_grain):
        return period
    st.error(parts.escaped(f"The period of this return is written like {example}."))
    return None
