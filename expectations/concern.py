"""Which checks a change concerns, read off what their SQL names.

A check of one return names that return, its tables or its indicators; where none of what it names
has moved, its answer is the one of the release before. A check of the release as a whole names no
return, and is always asked.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from .model import Check


def is_concerned(check: Check, moved: Collection[str]) -> bool:
    """Whether to ask again; `moved` are names of returns, of their indicators and of tables."""
    of_a_return = check.subject is not None or "__" in check.table
    return not of_a_return or not names_in(check).isdisjoint(moved)


def names_in(check: Check) -> frozenset[str]:
    """Every name in the check's SQL; of workforce__stock, the return as well."""
    told = (check.table, check.subject or "", check.unexpected_sql, check.assessed_sql)
    words = set(re.findall(r"\w+", " ".join(told)))
    return frozenset(words | {word.partition("__")[0] for word in words})
