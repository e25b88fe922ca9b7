"""How a piece of a cell's text is set: what is raised, lowered or struck out is written so.

A cell that shows 40² or 4̶1̶42 holds the texts 402 and 4142, with the setting beside them. Read
without it, a footnote's mark would be a digit, and a figure that somebody has struck out would
be part of the one that replaced it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_DIGITS = "0123456789"
_RAISED = str.maketrans(_DIGITS, "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED = str.maketrans(_DIGITS, "₀₁₂₃₄₅₆₇₈₉")
_STROKE = "\u0336"


@dataclass(frozen=True, slots=True)
class Setting:
    """`place` is 'superscript', 'subscript' or anything else, which is neither."""

    place: str = ""
    struck: bool = False

    def written(self, text: str) -> str:
        """The text with its digits as they are seen."""
        if self.place == "superscript":
            text = text.translate(_RAISED)
        elif self.place == "subscript":
            text = text.translate(_LOWERED)
        return "".join(char + _STROKE for char in text) if self.struck else text


PLAIN = Setting()


@dataclass(slots=True)
class Runs:
    """Of XLSX: follows the elements of a text, and knows how the piece that comes now is set."""

    setting: Setting = PLAIN

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element of a text begins: of a run (r), a string (si, is) or a run's setting."""
        if name in ("r", "si", "is"):
            self.setting = PLAIN
        elif name == "vertAlign":
            self.setting = Setting(attributes.get("val", ""), self.setting.struck)
        elif name == "strike" and attributes.get("val", "1") not in ("0", "false"):
            self.setting = Setting(self.setting.place, struck=True)


def setting_of_style(attributes: Mapping[str, str]) -> Setting:
    """Of OpenDocument: how a style of text sets it."""
    # "super 58%", or how far above or below the line: "33% 58%", "-33% 58%".
    height = attributes.get("text-position", "").partition(" ")[0]
    if height == "super" or (height[:1].isdigit() and height != "0%"):
        place = "superscript"
    else:
        place = "subscript" if height == "sub" or height.startswith("-") else ""
    struck = attributes.get("text-line-through-style", "none") != "none"
    return Setting(place, struck=struck)
