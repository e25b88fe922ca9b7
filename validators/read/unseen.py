"""Cells that are written in the colour that is behind them: what nobody sees may be nobody's."""

from __future__ import annotations

from dataclasses import dataclass, field

from contracts.amounts import count
from validators.read.columns import holds_anything
from validators.read.grid import Complain
from validators.read.names import letter

# What paints cells otherwise than their styles say: conditions, and the styles of tables.
_PAINTS = frozenset({"cfRule", "tablePart", "conditional-format"})
# Of 255: a difference that no eye sees.
_ALIKE = 16

_MEND = (
    "Give the column a colour that can be read, look at it, and delete what is not meant to count."
)

BLACK, WHITE = "000000", "FFFFFF"


def looks_alike(colour: str | None, other: str | None) -> bool:
    """Whether two colours, written RRGGBB, are one to the eye; None is one that is not known."""
    if colour is None or other is None:
        return False
    try:
        pairs = zip(bytes.fromhex(colour), bytes.fromhex(other), strict=True)
        return all(abs(one - another) <= _ALIKE for one, another in pairs)
    except ValueError:
        return False


@dataclass(slots=True)
class Unseen:
    """Counts such cells of a sheet by their column, with the first and the last row of them."""

    _found: dict[int, tuple[int, int, int]] = field(default_factory=dict[int, tuple[int, int, int]])
    _painted: bool = False

    def start(self, name: str) -> None:
        """An element of the sheet begins."""
        self._painted = self._painted or name in _PAINTS

    def add(self, row: int, index: int) -> None:
        first, _, cells = self._found.get(index, (row, row, 0))
        self._found[index] = (first, row, cells + 1)

    def report(self, complain: Complain) -> None:
        """Tell each column once; for information only where something else may paint them."""
        for index, (first, last, cells) in sorted(self._found.items()):
            it = "it" if cells == 1 else "them"
            what = (
                f"{letter(index)} has {count(cells, 'cell')} in the colour that is behind {it}, "
                f"the first in row {first:,}"
            )
            message = (
                f"column {what}. Where nothing else paints {it}, nobody sees what is in {it}: look."
                if self._painted
                else f"Column {what}, so what is in {it} may not be what you meant to send."
            )
            complain(
                message,
                row=first,
                index=index,
                suggestion=_MEND,
                # A header is often painted by what is not looked at: it alone is not told.
                last_row=last - 1,
                where=holds_anything,
                for_information=self._painted,
            )
