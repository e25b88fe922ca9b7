"""Sentences: the finding above each figure, and the words for each status."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from contracts import amounts, periods
from contracts.load import load_contract
from contracts.markers import MARKERS, MARKS, marker

Row = Mapping[str, Any]

period_words = periods.in_words
count, size_words, with_unit = amounts.count, amounts.size_words, amounts.with_unit

NOTHING = "\u2013"  # a dash where there is nothing: never a zero
NOT_ASSESSED = "not assessed"

STATE_WORDS: Mapping[str, str] = {
    "signed_off": "Signed off",
    "nil": "Nil return",
    "ready": "Ready to sign off",
    "needs_explanation": "Needs explanation",
    "rejected": "Rejected",
    "withdrawn": "Withdrawn",
    "received": "Received",
    "missing": "Missing: no return and no nil return",
    "not_expected": "Not expected",
}
# Where a figure is of no force but of all of them.
EVERYWHERE = "England and Wales"
MISSING_NOTE = (
    "Missing means that neither a return nor a nil return was received. A force with nothing to "
    "report sends a nil return; silence is never read as zero."
)
STATE_SYMBOLS: Mapping[str, str] = {
    "signed_off": "✓",
    "nil": "0",
    "ready": "▸",
    "needs_explanation": "?",
    "rejected": "✗",
    "withdrawn": "↶",
    "received": "…",
    "missing": NOTHING,
    "not_expected": "·",
}
IMPACT_WORDS: Mapping[str, str] = {
    "MATCHED": "Matched: the force's record agrees with the platform's",
    "TIMING_DIFFERENCE": "Timing differs by more than 30 minutes",
    "SEVERITY_DIFFERENCE": "Severity differs",
    "NOT_REPORTED": "Not reported: the force did not report it",
    "NOT_AFFECTED": "Not affected, and the force says so",
    "LOCAL_ONLY": "Local only: the platform's owner has no such outage",
    "PROPOSED": "Proposed: reported by forces, not yet confirmed by the platform's owner",
}
NO_MEMBER = "; the force was not a member of the platform then, and is not in any of its totals"
DISPUTED = "Local only according to the owner: the force attributes it to the platform"
STATUS_WORDS: Mapping[str, str] = {
    "published": "Published",
    "missing": "Missing",
    "not_comparable": "Not comparable",
    "not_applicable": "Not applicable",
    "suppressed": "Suppressed",
}
# Three letters on a small tile; the full name is in the tooltip and in the table.
SHORT_CODES: Mapping[str, str] = {
    code: short
    for line in (
        "01 Met, 03 Cmb, 04 Lan, 05 Mer, 06 GMP, 07 Che, 10 Nmb, 11 Dur, 12 NYo, 13 WYo, 14 SYo",
        "16 Hum, 17 Cle, 20 WMi, 21 Sta, 22 WMe, 23 War, 30 Dby, 31 Not, 32 Lin, 33 Lei, 34 Nth",
        "35 Cam, 36 Nor, 37 Suf, 40 Bed, 41 Hrt, 42 Ess, 43 TVP, 44 Ham, 45 Sur, 46 Ken, 47 Sus",
        "48 Cty, 50 D&C, 52 A&S, 53 Glo, 54 Wil, 55 Dor, 60 NWa, 61 Gwe, 62 SWa, 63 DyP",
    )
    for code, short in (pair.split(" ") for pair in line.split(", "))
}
COMPARATORS: Mapping[str, str] = {
    "all": "England and Wales",
    "all_ex_london": "England and Wales without London",
    "region": "The force's region",
    "peer": "The force's peer group",
}


def number(value: float | None, decimals: int = 1) -> str:
    """A number for reading: thousands with commas, `decimals` places; a dash where none."""
    if value is None:
        return NOTHING
    return f"{value:,.{decimals}f}"


def mean_number(value: float | None, decimals: int) -> str:
    """The same of a mean: with one more decimal where it would read as nothing and is some."""
    told = number(value, decimals)
    return number(value, decimals + 1) if value and not float(told.replace(",", "")) else told


def interval(row: Row, decimals: int) -> str:
    """`3.1 to 4.8`, the 95% interval of a published figure; a dash where it has none."""
    ends = (row.get("lower"), row.get("upper"))
    if row.get("status") != "published" or None in ends:
        return NOTHING
    return " to ".join(number(end, decimals) for end in ends)


def signed(value: float, decimals: int) -> str:
    """A change with its sign; with one more decimal where it would read as none and is some."""
    shown = f"{value:+,.{decimals}f}"
    if value and not float(shown.replace(",", "")):
        shown = f"{value:+,.{decimals + 1}f}"
    return shown if float(shown.replace(",", "")) else "0"


def return_words(slug: str) -> str:
    """The title of a return, as its contract has it."""
    return load_contract(slug).title


def plain(value: float | None) -> str:
    """A numerator or denominator: a whole number as one, anything else to two places."""
    return number(value, 0 if value is None or float(value).is_integer() else 2)


def doubt(indicator: Row) -> str:
    """What stands behind a heading of unverified figures, where no title is beside it."""
    return " (unverified)" if indicator.get("verified") is False else ""


def axis(indicator: Row) -> str:
    """The unit as an axis says it: a chart is taken away without what stands beside it."""
    return f"{indicator['unit']}{doubt(indicator)}"


def headed(columns: Mapping[str, str], indicator: Row) -> dict[str, str]:
    """The columns of a table of one indicator: a file of it says that it is unverified."""
    return {
        name: heading + (doubt(indicator) if name == "shown" else "")
        for name, heading in columns.items()
    }


def wrapped(text: str, width: int = 20) -> str:
    """Words in lines of about `width` letters, parted by the bar that a chart's axis splits at."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "|".join(lines)


