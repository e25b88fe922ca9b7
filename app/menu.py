"""The pages of the app, in the sections of its menu, and for whom they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.declared import FOLDER
from ledger.access import Operation

# The sections of the menu and their pages; DECLARED stands for the pages that are declared.
DECLARED = ("", "")
MENU: Mapping[str, Sequence[tuple[str, str]]] = {
    "Comparisons": (
        ("national", "National picture"),
        ("compare", "Compare forces"),
        ("force", "Force profile"),
    ),
    "Topics": (("reliability", "System reliability"), ("drivers", "Demand drivers"), DECLARED),
    "Returns": (
        ("submit", "Submit a return"),
        ("signoff", "Sign off"),
        ("windows", "Returns and windows"),
        ("local_codes", "Local codes"),
    ),
    "Behind the figures": (
        ("trace", "Trace"),
        ("checks", "Release checks"),
        ("definitions", "Definitions"),
    ),
}
NEEDS_NO_RELEASE = ("Submit a return", "Sign off", "Returns and windows", "Local codes")
# Pages that are there only for who may do at least this; every page is asked again by the ledger.
ONLY_FOR: Mapping[str, Operation] = {
    "submit": Operation.RECEIVE,
    "signoff": Operation.READ,
    "windows": Operation.READ_STANDING,
    "local_codes": Operation.READ_MAPPINGS,
    "trace": Operation.TRACE,
}


def names() -> list[str]:
    """The pages as addresses name them, those that are declared too."""
    ours = [name for entries in MENU.values() for name, _ in entries if name]
    return [*ours, *(path.stem for path in FOLDER.glob("*.yaml"))]
