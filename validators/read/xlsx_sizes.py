"""Which rows and columns of an XLSX sheet nobody sees: those that are hidden, or have no size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


@dataclass(slots=True)
class Sizes:
    """What a sheet says of its rows and columns. One that has no size of its own has the sheet's.

    Rows that are "hidden by default" are those that the file leaves out: they hold nothing.
    """

    _height: str = "1"
    _width: str = "1"
    _hidden: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    _seen: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])

    def of_sheet(self, attributes: dict[str, str]) -> None:
        self._height = attributes.get("defaultRowHeight", self._height)
        self._width = attributes.get("defaultColWidth", self._width)

    def add_columns(self, attributes: dict[str, str]) -> None:
        hidden = _is_hidden(attributes, attributes.get("width", self._width))
        if hidden or not _is_seen(self._width):
            runs = self._hidden if hidden else self._seen
            runs.append((int(attributes["min"]) - 1, int(attributes["max"]) - 1))

    def hides_row(self, attributes: dict[str, str]) -> bool:
        return _is_hidden(attributes, attributes.get("ht", self._height))

    def hidden_of(self, columns: Iterable[int]) -> Iterator[int]:
        """Those of the columns that are hidden, from left to right."""
        for index in sorted(columns):
            if _holds(self._hidden, index) or (
                not _is_seen(self._width) and not _holds(self._seen, index)
            ):
                yield index


def _is_hidden(attributes: dict[str, str], size: str) -> bool:
    return attributes.get("hidden") in ("1", "true") or not _is_seen(size)


def _is_seen(size: str) -> bool:
    return bool(size.strip("0."))


def _holds(runs: Iterable[tuple[int, int]], index: int) -> bool:
    return any(first <= index <= last for first, last in runs)