def listed(names: Sequence[str]) -> str:
    """`a, b and c`."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


MOST_NAMED = 3


def named(names: Sequence[str], noun: str) -> str:
    """`a, b and c`; `5 forces` where those that stand alike are more than are read as names."""
    return listed(names) if len(names) <= MOST_NAMED else count(len(names), noun)


def day_words(day: date) -> str:
    """`2 March 2022`."""
    return f"{day.day} {day:%B %Y}"


def moment_words(at: datetime) -> str:
    """`2 March 2022 09:30 UTC`; the time is in UTC."""
    return f"{day_words(at)} {at:%H:%M} UTC"


def force_name(force: Row) -> str:
    """The force's short name, with its Welsh name where it has one."""
    welsh = force.get("welsh_name")
    return f"{force['short_name']} / {welsh}" if welsh else str(force["short_name"])


def shown(row: Row, decimals: int) -> str:
    """What stands in a table for the value: the number with its marks, or the marker of a gap."""
    if row.get("status") != "published":
        return marker(str(row.get("status"))) or str(row.get("status"))
    return f"{number(row['value'], decimals)} {row.get('marks') or ''}".rstrip()


def shown_with_unit(row: Row, indicator: Row) -> str:
    """`96.0% [e]`: the same with the unit, which the marks stand behind; a gap has no unit."""
    places = int(indicator["decimals"])
    if row.get("status") != "published":
        return shown(row, places)
    value = with_unit(number(row["value"], places), str(indicator["unit"]))
    return f"{value} {row.get('marks') or ''}".rstrip()


def status_words(row: Row) -> str:
    """The status of a figure with its marker: `Missing [x]`."""
    status = str(row["status"])
    return f"{STATUS_WORDS.get(status, status)} {marker(status)}".rstrip()


def key_words(rows: Sequence[Row]) -> str:
    """What the markers mean that stand among these rows; empty where there are none."""
    statuses = {str(row["status"]) for row in rows}
    marks = " ".join(str(row.get("marks") or "") for row in rows)
    told = [
        f"{sign} {STATUS_WORDS[status].lower()}"
        for status, sign in MARKERS.items()
        if status in statuses
    ]
    told += [f"{sign} {meaning}" for sign, meaning in MARKS.items() if sign in marks]
    return f"Markers: {'; '.join(told)}." if told else ""


