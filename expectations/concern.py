"""Which checks a change concerns, read off what their SQL names.

A check of one return names that return, its tables or its indicators; where none of what it names
has moved, its answer is the one of the release before. A check of the release as a whole names no
return, and is always asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .model import Check


@dataclass(frozen=True, slots=True)
class Moved:
    """What is not as in the release before: `names` of returns, of their indicators and of tables.

    Of the returns `beside` some figures moved and nothing else; `figures` are the tables that
    hold figures of all returns.
    """

    names: frozenset[str]
    beside: frozenset[str] = frozenset()
    figures: frozenset[str] = frozenset()


def is_concerned(check: Check, moved: Moved) -> bool:
    """Whether to ask again."""
    of_a_return = check.subject is not None or "__" in check.table
    names = names_in(check)
    of_figures_beside = bool(names & moved.beside) and bool(names & moved.figures)
    return not of_a_return or of_figures_beside or bool(names & moved.names)


def names_in(check: Check) -> frozenset[str]:
    """Every name in the check's SQL; of workforce__stock, the return as well."""
    told = (check.table, check.subject or "", check.unexpected_sql, check.assessed_sql)
    words = set(re.findall(r"\w+", " ".join(told)))
    return frozenset(words | {word.partition("__")[0] for word in words})
