"""The sentences of a briefing. Nothing is judged good or bad that the registry does not judge."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app import totals, trends, words
from contracts.markers import BREAK, DOUBTFUL, PROVISIONAL, REVISED
from muster.release import alarms as chance

Row = Mapping[str, Any]

# A change of a figure without an interval is told from this size on, in per cent.
_TOLD_FROM_PCT = 10.0


def places(row: Row) -> list[str]:
    """Where a figure lies among the forces, within their limits too, and what its series says."""
    within = row.get("position") == words.WITHIN
    return [*([f"{words.WITHIN} among forces"] if within else []), *signals(row)]


def signals(row: Row) -> list[str]:
    """What is unusual about a figure: its place among the forces, and its past as known then."""
    limit = words.limit_words(row.get("position"))
    told = [f"{limit} among forces"] if limit else []
    if row["xmr_known"]:
        told.append(f"in its own series: {trends.rules_words(row)}")
    return told


def is_outside(row: Row) -> bool:
    """Whether a published figure is outside the forces' limits or those of its own past."""
    return row["status"] == "published" and bool(signals(row))


def ordered(rows: Sequence[Row]) -> list[Row]:
    """The farthest outside first; signals of the own past after those among forces."""
    return sorted(rows, key=lambda row: (*_distances(row), str(row["title"])))


def _distances(row: Row) -> tuple[float, float]:
    """How far a figure lies outside, the farthest first: among the forces, and from its own past.

    Both are in standard errors: limits of the own past are three of them from the mean.
    """
    among = abs(float(row.get("z_adjusted") or 0)) if words.limit_words(row.get("position")) else 0
    return -among, -_from_own_past(row) if row["xmr_known"] else 0.0


def _from_own_past(row: Row) -> float:
    mean, upper = row.get("xmr_mean"), row.get("xmr_upper")
    if mean is None or upper is None:
        return 0.0
    away, reach = abs(row["value"] - mean), upper - mean
    if reach > 0:
        return 3 * away / reach
    return math.inf if away else 0.0


def by_return(rows: Sequence[Row], registry: Mapping[str, Row]) -> dict[str, list[str]]:
    """What is outside limits, the title of a return to its sentences; the farthest return first."""
    told: dict[str, list[str]] = {}
    for row in ordered(rows):
        title = str(registry[str(row["indicator"])]["return_title"])
        told.setdefault(title, []).append(outside(row, registry))
    return told


def outside(row: Row, registry: Mapping[str, Row]) -> str:
    """`False alerts (March 2024): 32.0%, above the 99.8% limit; England and Wales 7.9`."""
    indicator = registry[str(row["indicator"])]
    places = int(indicator["decimals"] or 0)
    told = (
        f"{indicator['title']} ({words.period_words(str(row['period']))}): "
        f"{words.with_unit(words.number(row['value'], places), str(indicator['unit']))}, "
        f"{'; '.join(signals(row))}"
    )
    if row.get("all_weighted") is not None:
        label = totals.comparator_label(row, "all")
        told += f". {label}: {words.number(row['all_weighted'], places)} (weighted)"
    return f"{told}.{_polarity(indicator)}"


def _polarity(indicator: Row) -> str:
    polarity = str(indicator.get("polarity") or "neutral")
    if polarity == "neutral":
        return " Neither direction is better in itself."
    better = "Higher" if polarity == "higher_better" else "Lower"
    return f" {better} is better ({str(indicator.get('polarity_decided_by') or '').lower()})."


def alarms(rows: Sequence[Row]) -> str:
    """How many of the force's looks chance alone would put outside limits that some are outside."""
    question = "A signal is a question to ask, not a verdict."
    looks = [row for row in rows if row.get("z_adjusted") is not None]
    if not looks:
        return f"None of this force's figures has control limits among the forces. {question}"
    told = f"{words.count(len(looks), 'figure')} with control limits among the forces"
    places = {str(row.get("position") or "").rpartition(" ")[2] for row in looks}
    for limit, rate in (("99.8%", chance.OUTSIDE_998), ("95%", chance.OUTSIDE_95)):
        if limit in places:
            expected = chance.expected_false_alarms(len(looks), rate)
            return f"{told}: about {expected:.2f} would fall outside {limit} by chance alone. " + (
                question
            )
    return f"{told}, none of them outside its limits. {question}"


