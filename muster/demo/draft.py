"""One submission while it is being written: its tables as rows of text."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from io import StringIO

from contracts.load import load_contract
from muster.demo.plan import PlannedExplanation

Row = dict[str, str]


@dataclass(slots=True, kw_only=True)
class Draft:
    """The tables of one submission, still open to change.

    `renamed` gives columns another heading than the contract's, and `extra_files` are written as
    they are: both exist for faults only.
    """

    return_slug: str
    force_code: str
    period: str
    tables: dict[str, list[Row]]
    submission_type: str = "INITIAL"
    explanations: list[PlannedExplanation] = field(default_factory=list[PlannedExplanation])
    faults: list[str] = field(default_factory=list[str])
    renamed: dict[str, str] = field(default_factory=dict[str, str])
    extra_files: dict[str, str] = field(default_factory=dict[str, str])

    def copy(self) -> Draft:
        return deepcopy(self)

    def explain(self, rule_id: str, reason: str, sentence: str) -> None:
        """Plan one answer for a rule; a second answer to the same rule is dropped."""
        if all(known.rule_id != rule_id for known in self.explanations):
            self.explanations.append(
                PlannedExplanation(rule_id=rule_id, reason=reason, sentence=sentence)
            )

    def files(self) -> Mapping[str, str]:
        """File name -> content, one CSV for each table."""
        written = {
            f"{name}.csv": self._csv(name, rows) for name, rows in sorted(self.tables.items())
        }
        return {**written, **self.extra_files}

    def _csv(self, table: str, rows: list[Row]) -> str:
        names = columns(self.return_slug, table)
        content = StringIO()
        written = csv.writer(content, lineterminator="\n")
        written.writerow([self.renamed.get(name, name) for name in names])
        written.writerows([row.get(name, "") for name in names] for row in rows)
        return content.getvalue()


@cache
def columns(return_slug: str, table: str) -> tuple[str, ...]:
    """The columns of the contract, in its order."""
    return load_contract(return_slug).table(table).column_names


def fixed(hundredths: int) -> str:
    """1250 -> 12.50."""
    sign = "-" if hundredths < 0 else ""
    return f"{sign}{abs(hundredths) // 100}.{abs(hundredths) % 100:02d}"


def flag(value: bool) -> str:
    return "true" if value else "false"
