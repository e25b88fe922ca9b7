"""What a spreadsheet hides from whoever looks at it, or shows as taken back."""

from __future__ import annotations

from validators.read.grid import Complain
from validators.read.names import letter
from validators.read.structure import rows_text

Runs = list[tuple[int, int]]


def add_to_runs(runs: Runs, row: int) -> None:
    """One row more, which comes after all that are there; neighbours are one run."""
    if runs and runs[-1][1] == row - 1:
        runs[-1] = (runs[-1][0], row)
    else:
        runs.append((row, row))


def report_hidden(complain: Complain, first: int, last: int) -> None:
    inside = "it" if first == last else "them"
    complain(
        f"{rows_text(first, last)} hidden, so what is in {inside} may not be what you meant to "
        "send.",
        row=first,
        suggestion="Unhide or delete hidden rows, and clear every filter.",
    )


def report_struck(complain: Complain, first: int, last: int) -> None:
    inside = "it" if first == last else "them"
    complain(
        f"{rows_text(first, last)} struck out, in whole or in part, so what is in {inside} may not "
        "be what you meant to send.",
        row=first,
        suggestion="Delete what is not to count, and take the line through the rest away.",
    )


def report_hidden_column(complain: Complain, index: int) -> None:
    complain(
        f"Column {letter(index)} is hidden, so what is in it may not be what you meant to send.",
        index=index,
        suggestion="Unhide the column and check it, or delete it.",
    )
