"""What stands where a figure would: zero, missing, not applicable and suppressed told apart.

[x], [z], [c], [b], [e], [r] and [p] are the shorthand of the Government Analysis Function
(*unverified*); [n], [f] and [d] are ours.
"""

from __future__ import annotations

from collections.abc import Mapping

# The status of a figure to what is shown in its place; a zero is a figure, and shown as one.
MARKERS: Mapping[str, str] = {
    "missing": "[x]",
    "not_applicable": "[z]",
    "not_comparable": "[n]",
    "suppressed": "[c]",
}
STATUSES = ("published", *MARKERS)
# Beside a figure that is shown.
BREAK, DOUBTFUL, DIFFERS, LATER = "[b]", "[e]", "[f]", "[d]"
REVISED, PROVISIONAL = "[r]", "[p]"
MARKS: Mapping[str, str] = {
    BREAK: "a break in the series lies between this figure and the one before it",
    DOUBTFUL: "partly estimated or of low reliability, as the force or a caveat says",
    DIFFERS: "the force differs from others in a way that matters here; its caveat says how",
    LATER: "the population it is divided by is from a later date; its caveat says which",
    REVISED: "revised: another version of the return was signed off before; its caveat says which",
    PROVISIONAL: "provisional until the second quarter after the one the period is in, then final",
}


def of_its_own(marks: str | None) -> str:
    """The marks that set one figure apart from its neighbours: a whole period is provisional."""
    return " ".join(sign for sign in (marks or "").split() if sign != PROVISIONAL)


def marker(status: str) -> str:
    """What stands where the figure would; empty for one that is published."""
    return MARKERS.get(status, "")
