"""What stands where a figure would: zero, missing, not applicable and suppressed told apart.

[x], [z], [c], [b] and [e] are the shorthand of the Government Analysis Function (*unverified*);
[n] is ours.
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
BREAK, DOUBTFUL = "[b]", "[e]"


def marker(status: str) -> str:
    """What stands where the figure would; empty for one that is published."""
    return MARKERS.get(status, "")
