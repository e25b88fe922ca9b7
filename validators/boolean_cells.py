"""An answer of yes or no that is not written true or false."""

from __future__ import annotations

from collections.abc import Mapping

from validators.day_cells import Said

# As people tick, as Access and programs number them, and in Welsh.
_TRUE = (
    "yes",
    "y",
    "1",
    "1.0",
    "t",
    "on",
    "-1",
    "\u2713",
    "\u2714",
    "\u2611",
    "\u2705",
    "ydy",
    "oes",
)
_FALSE = (
    "no",
    "n",
    "0",
    "0.0",
    "f",
    "off",
    "\u2717",
    "\u2718",
    "\u2610",
    "\u274c",
    "nac ydy",
    "nac oes",
)
_MEANT: Mapping[str, str] = {
    **dict.fromkeys(_TRUE, "true"),
    **dict.fromkeys(_FALSE, "false"),
}


def boolean_said(value: str) -> Said:
    """Of a cell that is neither true nor false, in whichever capitals."""
    return "is not true or false", _MEANT.get(value.lower())
