"""Text whose lines end otherwise than a spreadsheet's: all of it would be one wide header."""

from __future__ import annotations

from collections.abc import Mapping

from contracts.errors import UnreadableFileError
from validators.read.csv_precise import DELIMITERS
from validators.read.encoding import WINDOWS, Encoding, open_text
from validators.read.source import Source

_SAMPLE = 64 * 1024
# What ends lines where they come from, as mainframes, old word processors and scripts.
_OTHERS: Mapping[str, str] = {
    "\x85": "the character U+0085 (next line)",
    "\u2028": "the character U+2028 (line separator)",
    "\u2029": "the character U+2029 (paragraph separator)",
    "\x1e": "the character U+001E (record separator)",
    "\x0b": "the character U+000B (line tabulation)",
    "\x0c": "the character U+000C (form feed)",
    "\\r\\n": "\\r\\n, four characters that can be seen,",
    "\\n": "\\n, two characters that can be seen,",
}
# The byte of U+0085, as Windows has it.
_DOTS = "\u2026"


def require_line_ends(source: Source, encoding: Encoding) -> None:
    """Raises UnreadableFileError where a text is a single line, and what else ends its lines shows.

    What is no line end to a spreadsheet is none to Muster: in a cell it is a character.
    """
    with open_text(source, encoding) as handle:
        head = handle.read(_SAMPLE).rstrip("\r\n")
    if "\n" in head or "\r" in head or not any(sign in head for sign in DELIMITERS):
        return
    if encoding.name == WINDOWS:
        head = head.replace(_DOTS, "\x85")
    found = next((told for sign, told in _OTHERS.items() if sign in head), None)
    if found is not None:
        raise UnreadableFileError(
            f"{source.name} is a single line: where its lines should end it has {found} and no "
            "end of a line. Have the program that made it end each line with CR LF or LF, or "
            "replace them in a text editor, and send that."
        )
