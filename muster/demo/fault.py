"""One planted fault: where a rule fires, how it is made, and what the force answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from contracts.load import load_contract
from contracts.model import PeriodGrain
from muster.demo.draft import Draft, Row
from muster.demo.window import Window

REJECTED, ACCEPTED, RELEASE = "rejected", "accepted", "release"
Change = Callable[[Draft], None]


@dataclass(frozen=True, slots=True)
class Fault:
    """Where a rule fires. `ago` counts the return's own periods back from the newest.

    `outcome`: rejected (an extra submission, corrected afterwards), accepted (a warning that is
    explained, or information), or release (no submission can break the rule). `change` makes the
    fault; one without arises from what the force sends anyway.
    """

    return_slug: str
    force_code: str
    ago: int
    outcome: str
    how: str
    reason: str = ""
    sentence: str = ""
    change: Change | None = None

    def period_in(self, window: Window) -> str:
        name = {
            PeriodGrain.MONTH: window.month,
            PeriodGrain.QUARTER: window.quarter,
            PeriodGrain.QUARTER_END: window.quarter_end,
        }[load_contract(self.return_slug).period_grain]
        return name(self.ago)

    @property
    def period(self) -> str:
        """The period in the window that the demonstration has by default."""
        return self.period_in(Window())


def first_row(draft: Draft, table: str, **wanted: str) -> Row:
    """The first row with these values. Raises StopIteration where the story does not hold."""
    rows = draft.tables[table]
    return next(row for row in rows if all(row.get(k, "") == v for k, v in wanted.items()))


def set_first(table: str, **values: str) -> Change:
    """A change of the table's first row."""

    def change(draft: Draft) -> None:
        draft.tables[table][0].update(values)

    return change


def nothing(_: Draft) -> None:
    """The file itself is not changed: the fault lies in how it is sent."""
