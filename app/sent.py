"""What a force has sent by the end of a month, and what it has not."""

from __future__ import annotations

from app import queries, words
from app.months import ENDED_BY

# A return that came, whatever has become of it since.
_CAME = "state not in ('missing', 'not_expected')"


def unsent_words(release_id: str, force_code: str, name: str, month: str) -> str:
    """Which returns that ended in the month the force has not sent; empty where all have come."""
    rows = queries.rows(
        release_id,
        f"select return_slug, {_CAME} as came from marts.coverage "
        "where force_code = ? and expected and strftime(period_end, '%Y-%m') = ? "
        "order by return_slug",
        force_code,
        month,
    )
    unsent = [words.return_words(str(row["return_slug"])) for row in rows if not row["came"]]
    if not unsent:
        return ""
    when = words.period_words(month)
    if len(unsent) == len(rows):
        return f"{name} has sent no return for {when}; {_last(release_id, force_code, month)}."
    return (
        f"{name} has not sent {len(unsent)} of {words.count(len(rows), 'return')} for {when}: "
        f"{'; '.join(unsent)}."
    )


def _last(release_id: str, force_code: str, month: str) -> str:
    found = queries.rows(
        release_id,
        "select strftime(max(period_end), '%Y-%m') as month from marts.coverage "
        f"where force_code = ? and {_CAME} and {ENDED_BY}",
        force_code,
        month,
    )[0]["month"]
    return (
        f"its latest are for {words.period_words(str(found))}" if found else "it has sent none yet"
    )


def due(release_id: str, force_code: str, month: str) -> dict[str, str]:
    """Return to the day on which its last period ended that was expected by the month's end."""
    rows = queries.rows(
        release_id,
        "select return_slug, max(period_end) as period_end from marts.coverage "
        f"where force_code = ? and expected and {ENDED_BY} group by all order by all",
        force_code,
        month,
    )
    return {str(row["return_slug"]): str(row["period_end"]) for row in rows}
