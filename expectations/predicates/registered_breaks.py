"""The dated events that break a series, as SQL: who has registered one, and between which days."""

from __future__ import annotations

from .arguments import quoted


def break_between(slug: str, force: str, after: str, until: str) -> str:
    """True where a break of the return was registered after one day and until another.

    `force`, `after` and `until` are SQL expressions; what the returns themselves show of a
    changeover is no registration.
    """
    return f"""exists (
            select 1 from marts.series_break as registered
            where registered.return_slug = {quoted(slug)}
                and coalesce(registered.force_code, {force}) = {force}
                and registered.source <> {quoted(SHOWN_BY_RETURNS)}
                and registered.break_date > {after} and registered.break_date <= {until}
        )"""


SHOWN_BY_RETURNS = "the force's own returns"
