"""The planted faults of the digital evidence return."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from muster.demo.draft import Draft, Row, fixed


def _camera_row(draft: Draft, channel: str) -> Row:
    """The row of camera recordings by a channel. Raises StopIteration where there is none."""
    kind = ("CCTV", channel)
    rows = draft.tables["retrievals"]
    return next(row for row in rows if (row["evidence_type"], row["retrieval_channel"]) == kind)


def _more_than_asked(draft: Draft) -> None:
    row = _camera_row(draft, "SECURE_LINK")
    row["received"] = str(int(row["requests"]) + 9)


def _median_beyond(draft: Draft) -> None:
    row = _camera_row(draft, "SECURE_LINK")
    median, ninetieth = "hours_to_receipt_median", "hours_to_receipt_p90"
    row[median], row[ninetieth] = row[ninetieth], row[median]


def _slow_links(draft: Draft) -> None:
    courier, link = (_camera_row(draft, channel) for channel in ("DISC_COURIER", "SECURE_LINK"))
    hours = round(float(courier["hours_to_receipt_median"]) * 100)
    link["hours_to_receipt_median"] = fixed(hours + 350)
    link["hours_to_receipt_p90"] = fixed(hours * 3)


def _hashes_lost(draft: Draft) -> None:
    row = _camera_row(draft, "SECURE_LINK")
    row["continuity_exceptions"] = str(-(-int(row["received"]) // 30))


def _discs_again(draft: Draft) -> None:
    """A seventh of everything received moves from secure links to couriered discs."""
    moved = sum(int(row["received"]) for row in draft.tables["retrievals"]) // 7
    for channel, sign in (("SECURE_LINK", -1), ("DISC_COURIER", 1)):
        row = _camera_row(draft, channel)
        for column in ("requests", "received"):
            row[column] = str(int(row[column]) + sign * moved)


SPOIL: Mapping[str, Callable[[Draft], None]] = {
    "R06-01": _more_than_asked,
    "R06-02": _median_beyond,
}
BEND: Mapping[str, Callable[[Draft], None]] = {
    "R06-03": _slow_links,
    "R06-04": _hashes_lost,
    "R06-06": _discs_again,
}
