"""What a briefing says: every sentence made of the registry's words and a release's figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import caveats, totals, words
from app.briefing import sentences
from app.months import ENDED_BY
from contracts.errors import UsageError
from contracts.periods import with_days_in_words
from ledger.access import may_trace
from ledger.model import Actor
from muster.release import ask, explained, found, store

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Briefing:
    """One force, up to one month, as one release has it.

    The three lists are sentences, the most telling first; those of `outside` are by return.
    `beside` is what checks found and the force explained, of which figures.
    `figures` has a row for every indicator, `submissions` what they were made from, `trends` the
    points of some indicators, and `forces` the names of all. `submissions` is None where whoever
    asked may not trace the force's figures: a profile is for everybody, and its files are not.
    """

    force: Row
    month: str
    release_id: str
    as_of: str
    demonstration: bool
    outside: Mapping[str, Sequence[str]]
    outside_note: str
    changed: Sequence[str]
    cannot_say: Sequence[str]
    beside: Sequence[str]
    figures: Sequence[Row]
    submissions: Sequence[Row] | None
    trends: Mapping[str, Sequence[Row]]
    registry: Mapping[str, Row]
    forces: Sequence[str]

    @property
    def totals(self) -> list[str]:
        """Of whom the totals are that the table of figures only counts."""
        labelled = [(str(row["all_label"]), str(row["title"])) for row in self.figures]
        return totals.named(labelled, self.forces)

    @property
    def title(self) -> str:
        return f"{self.force['official_name']}: briefing, {words.period_words(self.month)}"

    @property
    def trace_words(self) -> tuple[str, str]:
        """What leads from a figure to the received files, and where that is in Muster; or to whom
        alone they are named."""
        if self.submissions is None:
            return (
                "The submissions and files behind the figures are shown only to the force itself "
                "and the inspectorate.",
                "",
            )
        return (
            "Trace, under Behind the figures, leads from any figure back to the files received:",
            f"/trace?force={self.force['force_code']}",
        )

    @property
    def about(self) -> str:
        """Name in both languages, region, and what makes the force hard to compare."""
        welsh = f" / {self.force['welsh_name']}" if self.force.get("welsh_name") else ""
        note = self.force.get("comparability_note")
        told = f"{self.force['official_name']}{welsh}, {self.force['region']}."
        return f"{told} {note}" if note else told


def briefing(home: Path, force_code: str, month: str | None = None, *, actor: Actor) -> Briefing:
    """The briefing of a force up to a month, the last of the current release unless named.

    It names the submissions and files behind the figures where the actor may trace them.

    Raises UsageError for an unknown force or month, and where there is no release.
    """
    release = store.require_current(home)
    with store.connect(release) as connection:
        force = ask.known_force(connection, force_code)
        chosen = _month(connection, month)
        registry = {
            str(row["indicator"]): row
            for row in ask.rows(
                connection, "select * from marts.indicator order by return_title, title"
            )
        }
        figures = [
            _figure(row, registry[str(row["indicator"])])
            for row in _latest(connection, force_code, chosen)
        ]
        order = list(registry)
        figures.sort(key=lambda row: order.index(str(row["indicator"])))
        changes = _changes(connection, force_code)
        signalled = [row for row in figures if sentences.is_outside(row)]
        return Briefing(
            force=force,
            month=chosen,
            release_id=release.release_id,
            as_of=str(release.manifest.get("as_of", "")),
            demonstration=any(row["demonstration"] for row in figures),
            outside=sentences.by_return(signalled, registry),
            outside_note=sentences.alarms(figures),
            changed=sentences.changed(figures, changes, registry),
            cannot_say=sentences.cannot_say(
                figures, registry, _returns(connection, force_code, chosen)
            ),
            beside=_beside(connection, force_code, figures, registry),
            figures=figures,
            submissions=_submissions(connection, force_code, figures)
            if may_trace(actor, force_code)
            else None,
            trends={
                str(row["indicator"]): _series(connection, force_code, str(row["indicator"]))
                for row in sentences.ordered(signalled)[:2]
            },
            registry=registry,
            forces=[
                str(row["short_name"])
                for row in ask.rows(connection, "select short_name from marts.force")
            ],
        )


def _month(connection: DuckDBPyConnection, asked: str | None) -> str:
    months = [
        str(row["month"])
        for row in ask.rows(
            connection,
            "select distinct strftime(period_end, '%Y-%m') as month from marts.comparison "
            "where period_end is not null order by month desc",
        )
    ]
    if not months:
        raise UsageError(
            "The release holds no figures yet, so there is nothing to put in a briefing."
        )
    if asked is None:
        return months[0]
    if asked not in months:
        raise UsageError(
            f"This release has no figures for {asked!r}; its months run from {months[-1]} to "
            f"{months[0]}."
        )
    return asked


def _latest(connection: DuckDBPyConnection, force_code: str, month: str) -> list[Row]:
    """Each indicator's row at its last period up to the month, with the spread of the forces."""
    return ask.rows(
        connection,
        """
        with upto as (
            select *, dense_rank() over (partition by indicator order by period_end desc) as age,
                count(*) filter (where status = 'published') over (partition by indicator, period)
                    as placed,
                min(case when status = 'published' then value end)
                    over (partition by indicator, period) as lowest,
                max(case when status = 'published' then value end)
                    over (partition by indicator, period) as highest
            from marts.comparison where strftime(period_end, '%Y-%m') <= ?
        )
        select * exclude (age, placed, lowest, highest), if(placed > 1, lowest, null) as low,
            if(placed > 1, highest, null) as high
        from upto where age = 1 and force_code = ? order by indicator
        """,
        month,
        force_code,
    )