# Where a figure lies that is outside no control limit, as the marts write it.
WITHIN = "within limits"


def limit_words(position: str | None) -> str:
    """`above 99.8%` as above the 99.8% limit; nothing where a figure is within its limits."""
    if not position or position == WITHIN:
        return ""
    side, limit = position.split(" ", 1)
    return f"{side} the {limit} limit"


def standing(value: float, other: float, decimals: int) -> str:
    """`above`, `below` or `level with`, as the rounded figures show."""
    difference = round(value, decimals) - round(other, decimals)
    return "level with" if difference == 0 else "above" if difference > 0 else "below"


def compare_finding(row: Row | None, indicator: Row, against: float | None, name: str) -> str:
    """The finding of the Compare page's first figure."""
    title, places = str(indicator["title"]), int(indicator["decimals"])
    name = name[:1].lower() + name[1:] if name.startswith(("The ", "No ")) else name
    if row is None:
        return f"{title}: choose a force to see where it stands"
    force = row["force_name"]
    if row["status"] != "published":
        reason = str(row.get("status_reason") or STATUS_WORDS[str(row["status"])]).rstrip(".")
        return f"{force} has no figure to compare: {reason[:1].lower()}{reason[1:]}"
    value = with_unit(number(row["value"], places), str(indicator["unit"]))
    # A force's count and that of all forces are of unlike sizes: neither is above the other.
    if indicator.get("method") == "count":
        return f"{force}: {value}"
    if against is None:
        figure = "a figure" if name.startswith("no ") else "no figure"
        return f"{force}: {value}; {name} has {figure} to compare it with"
    side = standing(row["value"], against, places)
    return f"{force}: {value}, {side} {name} at {mean_number(against, places)} (weighted)"


def middle_half_finding(name: str, drawn: Sequence[Row], of: int) -> str:
    """On how many of the figures that are drawn a force lies outside the middle half of forces.

    `of` is how many indicators were asked for; without a figure of any there is nothing to praise.
    """
    if not drawn:
        return f"{name} has no figures to compare with other forces (0 of {count(of, 'indicator')})"
    outer = [r for r in drawn if not r["lower_quartile"] <= r["value"] <= r["upper_quartile"]]
    return (
        f"{name} is outside the middle half of forces on {len(outer)} of "
        f"{count(len(drawn), 'indicator')}; on any indicator, half of all forces are"
    )


# So many forces are named in a heading; more are counted.
NAMED_AT_MOST = 6


def funnel_finding(rows: Sequence[Row], row: Row | None) -> str:
    """How many forces lie outside which limits, and whether the chosen one does."""
    places = [str(r.get("position") or WITHIN) for r in rows]
    outside = [place for place in places if place != WITHIN]
    far = sum("99.8%" in place for place in outside)
    told = f"{count(len(outside), 'force')} of {len(rows)} outside the 95% limits"
    if outside:
        named = [str(r["force_name"]) for r in rows if "99.8%" in str(r.get("position") or "")]
        told += f", {far or 'none'} of them outside 99.8%"
        told += f" ({listed(named)})" if 0 < far <= NAMED_AT_MOST else ""
    if row is None or row["status"] != "published" or not row.get("position"):
        return told
    return f"{row['force_name']} is {limit_words(row['position']) or WITHIN}; {told}"


def coverage_words(rows: Sequence[Row]) -> str:
    """`41 of 43 forces`, with those left out named and why."""
    published = [r for r in rows if r["status"] == "published"]
    told = f"Coverage: {len(published)} of {len(rows)} forces."
    for status in MARKERS:
        absent = [r for r in rows if r["status"] == status]
        by_reason: dict[str, list[str]] = {}
        for r in absent:
            by_reason.setdefault(str(r.get("status_reason") or ""), []).append(r["force_name"])
        for reason, names in by_reason.items():
            why = f" ({reason.rstrip('.')})" if reason else ""
            told += f" {STATUS_WORDS[status]} {marker(status)}: {listed(names)}{why}."
    return told
