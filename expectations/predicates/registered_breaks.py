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


def taken_in_between(slug: str, force: str, after: str, until: str) -> str:
    """True where the force took another in after one day and until another.

    What it has since is not what it had alone, and came by no movement that a return counts.
    """
    return f"""exists (
            select 1 from marts.series_break as merged
            where merged.return_slug = {quoted(slug)} and merged.force_code = {force}
                and merged.source = {quoted(SHOWN_BY_FORCES)}
                and merged.break_date > {after} and merged.break_date <= {until}
        )"""


def taken_in_by(slug: str, force: str, day: str) -> str:
    """A join, as `merged`, of the days from which the force was one with another, up to a day.

    How many there are parts what it has together with them from what it had before.
    """
    return f"""left join marts.series_break as merged
                on merged.return_slug = {quoted(slug)} and merged.force_code = {force}
                and merged.source = {quoted(SHOWN_BY_FORCES)} and merged.break_date <= {day}"""


SHOWN_BY_RETURNS = "the force's own returns"
SHOWN_BY_FORCES = "the list of forces"
