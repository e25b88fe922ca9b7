"""A list is not asked for a return or a force that there is not."""

from __future__ import annotations

import re

import pytest

from contracts.errors import ContractError, MusterError, NotThereError
from contracts.filters import nothing_found, require_known


@pytest.mark.parametrize(
    ("return_slug", "force_code", "period"),
    [
        (None, None, None),
        ("workforce", None, None),
        (None, "42", None),
        ("workforce", "42", None),
        (None, "EW", None),
        ("workforce", None, "2024-03-31"),
        ("workforce", None, "2024-03-10"),  # ledgers hold such
        ("domestic_abuse", None, "2024-03"),
        (None, None, "2024-03"),
        (None, None, "2024-Q1"),
    ],
)
def test_what_there_is(return_slug: str | None, force_code: str | None, period: str | None) -> None:
    require_known(return_slug=return_slug, force_code=force_code, period=period)


@pytest.mark.parametrize(
    ("return_slug", "force_code", "period", "error", "sentence"),
    [
        ("workfroce", None, None, ContractError, "no return called 'workfroce'. The returns are: "),
        (None, "99", None, NotThereError, "There is no force with the code '99'."),
        (None, None, "2024-99", NotThereError, "There is no period '2024-99'; write it as "),
        (None, None, "2024-3", NotThereError, "or as a month, such as 2022-03; or as a quarter"),
        ("domestic_abuse", None, "2024-Q1", NotThereError, "write it as a month, such as 2022-03."),
        ("workforce", None, "2024-03", NotThereError, "write it as the last day of a quarter"),
        ("workforce", "1", None, NotThereError, "There is no force with the code '1'."),
    ],
)
def test_what_there_is_not_is_named(
    return_slug: str | None,
    force_code: str | None,
    period: str | None,
    error: type[MusterError],
    sentence: str,
) -> None:
    with pytest.raises(error, match=re.escape(sentence)):
        require_known(return_slug=return_slug, force_code=force_code, period=period)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ((None, None, "2024-03"), "No submission that you may see matches what was asked for."),
        ((None, None, None), "There is no submission that you may see."),
    ],
)
def test_a_list_that_is_empty_says_so(asked: tuple[str | None, ...], sentence: str) -> None:
    assert nothing_found(*asked) == sentence
