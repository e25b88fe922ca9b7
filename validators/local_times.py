"""What is said of a time without its offset: in one hour of a year it is two times, in one none."""

from __future__ import annotations

from datetime import UTC, datetime

from contracts.calendar import LONDON

_AS_TEXT = (
    "a date and time of a spreadsheet cannot hold one, so make the cell text, such as "
    "2024-03-01T00:00:00Z"
)
WITHOUT_OFFSET = (
    f"has no offset: local time is two different times when the clocks change; {_AS_TEXT}"
)
# In such an hour the clocks may change, and in no other: 01:00 to 02:00 of a last Sunday.
MAY_CHANGE = r"^[0-9]{4}-(03|10)-(2[5-9]|3[01])[T ]01:"


def without_offset(value: str) -> str:
    """Of a local time as YYYY-MM-DDThh:mm, with or without its seconds, or a day alone."""
    try:
        here = datetime.fromisoformat(value).replace(tzinfo=LONDON)
    except ValueError:
        return WITHOUT_OFFSET
    if here.utcoffset() == here.replace(fold=1).utcoffset():
        return WITHOUT_OFFSET
    if here.astimezone(UTC).astimezone(LONDON).replace(tzinfo=None) != here.replace(tzinfo=None):
        return (
            "has no offset, and no clock in London showed it: at 01:00 of that night they went "
            "forward to 02:00. Where the clock is of UTC, or was not put forward, write Z behind "
            f"it; {_AS_TEXT}"
        )
    return (
        "has no offset, and clocks in London showed it twice: at 02:00 of that night they went "
        "back to 01:00. Write +01:00 behind it where it was before that, and Z where it was after; "
        f"{_AS_TEXT}"
    )
