"""References that people read out over the telephone: no I, L, O or U in them."""

from __future__ import annotations

import secrets

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_submission_id() -> str:
    """A reference such as 7K3M-Q2XD-9RTV-04AB: 80 random bits, so it cannot be guessed."""
    letters = [secrets.choice(_LETTERS) for _ in range(16)]
    return "-".join("".join(letters[start : start + 4]) for start in range(0, 16, 4))


def new_window_id() -> str:
    """A reference such as W-7K3M-Q2XD-9RTV-04AB, which no submission can have."""
    return f"W-{new_submission_id()}"
