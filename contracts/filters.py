"""What a list may be asked for: a mistyped return or force is no empty list."""

from __future__ import annotations

from contracts.errors import NotThereError
from contracts.load import load_codelist, load_contract
from contracts.model import NATIONAL_CODE


def require_known(*, return_slug: str | None = None, force_code: str | None = None) -> None:
    """Raises ContractError where a return is given that is none, NotThereError for a force."""
    if return_slug is not None:
        load_contract(return_slug)
    codes = {code.code for code in load_codelist("force").codes} | {NATIONAL_CODE}
    if force_code is not None and force_code not in codes:
        raise NotThereError(f"There is no force with the code {force_code!r}.")
