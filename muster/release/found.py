"""What the release's checks found about a return, as it stands beside the return's figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from . import ask

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Findings about one indicator are about the figure itself, and stand in its trace; those about a
# return concern every figure that is made from it.
_FOUND = """
    select i.indicator, f.period, f.force_code, f.rule_id, f.severity, f.suite, f.message
    from checks.findings as f join marts.indicator as i
        on f.table_name = i.return_slug
        or starts_with(f.table_name, i.return_slug || '.')
        or starts_with(f.table_name, 'raw.' || i.return_slug || '__')
    where f.indicator is null and f.force_code is not null and f.period is not null and {which}
    order by i.indicator, f.period, f.force_code, f.rule_id, f.message
"""
QUERY = _FOUND.format(which="i.indicator = ? and f.period = ?")
QUERY_OF_FORCE = _FOUND.format(which="f.force_code = ?")


def beside(connection: DuckDBPyConnection, indicator: str, period: str) -> list[tuple[str, str]]:
    """Force code and a sentence for each rule that found something of the return and period."""
    return sentences(ask.rows(connection, QUERY, indicator, period))


def sentences(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Force code and a sentence for each force and rule of the rows, the first finding in words."""
    by_rule: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        key = (str(row["force_code"]), str(row["rule_id"]))
        by_rule.setdefault(key, []).append(str(row["message"]))
    return [
        (code, f"Release check {rule_id} on its return: {_words(messages)}")
        for (code, rule_id), messages in by_rule.items()
    ]


def _words(messages: Sequence[str]) -> str:
    """The first, without the force's name in front, and how many more there are."""
    told = messages[0].partition(": ")[2] or messages[0]
    more = len(messages) - 1
    return f"{told} ({more} more: see Release checks.)" if more else told
