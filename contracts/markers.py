"""What stands where a figure would: zero, missing, not applicable and suppressed told apart.

[x], [z], [c], [b] and [e] are the shorthand of the Government Analysis Function (*unverified*);
[n] and [f] are ours.
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
BREAK, DOUBTFUL, DIFFERS = "[b]", "[e]", "[f]"
MARKS: Mapping[str, str] = {
    BREAK: "a break in the series lies between this figure and the one before it",
    DOUBTFUL: "in part estimated or of low reliability, as the force or its caveat says",
    DIFFERS: "the force differs from others in a way that matters here; its caveat says how",
}


def marker(status: str) -> str:
    """What stands where the figure would; empty for one that is published."""
    return MARKERS.get(status, "")
