"""The faults of a contract: all of them at once, each a sentence on a line of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from contracts.amounts import count
from contracts.errors import ContractError

_MOST_TOLD = 20
_Entry = TypeVar("_Entry")
_Made = TypeVar("_Made")


@dataclass(slots=True)
class Faults:
    """Gathers sentences; that of a fault of many places comes once."""

    told: dict[str, None] = field(default_factory=dict[str, None])

    def add(self, sentences: Iterable[str]) -> None:
        self.told.update(dict.fromkeys(sentences))

    def each(self, make: Callable[[_Entry], _Made], entries: Iterable[_Entry]) -> tuple[_Made, ...]:
        """What is made of each entry of which nothing is wrong."""
        made: list[_Made] = []
        for entry in entries:
            try:
                made.append(make(entry))
            except ContractError as error:
                self.add(str(error).splitlines())
        return tuple(made)

    def refuse(self) -> None:
        """Raises ContractError where there is any."""
        if not self.told:
            return
        lines = [*self.told]
        left = len(lines) - _MOST_TOLD
        if left > 1:
            lines[_MOST_TOLD:] = [f"And {count(left, 'more fault')}."]
        raise ContractError("\n".join(lines))