def changed(
    rows: Sequence[Row], changes: Mapping[tuple[str, str], Row], registry: Mapping[str, Row]
) -> list[str]:
    """Changes on a year earlier that are more than the two ends' intervals allow, largest first."""
    told: list[tuple[float, str]] = []
    for row in rows:
        change = changes.get((str(row["indicator"]), str(row["period"])))
        if change is None or not _is_told(row, change):
            continue
        indicator = registry[str(row["indicator"])]
        places = int(indicator["decimals"] or 0)
        share = change["change_pct"]
        earlier = words.number(change["earlier_value"], places)
        sentence = (
            f"{indicator['title']}: {earlier} to "
            f"{words.with_unit(words.number(row['value'], places), str(indicator['unit']))}, "
            f"{words.period_words(str(change['earlier_period']))} to "
            f"{words.period_words(str(row['period']))}"
            + (f" ({share:+,.0f}%)" if share is not None else "")
            + ("." if row["lower"] is not None else "; the figure has no interval.")
        )
        told.append((abs(share or 0.0), sentence))
    return [sentence for _, sentence in sorted(told, key=lambda one: (-one[0], one[1]))]


def _is_told(row: Row, change: Row) -> bool:
    """Whether the intervals of both ends part; without intervals, whether the change is large."""
    ends = (row["lower"], row["upper"], change["earlier_lower"], change["earlier_upper"])
    if any(end is None for end in ends):
        share = change["change_pct"]
        return share is not None and abs(share) >= _TOLD_FROM_PCT
    lower, upper, earlier_lower, earlier_upper = ends
    return bool(lower > earlier_upper or upper < earlier_lower)


def cannot_say(
    rows: Sequence[Row], registry: Mapping[str, Row], returns: Sequence[Row]
) -> list[str]:
    """Gaps with their reasons, breaks, doubtful values, late returns, unverified definitions."""
    told = [*_gaps(rows), *_marked(rows)]
    for one in returns:
        if one["state"] not in ("signed_off", "nil"):
            state = words.STATE_WORDS.get(str(one["state"]), str(one["state"])).partition(":")[0]
            told.append(
                f"The return {_spoken(one)} for {words.period_words(str(one['period']))} is "
                f"{state[:1].lower()}{state[1:]}."
            )
        elif one["is_late"]:
            told.append(
                f"The return {_spoken(one)} for {words.period_words(str(one['period']))} was "
                "received late."
            )
    doubtful = [
        str(registry[str(row["indicator"])]["title"])
        for row in rows
        if registry[str(row["indicator"])].get("verified") is False
    ]
    if doubtful:
        told.append(f"The definition is unverified: {'; '.join(doubtful)}.")
    return told


def sent(one: Row) -> str:
    """`Public contact, September 2026, version 1`, of a submission behind the figures."""
    of = f"{_spoken(one)}, {words.period_words(str(one['period']))}"
    return f"{of}, version {one['version']}"


def as_of(moment: str) -> str:
    """`1 March 2026 09:30 UTC`; a release that says something else is left as it is."""
    try:
        return words.moment_words(datetime.fromisoformat(moment))
    except ValueError:
        return moment


def _spoken(one: Row) -> str:
    return words.return_words(str(one["return_slug"]))


def _gaps(rows: Sequence[Row]) -> list[str]:
    by_reason: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if row["status"] != "published":
            reason = str(row["status_reason"] or "").rstrip(".")
            by_reason.setdefault((words.status_words(row), reason), []).append(str(row["title"]))
    return [
        f"{status}: {'; '.join(titles)}{f' ({reason})' if reason else ''}."
        for (status, reason), titles in by_reason.items()
    ]


def _marked(rows: Sequence[Row]) -> list[str]:
    told: list[str] = []
    for sign, start in (
        (BREAK, "There is a series break just before"),
        (DOUBTFUL, "Partly estimated or of low reliability, as the force or a caveat says"),
        (REVISED, "Revised after an earlier version of the return was signed off"),
    ):
        titles = [str(row["title"]) for row in rows if sign in str(row.get("marks") or "")]
        if titles:
            told.append(f"{start}: {'; '.join(titles)} {sign}.")
    return told + _provisional(rows)


def _provisional(rows: Sequence[Row]) -> list[str]:
    """How many figures may still change, and until when: whole periods are provisional."""
    by_day: dict[str, int] = {}
    for row in rows:
        # A period's mark stands at its gaps too, and there is nothing there that could change.
        if row["status"] == "published" and PROVISIONAL in str(row.get("marks") or ""):
            by_day[str(row["final_on"])[:10]] = by_day.get(str(row["final_on"])[:10], 0) + 1
    return [
        f"{words.count(many, 'figure')} provisional until {words.period_words(day)} {PROVISIONAL}."
        for day, many in sorted(by_day.items())
    ]
