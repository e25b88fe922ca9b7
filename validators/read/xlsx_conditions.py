"""Number formats that an XLSX sheet gives its cells on a condition; they come after the cells.

A condition that compares a number with others is worked out here. What a formula asks is not: what
a cell may be shown as by it is said for information.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from validators.read.grid import Complain
from validators.read.looks import report_seen
from validators.read.names import index_of, letter
from validators.read.seen import Doubt, doubt_of
from validators.read.xlsx_shown import is_plain, shown_by

_AREA = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")
# A sheet that was edited for years may have thousands of them, and each is asked of each number.
_MOST_AREAS = 500
_MEND = "Take the conditional format away, and look at the number."
_Asked = Callable[[float], bool]
_COMPARED: Mapping[str, Callable[[float, float], bool]] = {
    "lessThan": operator.lt, "lessThanOrEqual": operator.le, "equal": operator.eq,
    "notEqual": operator.ne, "greaterThanOrEqual": operator.ge, "greaterThan": operator.gt,
}  # fmt: skip


@dataclass(slots=True)
class _Rule:
    """A number format of the cells of some areas; `asked` is None where nobody works it out."""

    code: str
    asked: _Asked | None
    areas: Sequence[tuple[int, int, int, int]] = ()
    told: bool = False

    def is_of(self, row: int, index: int) -> bool:
        return any(
            top <= row <= bottom and left <= index <= right
            for top, left, bottom, right in self.areas
        )


@dataclass(slots=True)
class Conditions:
    """Follows the elements behind a sheet's cells. `codes` are those of the workbook's
    conditional formats, empty for one that has no number format. `more`: there are others than
    the `rules`."""

    codes: Sequence[str]
    rules: list[_Rule] = field(default_factory=list[_Rule])
    more: bool = False
    _kept: int = 0
    _areas: str = ""
    _waiting: list[_Rule] = field(default_factory=list[_Rule])
    _rule: dict[str, str] = field(default_factory=dict[str, str])
    _code: str = ""
    _formulas: list[str] = field(default_factory=list[str])
    _pieces: list[str] | None = None

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "conditionalFormatting":
            self._areas, self._waiting = attributes.get("sqref", ""), []
        elif name == "cfRule":
            format_at = attributes.get("dxfId", "")
            at = int(format_at) if format_at.isdecimal() else len(self.codes)
            self._code = self.codes[at] if at < len(self.codes) else ""
            self._rule, self._formulas = dict(attributes), []
        elif name == "numFmt":
            # Newer rules bring their format along.
            self._code = attributes.get("formatCode", "")
        elif name in ("formula", "sqref"):
            self._pieces = []

    def text(self, data: str) -> None:
        if self._pieces is not None:
            self._pieces.append(data)

    def end(self, name: str) -> None:
        if name in ("formula", "sqref"):
            text, self._pieces = "".join(self._pieces or ()), None
            if name == "sqref":
                self._areas = text
            else:
                self._formulas.append(text)
        elif name == "cfRule":
            if self._code and not is_plain(self._code):
                self._waiting.append(_Rule(self._code, _asked(self._rule, self._formulas)))
            self._code = ""
        elif name == "conditionalFormatting":
            areas = tuple(_area(found) for found in _AREA.finditer(self._areas))
            for rule in self._waiting:
                self._kept += len(areas)
                if self._kept > _MOST_AREAS:
                    self.more = True
                    return
                rule.areas = areas
                self.rules.append(rule)

    def report_more(self, complain: Complain) -> None:
        if self.more:
            complain(
                "there are more conditional formats with a number format than are looked at. "
                "Clear them, and look at the numbers.",
                for_information=True,
            )

    def report(self, complain: Complain, row: int, index: int, text: str) -> None:
        """Of a number that a condition shows, or may show, as something else."""
        for rule in self.rules:
            doubt = _doubt(rule, text) if rule.is_of(row, index) else None
            if doubt is None or not complain.suits(index, doubt.where):
                continue
            if rule.asked:
                told = Doubt(f"{doubt.how} by a conditional format", doubt.where, _MEND)
                report_seen(complain, row, index, text, told)
                return
            if not rule.told:
                rule.told = True
                complain(
                    f"a conditional format may show the number in {letter(index)}{row} "
                    f"{doubt.how}, and other numbers likewise. It was read as {text}.",
                    row=row,
                    index=index,
                    for_information=True,
                )


def _doubt(rule: _Rule, text: str) -> Doubt | None:
    """None where the rule is not asked of the number or shows it; what is no number is no doubt."""
    with suppress(ValueError):
        asked = rule.asked is None or rule.asked(float(text))
        seen = shown_by(rule.code, text)
        if asked and seen.text is not None:
            return doubt_of(text, seen.text, coloured=seen.coloured)
    return None


def _asked(rule: Mapping[str, str], formulas: Sequence[str]) -> _Asked | None:
    """What a rule asks of a number; None where a formula asks, or more than the number."""
    if rule.get("type") != "cellIs":
        return None
    try:
        limits = [float(formula) for formula in formulas]
    except ValueError:
        return None
    how = rule.get("operator", "")
    if how in _COMPARED and len(limits) == 1:
        return lambda number: _COMPARED[how](number, limits[0])
    if how in ("between", "notBetween") and len(limits) == 2:
        return lambda number: (min(limits) <= number <= max(limits)) is (how == "between")
    return None


def _area(found: re.Match[str]) -> tuple[int, int, int, int]:
    """The first row and column of an area, and the last ones."""
    left, top, right, bottom = found.groups()
    return (
        int(top),
        index_of(left),
        int(bottom or top),
        index_of(right or left),
    )
