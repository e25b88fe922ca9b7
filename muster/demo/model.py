"""What the demonstration knows of one return: who sends it, and which faults are in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from contracts.load import load_contract
from contracts.model import NATIONAL_CODE, PeriodGrain
from muster.demo.draft import Draft
from muster.demo.facts import Force
from muster.demo.fault import Fault
from muster.demo.window import Window

# Force, window and seed to the drafts of that force, oldest first, nil returns included.
Drafts = Callable[[Force, Window, int], Iterable[Draft]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoReturn:
    """`days_to_send` are the fewest and most days from a period's end to its return.

    `periods_sent` is how many of the window's newest periods are sent; None for all of them.
    `months_ago` names the months that are sent instead, counted back from the window's last.
    `references` are the forms of text columns that hold no code: column -> regular expression.
    """

    slug: str
    drafts: Drafts
    faults: Mapping[str, Fault] = field(default_factory=dict[str, Fault])
    days_to_send: tuple[int, int] = (6, 17)
    periods_sent: int | None = None
    months_ago: tuple[int, ...] | None = None
    references: Mapping[str, str] = field(default_factory=dict[str, str])

    def sent_by(self, force: Force) -> bool:
        """Whether that force sends it, or the inspectorate where it is a national return."""
        return load_contract(self.slug).national is (force.code == NATIONAL_CODE)

    def periods(self, window: Window) -> tuple[str, ...]:
        """The periods of the window that are sent, oldest first."""
        every = {
            PeriodGrain.MONTH: window.every_month,
            PeriodGrain.QUARTER: window.every_quarter,
            PeriodGrain.QUARTER_END: window.every_quarter_end,
        }[load_contract(self.slug).period_grain]
        if self.months_ago is not None:
            chosen = {window.month(ago) for ago in self.months_ago}
            return tuple(period for period in every if period in chosen)
        return every[-self.periods_sent :] if self.periods_sent else every
