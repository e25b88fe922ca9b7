"""The rules as tables, a module for each return and one for the rules that are common to all.

An edit is (table, row, cells): row 0 is the worked example's own row, "+" adds a copy of it with
these cells. The example passes every rule but those that say in `passes` what they need.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Edit = tuple[str, int | str, Mapping[str, str]]


@dataclass(frozen=True)
class Case:
    rule_id: str
    slug: str
    column: str | None
    fails: tuple[Edit, ...]
    passes: tuple[Edit, ...] = ()
    only: tuple[str, ...] = ()
    arrival: Mapping[str, object] = field(default_factory=dict[str, object])
    arrival_passes: Mapping[str, object] = field(default_factory=dict[str, object])
    force_code: str = "42"
    # Blank: the period of the return's examples. None: as for the failing example.
    period: str = ""
    only_passes: tuple[str, ...] | None = None


def case(rule_id: str, slug: str, column: str | None, *fails: Edit, **more: object) -> Case:
    return Case(rule_id, slug, column, fails, **more)  # type: ignore[arg-type]
