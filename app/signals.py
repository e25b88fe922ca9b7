"""What is newly outside limits, as it was known in the month that is looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import streamlit as st

from app import figures, parts, queries, state, trends, words
from app.queries import Row

FAR = "99.8%"
# Outside its funnel's outer limits, or against its own series' past by a rule that was complete by
# then: the first points of a run are part of it only for who looks back.
_OUTSIDE = f"(coalesce(position like '%{FAR}', false) or coalesce(xmr_known, '') <> '')"
# What a figure said of itself the last time that there was one: a gap is no end of a signal.
_BEFORE = """
    line as (
        select
            indicator, force_code, period_end,
            {'place': position, 'known': xmr_known, 'side': sign(value - xmr_mean)} as said
        from (select * from marts.comparison union all by name select * from marts.reaggregated)
        where status = 'published'
    ),
    before as (
        select indicator, force_code, max_by(line.said, line.period_end) as said
        from line inner join found using (indicator, force_code)
        where line.period_end < found.period_end
        group by all
    )
"""
# A trend crosses the mean on its way; every other rule is of the side that a figure lies on.
_OF_EITHER_SIDE = "seven-point trend"


def found(release_id: str, month: str) -> list[Row]:
    """Rows at the last period up to `month` with a signal that the figure before had not.

    `place_new` and `rule_new` hold the signals that are new: among the forces, in its own series.
    """
    rows = queries.rows(
        release_id,
        f"""
        {queries.LATEST},
        found as (select * from latest where {_OUTSIDE}),
        {_BEFORE}
        select
            found.*,
            sign(value - xmr_mean) as side,
            said.place as place_before, said.known as rule_before, said.side as side_before
        from found left join before using (indicator, force_code) order by indicator, force_code
        """,
        month,
    )
    compared = [{**row, "place_new": _place_new(row), "rule_new": _rule_new(row)} for row in rows]
    return [row for row in compared if row["place_new"] or row["rule_new"]]


def _place_new(row: Row) -> str:
    """The limit among forces that a figure is newly beyond; empty where it was beyond it before."""
    place = str(row["position"] or "")
    return place if FAR in place and place != row["place_before"] else ""


def _rule_new(row: Row) -> str:
    """The rule of its own series that is new; empty where the signal stood or has only faded."""
    rule, before = row["xmr_known"], row["rule_before"]
    if not rule:
        return ""
    stands = rule == before == _OF_EITHER_SIDE or (
        bool(before)
        and trends.strength(before) >= trends.strength(rule)
        and row["side"] == row["side_before"]
    )
    return "" if stands else str(rule)


NEW = (
    "A signal is new if the force's previous figure did not have it. Either the figure is "
    "outside a 99.8% limit among forces and the previous one was not outside that limit; or it "
    "breaks a rule of its own series where the previous one broke no rule, a weaker rule, or one "
    "on the other side of the mean. The rules, strongest first: "
    f"{'; '.join(trends.RULE_WORDS.values())}. A run counts as new in the period that completed "
    "it, judged by today's limits."
)


def newly_outside(release_id: str, month: str) -> None:
    """Figures with a signal that they had not the last time that there was one."""
    registry = queries.indicators(release_id)
    every = [_told(row, registry[str(row["indicator"])]) for row in found(release_id, month)]
    rows = [row for row in every if _ended_in(row) == month]
    rows.sort(key=lambda row: (str(row["force_code"]), str(row["return_title"])))
    looks = [row for row in queries.distances(release_id, month) if _ended_in(row) == month]
    parts.draw(
        parts.Figure(
            key="newly_outside",
            finding=_counted(rows, month),
            rows=rows,
            columns={
                "force_name": "Force",
                "return_title": "Return",
                "title": "Indicator",
                "period_words": "Period",
                "shown": "Value",
                "told": "New signal",
                "before": "Previous signal",
            },
            note=f"{NEW} {_of_earlier(every, month)} {figures.alarm_words(looks)} There is no "
            "such count for the limits of a single series. A signal is a question to ask, "
            "not a verdict.",
            coverage=words.key_words(rows),
            release_id=release_id,
            open_table=len(rows) <= parts.AT_ONE_LOOK,
            stacked=True,
        )
    )
    if rows:
        st.page_link(
            "views/compare.py",
            label="See one of these among all forces: Compare forces",
            query_params=state.carried(),
        )


def _ended_in(row: Row) -> str:
    """The month in which a figure's period ended: months, quarters and days are told alike."""
    return str(row["period_end"])[:7]


def _of_earlier(rows: Sequence[Row], month: str) -> str:
    """In which months the signals are listed of those whose last period ended before `month`."""
    many = Counter(_ended_in(row) for row in rows)
    earlier = [
        f"{words.period_words(each)} ({words.count(many[each], 'figure')})"
        for each in sorted(many, reverse=True)
        if each != month
    ]
    told = "A signal is listed only under the month in which its period ended."
    if not earlier:
        return told
    return (
        f"{told} For returns whose latest period ended before {words.period_words(month)}, see "
        f"{words.listed(earlier)}."
    )


def _told(row: Row, indicator: Row) -> dict[str, Any]:
    return {
        **row,
        "title": indicator["title"],
        "unit": indicator["unit"],
        "return_title": indicator["return_title"],
        "shown": words.shown_with_unit(row, indicator),
        "told": _new(row, int(indicator["decimals"])),
        "before": _before(row),
        "period_words": words.period_words(str(row["period"])),
    }


def _counted(rows: Sequence[Row], month: str) -> str:
    """How many figures are newly signalled, and against what: a signal is no limit crossed."""
    among = sum(bool(row["place_new"]) for row in rows)
    past = sum(bool(row["rule_new"]) for row in rows)
    told = (
        f"{words.count(len(rows), 'figure')} with a new signal in periods that ended in "
        f"{words.period_words(month)}"
    )
    if not rows:
        return told
    both = among + past - len(rows)
    told += f": {among} outside the 99.8% limits among forces, {past} in their own series"
    return f"{told}, {both} of them in both" if both else told


def _new(row: Row, decimals: int) -> str:
    told = [words.limit_words(row["place_new"])] if row["place_new"] else []
    if row["rule_new"]:
        told.append(_own_past(row, decimals))
    return "; ".join(told)


def _before(row: Row) -> str:
    """What the figure before was said to be; a dash where it had no signal."""
    place = str(row["place_before"] or "")
    told = [words.limit_words(place)] if FAR in place else []
    if row["rule_before"]:
        side = {1: ", above the mean", -1: ", below the mean"}.get(row["side_before"], "")
        told.append(f"{trends.rule_words(row['rule_before'])}{side}")
    return "; ".join(told) or words.NOTHING


def _own_past(row: Row, decimals: int) -> str:
    """Which side of the mean of its series the figure lies on, and the rule that it broke."""
    rule = trends.rules_words(row)
    mean = row.get("xmr_mean")
    if mean is None:
        return f"in its own series: {rule}"
    # Not as rounded: the rule itself looks at which side of the mean a figure lies.
    apart = float(row["value"]) - float(mean)
    side = "above" if apart > 0 else "below" if apart < 0 else "level with"
    told = words.mean_number(mean, decimals)
    just = "just " if apart and told == words.number(row["value"], decimals) else ""
    return f"{just}{side} the series mean of {told}: {rule}"