def _figure(row: Row, indicator: Row) -> Row:
    places = int(indicator["decimals"] or 0)
    return {
        **row,
        "title": indicator["title"],
        "unit": indicator["unit"],
        "return_title": indicator["return_title"],
        "shown": words.shown(row, places),
        "all_shown": words.mean_number(row["all_weighted"], places),
        "median_shown": words.mean_number(row["median"], places),
        "interval": words.interval(row, places),
        "signal": "; ".join(sentences.signals(row)),
        "period_words": words.period_words(str(row["period"])),
    }


def _beside(
    connection: DuckDBPyConnection,
    force_code: str,
    figures: Sequence[Row],
    registry: Mapping[str, Row],
) -> list[str]:
    """What checks found and the force explained, its days in words."""
    told = caveats.by_figure(
        ask.rows(connection, found.QUERY_OF_FORCE, force_code),
        ask.rows(connection, explained.QUERY_OF_FORCE, force_code),
    )
    return [with_days_in_words(each) for each in caveats.gathered(figures, registry, told)]


def _changes(connection: DuckDBPyConnection, force_code: str) -> dict[tuple[str, str], Row]:
    """Indicator and period to the change on a year earlier, with the interval of that time."""
    found = ask.rows(
        connection,
        """
        select change.*, earlier.lower as earlier_lower, earlier.upper as earlier_upper
        from marts.change as change
        join marts.comparison as earlier
            on earlier.force_code = change.area and earlier.indicator = change.indicator
            and earlier.period = change.earlier_period
        where change.area_kind = 'force' and change.span = 'year earlier' and change.area = ?
        """,
        force_code,
    )
    return {(str(row["indicator"]), str(row["period"])): row for row in found}


def _returns(connection: DuckDBPyConnection, force_code: str, month: str) -> list[Row]:
    """The last expected period of each return, and what has come of it."""
    return ask.rows(
        connection,
        f"""
        select return_slug, period, state, is_late from marts.coverage
        where force_code = ? and expected and {ENDED_BY}
        qualify row_number() over (partition by return_slug order by period_end desc) = 1
        order by return_slug
        """,
        force_code,
        month,
    )


def _submissions(
    connection: DuckDBPyConnection, force_code: str, figures: Sequence[Row]
) -> list[Row]:
    """The submissions behind the figures, with the hash of each received file."""
    keys = [(str(row["indicator"]), str(row["period"])) for row in figures]
    return ask.rows(
        connection,
        """
        with wanted as (select unnest(?::varchar[]) as indicator, unnest(?::varchar[]) as period)
        select sent.submission_id, sent.return_slug, sent.period, sent.version,
            sent.contract_version, sent.signed_off_at,
            string_agg(distinct file.file_name || ' ' || file.sha256, '; ') as files
        from wanted
        join marts.lineage as lineage
            on lineage.indicator = wanted.indicator and lineage.period = wanted.period
        join raw.submissions as sent on sent.submission_id = lineage.submission_id
        left join raw.submission_files as file on file.submission_id = sent.submission_id
        where lineage.force_code = ?
        group by all order by sent.return_slug, sent.period, sent.version
        """,
        [indicator for indicator, _ in keys],
        [period for _, period in keys],
        force_code,
    )


def _series(connection: DuckDBPyConnection, force_code: str, indicator: str) -> list[Row]:
    return ask.rows(
        connection,
        "select * from marts.comparison where indicator = ? and force_code = ? order by period_end",
        indicator,
        force_code,
    )
