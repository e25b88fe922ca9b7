"""A list is not asked for a return or a force that there is not."""

from __future__ import annotations

import re

import pytest

from contracts.errors import ContractError, MusterError, NotThereError
from contracts.filters import require_known


@pytest.mark.parametrize(
    ("return_slug", "force_code"),
    [(None, None), ("workforce", None), (None, "42"), ("workforce", "42"), (None, "EW")],
)
def test_what_there_is(return_slug: str | None, force_code: str | None) -> None:
    require_known(return_slug=return_slug, force_code=force_code)


@pytest.mark.parametrize(
    ("return_slug", "force_code", "error", "sentence"),
    [
        ("workfroce", None, ContractError, "no return called 'workfroce'. The returns are: "),
        (None, "99", NotThereError, "There is no force with the code '99'."),
        ("workforce", "1", NotThereError, "There is no force with the code '1'."),
    ],
)
def test_what_there_is_not_is_named(
    return_slug: str | None, force_code: str | None, error: type[MusterError], sentence: str
) -> None:
    with pytest.raises(error, match=re.escape(sentence)):
        require_known(return_slug=return_slug, force_code=force_code)
