"""What a list may be asked for: a mistyped return, force or period is no empty list."""

from __future__ import annotations

from contracts.errors import NotThereError
from contracts.load import load_codelist, load_contract
from contracts.model import NATIONAL_CODE, PeriodGrain
from contracts.periods import FORMS, parse_day, parse_period


def require_known(
    *, return_slug: str | None = None, force_code: str | None = None, period: str | None = None
) -> None:
    """Raises ContractError where a return is given that is none, NotThereError for the others."""
    if return_slug is not None:
        load_contract(return_slug)
    codes = {code.code for code in load_codelist("force").codes} | {NATIONAL_CODE}
    if force_code is not None and force_code not in codes:
        raise NotThereError(f"There is no force with the code {force_code!r}.")
    if period is not None:
        grains = [load_contract(return_slug).period_grain] if return_slug else list(PeriodGrain)
        if not any(_is_period(period, grain) for grain in grains):
            forms = "; or as ".join(FORMS[grain] for grain in grains)
            raise NotThereError(f"There is no period {period!r}; write it as {forms}.")


def nothing_found(*asked: str | None) -> str:
    """What is said of a list of submissions that is empty."""
    if any(asked):
        return "No submission that you may see matches what was asked for."
    return "There is no submission that you may see."


def _is_period(period: str, grain: PeriodGrain) -> bool:
    """Whether it is written as one; ledgers hold any day from before quarters had to be whole."""
    if grain is PeriodGrain.QUARTER_END:
        return parse_day(period) is not None
    try:
        parse_period(period, grain)
    except ValueError:
        return False
    return True
