"""What a sheet hides from whoever looks at it, takes back, or shows as it may not be meant."""

from __future__ import annotations

from collections.abc import Iterable

from validators.read.columns import Where, holds_anything, holds_free_text, holds_text
from validators.read.grid import Complain
from validators.read.names import letter, shown
from validators.read.seen import Doubt, doubt_of
from validators.read.structure import rows_text

_MADE = "a spreadsheet program may have made it of something else that was typed"
_AS_TEXT = "Format the column as text, and type the cell again as it is meant."

# More of them no spreadsheet program keeps of a number.
_KEPT_DIGITS = 15

Runs = list[tuple[int, int]]


def add_to_runs(runs: Runs, row: int) -> None:
    """One row more, which comes after all that are there; neighbours are one run."""
    if runs and runs[-1][1] == row - 1:
        runs[-1] = (runs[-1][0], row)
    else:
        runs.append((row, row))


def runs_of(numbers: Iterable[int]) -> Runs:
    """Rising numbers, neighbours together."""
    runs: Runs = []
    for number in numbers:
        add_to_runs(runs, number)
    return runs


def report_hidden(complain: Complain, first: int, last: int) -> None:
    suggestion = "Unhide or delete hidden rows, and clear every filter."
    _report_rows(complain, first, last, "hidden", suggestion)


def report_struck(complain: Complain, first: int, last: int) -> None:
    suggestion = "Delete what is not to count, and take the line through the rest away."
    _report_rows(complain, first, last, "struck out, in whole or in part", suggestion)


def _report_rows(complain: Complain, first: int, last: int, how: str, suggestion: str) -> None:
    inside = "it" if first == last else "them"
    complain(
        f"{rows_text(first, last)} {how}, so what is in {inside} may not be what you meant to "
        "send.",
        row=first,
        suggestion=suggestion,
    )


def report_hidden_column(complain: Complain, index: int) -> None:
    complain(
        f"Column {letter(index)} is hidden, so what is in it may not be what you meant to send.",
        index=index,
        suggestion="Unhide the column and check it, or delete it.",
    )


def report_covered(complain: Complain, row: int, index: int, text: str) -> None:
    """Of what a cell holds that lies under a merged one; empty for nothing."""
    if not text:
        return
    complain(
        f"The cell {letter(index)}{row} lies under a merged one and holds {shown(text)}, which "
        "nobody sees and which was not read.",
        row=row,
        index=index,
        value=text,
        suggestion="Unmerge the cells, and delete what is not meant to count.",
        last_row=row,
    )


def report_number(
    complain: Complain, row: int, index: int, text: str, seen: str, *, coloured: bool = False
) -> None:
    """Of a number that may be shown as something else; `seen` is what its cell shows."""
    doubt = doubt_of(text, seen, coloured=coloured)
    if doubt is not None and complain.suits(index, doubt.where):
        report_seen(complain, row, index, text, doubt)
    if seen.strip() != text:
        # A list of codes knows itself that 1 is none, and that 01 was meant.
        padded = seen.strip().lstrip("0") == text.lstrip("0")
        how = doubt.how if doubt else f"as {shown(seen.strip())}"
        where = holds_free_text if padded else holds_text
        report_number_in_text(complain, row, index, text, how, where)


def report_seen(complain: Complain, row: int, index: int, text: str, doubt: Doubt) -> None:
    complain(
        f"The number in {letter(index)}{row}, {text}, is shown {doubt.how}, so it may not be what "
        "you meant to send.",
        row=row,
        index=index,
        value=text,
        suggestion=doubt.mend,
        last_row=row,
        where=doubt.where,
    )


def report_number_in_text(
    complain: Complain, row: int, index: int, text: str, how: str, where: Where = holds_text
) -> None:
    """Of a number that a column of text shows otherwise than it is."""
    _report_in_text(complain, row, index, text, f"the number {text}, shown {how}", where)


def report_long_number(complain: Complain, row: int, index: int, text: str) -> None:
    """Of an identifier that was taken for a number: of its digits only the first are kept."""
    digits = text.lstrip("-")
    if len(digits) > _KEPT_DIGITS and digits.isdecimal() and not digits[_KEPT_DIGITS:].strip("0"):
        how = f"with nothing but zeros behind its first {_KEPT_DIGITS} digits"
        report_number_in_text(complain, row, index, text, how)


def report_date(complain: Complain, row: int, index: int, text: str, seen: str) -> None:
    """Of one in a column of text. `seen` is what the cell shows, empty if unknown."""
    as_seen = f", shown as {shown(seen)}" if seen else ""
    _report_in_text(complain, row, index, text, f"the date or time {text}{as_seen}", holds_text)


def _report_in_text(
    complain: Complain, row: int, index: int, text: str, what: str, where: Where
) -> None:
    if not complain.suits(index, where):
        return
    complain(
        f"The cell {letter(index)}{row} is {what}, in a column of text: {_MADE}.",
        row=row,
        index=index,
        value=text,
        suggestion=_AS_TEXT,
        last_row=row,
        where=where,
    )


def report_text(complain: Complain, row: int, index: int, text: str, seen: str) -> None:
    """Of a text that its cell's format shows as another, or not at all."""
    if not complain.suits(index, holds_anything):
        return
    how = f"as {shown(seen)}" if seen else "as nothing"
    complain(
        f"The text in {letter(index)}{row}, {shown(text)}, is shown {how}, so it may not be what "
        "you meant to send.",
        row=row,
        index=index,
        value=text,
        suggestion="Set the format of the cell to General, and look at its text.",
        last_row=row,
        where=holds_anything,
    )


def report_formula(complain: Complain, row: int, index: int, text: str) -> None:
    """Of a formula that nobody has worked out; `text` is the value beside it, empty for none."""
    saved = (
        f"has the saved value {shown(text)}, and the file says that it is still to be calculated: "
        "the value may be an old one, and was not read"
        if text
        else "has no saved value"
    )
    complain(
        f"The formula in {letter(index)}{row} {saved}.",
        row=row,
        index=index,
        value=text or None,
        suggestion="Open the file in your spreadsheet program, let it calculate, save it, or "
        "replace formulas by their values.",
    )
