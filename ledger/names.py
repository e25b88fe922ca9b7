"""What a received file may be called: a name is kept as words and never becomes a place."""

from __future__ import annotations

from contracts.errors import SubmissionError

LONGEST_BYTES = 200


def require_plain(name: str) -> None:
    """Raises SubmissionError where the name is none that a file in one folder could have."""
    plain = (
        name.strip(". ")
        and not set(name) & {"/", "\\"}
        and name.isprintable()
        and len(name.encode("utf-8", "replace")) <= LONGEST_BYTES
    )
    if not plain:
        raise SubmissionError(
            f"{name[:60]!r} is not a file's name: use one of up to {LONGEST_BYTES} bytes, without "
            "slashes or invisible signs."
        )
