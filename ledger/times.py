"""Times as the ledger takes and keeps them: always given, always aware, always in UTC."""

from __future__ import annotations

from datetime import UTC, datetime

from contracts.errors import SubmissionError


def aware_utc(moment: datetime, what: str) -> datetime:
    """The moment in UTC. Raises SubmissionError where it names no offset."""
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise SubmissionError(f"The time given as {what} has no time zone; give it in UTC.")
    return moment.astimezone(UTC)


def written_time(moment: datetime) -> str:
    """The one written form of a time: UTC, microseconds, `Z`; it sorts as text."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def minute_words(moment: datetime) -> str:
    """`2024-03-01 09:30 UTC`, for a list: a time is never shown without its zone."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def read_time(text: str) -> datetime:
    """What `written_time` wrote; read by the quick way, for a ledger holds many times."""
    return datetime.fromisoformat(text)
