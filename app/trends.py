"""What a series says about itself: which rule fired, since when, and how often before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from app import words

Row = Mapping[str, Any]

# The rules of the control chart, as the marts name them, in words; the strongest first.
RULE_WORDS: Mapping[str, str] = {
    "outside the limits": "outside the limits of ordinary variation",
    "seven points on one side": "seven or more in a row on one side of the mean",
    "seven-point trend": "seven or more in a row moving one way",
    "two of three near a limit": "two of three close to one limit",
}
# Shares of a whole that are no plain proportions, and so are not known by their method.
_SHARES = frozenset({"staff_mix", "sickness_rate", "governance_checks_met"})
_ALSO_NEGATIVE = frozenset({"vacancy_rate"})
# What the caveat of an indicator says whose figures share most of what they count.
NEVER_LIMITED = "no limits of ordinary variation are worked out"


def rule_words(rule: object) -> str:
    """A rule of the control chart in words; as the marts name it where it has none."""
    return RULE_WORDS.get(str(rule), str(rule))


def rules_words(row: Row) -> str:
    """Every rule that was complete at a point, in words, the strongest first.

    Releases that were built earlier tell the strongest alone.
    """
    rules = str(row.get("xmr_known_rules") or row["xmr_known"]).split("; ")
    return "; ".join(rule_words(rule) for rule in rules)


def strength(rule: object) -> int:
    """How strong a rule of the control chart is: the marts tell the strongest that is broken."""
    return -list(RULE_WORDS).index(str(rule)) if str(rule) in RULE_WORDS else -len(RULE_WORDS)


def finding(rows: Sequence[Row], name: str, indicator: Row) -> str:
    """Whether a series has signals, by which rule and since when, and its gaps."""
    published = [row for row in rows if row["status"] == "published"]
    gaps = len(rows) - len(published)
    if not published:
        return f"{name} has no figure in any period"
    silent = rows[-1]["status"] != "published"
    told = f"{name}: {_up_to(rows, published) if silent else ''}"
    told += _signals(published, indicator, silent=silent)
    return told + (f"; {words.count(gaps, 'period')} without a figure" if gaps else "")


def _up_to(rows: Sequence[Row], published: Sequence[Row]) -> str:
    """That the latest period has no figure, and up to when what follows is said."""
    latest, last = (words.period_words(str(of[-1]["period"])) for of in (rows, published))
    return f"no figure for {latest}; up to {last} "


_NO_LIMITS_SINCE = "no limits of ordinary variation yet since its series broke"


def _signals(published: Sequence[Row], indicator: Row, *, silent: bool) -> str:
    runs = [
        (is_signal, list(group))
        for is_signal, group in groupby(published, key=lambda row: bool(row.get("xmr_signal")))
    ]
    signalled = [run for is_signal, run in runs if is_signal]
    limited = [row for row in published if row.get("xmr_mean") is not None]
    # Limits are of what came since the last break; before there are any, nothing is ordinary.
    begun = len(limited) > 0 and limited[-1] is not published[-1]
    if not signalled:
        if begun:
            return f"{_NO_LIMITS_SINCE}; only ordinary variation before"
        if limited:
            return "only ordinary variation"
        if NEVER_LIMITED in str(indicator.get("caveats")):
            return f"a series for which {NEVER_LIMITED}"
        return "too few periods for limits of ordinary variation"
    last, before = signalled[-1], len(signalled) - 1
    still = runs[-1][0]
    told = f"{_rules(last)}, {_when(last, still=still and not silent)}"
    if not still:
        now = _NO_LIMITS_SINCE if begun else f"nothing unusual{'' if silent else ' now'}"
        told = f"{now}; latest signal: {told}"
    return told + (f"; {words.count(before, 'earlier signal')}" if before else "")


def _rules(run: Sequence[Row]) -> str:
    """The rules that fired in a run of signals, in the order in which they first did."""
    fired = dict.fromkeys(str(row["xmr_signal"]) for row in run)
    return words.listed([rule_words(rule) for rule in fired])


def _when(run: Sequence[Row], *, still: bool) -> str:
    first, last = (words.period_words(str(run[n]["period"])) for n in (0, -1))
    if len(run) == 1:
        return f"in {first}"
    length = words.count(len(run), "period")
    return f"since {first} ({length})" if still else f"from {first} to {last} ({length})"


def bounds(indicator: Row) -> tuple[float | None, float | None]:
    """The lowest and highest value that an indicator can have; None where it has no such end."""
    name, method = str(indicator["indicator"]), str(indicator["method"])
    is_percentage = str(indicator["unit"]).startswith("%")
    share = method == "proportion" or name.startswith("availability") or name in _SHARES
    if is_percentage and share:
        return 0.0, 100.0
    return (None if name in _ALSO_NEGATIVE else 0.0), None


def clipped(rows: Sequence[Row], indicator: Row) -> tuple[list[dict[str, Any]], bool]:
    """The rows with limits that lie where a value can be, and whether any limit was moved."""
    low, high = bounds(indicator)
    drawn: list[dict[str, Any]] = []
    moved = False
    for row in rows:
        own = dict(row)
        for limit in ("xmr_lower", "xmr_upper"):
            value = own.get(limit)
            if value is None:
                continue
            inside = max(value, low) if low is not None else value
            inside = min(inside, high) if high is not None else inside
            moved = moved or inside != value
            own[limit] = inside
        drawn.append(own)
    return drawn, moved


def clipped_words(indicator: Row) -> str:
    """What stands below a drawing whose limits were cut."""
    _, high = bounds(indicator)
    where = "0" if high is None else f"0 and {high:.0f}{str(indicator['unit'])[:1]}"
    return (
        f"Limits calculated beyond {where}, where no value is possible, are drawn at the edge; "
        "signals use the limits as calculated."
    )
