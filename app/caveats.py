"""What belongs beside a figure: the caveat of all, each force's own, and kept explanations."""

from __future__ import annotations

from collections.abc import Sequence

from app import queries, words
from app.queries import Row
from contracts.load import load_codelist

# Figures that were published elsewhere and loaded here: nobody was asked about their warnings.
NOT_ASKED = "NOT_ASKED"


def shared(indicator: Row) -> list[str]:
    """What holds for every force's figure of an indicator."""
    found = [str(indicator["caveats"])] if indicator.get("caveats") else []
    if indicator.get("verified") is False:
        found.append("The definition is unverified.")
    return found


def own_words(row: Row, indicator: Row) -> str:
    """What a row says beyond the caveat that all forces share; empty where it says no more."""
    told = str(row.get("caveats") or "").strip()
    common = str(indicator.get("caveats") or "").strip()
    return told.removeprefix(common).strip() if common else told


def denominators(rows: Sequence[Row]) -> list[str]:
    """Which mid-year the residents are of that figures are divided by, as the marts say it."""
    years = sorted({int(row["denominator_year"]) for row in rows if row.get("denominator_year")})
    return [f"The denominator is the resident population of mid-{year}." for year in years]


def beside(
    release_id: str, indicator: Row, rows: Sequence[Row], period: str, force_code: str | None = None
) -> list[str]:
    """The shared caveat once, then `Force: note` lines; of one force only where it is given."""
    names = {str(row["force_code"]): str(row["force_name"]) for row in rows}
    by_note: dict[str, list[str]] = {}
    common = denominators(rows)
    for row in rows:
        note = own_words(row, indicator)
        for sentence in common:
            note = note.replace(sentence, "").strip()
        if note and row["status"] == "published":
            by_note.setdefault(note, []).append(str(row["force_name"]))
    for code, note in explained(release_id, str(indicator["indicator"]), period):
        if code in names and force_code in (None, code):
            by_note.setdefault(note, []).append(names[code])
    lines = [f"{_named(holders, len(rows))}: {note}" for note, holders in by_note.items()]
    return [*shared(indicator), *common, *lines]


def _named(holders: Sequence[str], of: int) -> str:
    if len(holders) > 6:
        return f"{len(holders)} of {of} forces"
    return words.listed(holders)


def explained(release_id: str, indicator: str, period: str) -> list[tuple[str, str]]:
    """Force code and a sentence for each reason given behind one indicator's figures."""
    found = queries.rows(
        release_id,
        "select l.force_code, e.rule_id, e.reason_code, e.sentence, count(*) as warnings "
        "from marts.lineage as l join raw.explanations as e using (submission_id) "
        "where l.indicator = ? and l.period = ? group by all "
        "order by l.force_code, e.rule_id, e.reason_code, e.sentence",
        indicator,
        period,
    )
    reasons = {code.code: code.label for code in load_codelist("explanation_reason").codes}
    unasked: dict[str, int] = {}
    told: list[tuple[str, str]] = []
    for row in found:
        code, warnings = str(row["force_code"]), int(row["warnings"])
        if row["reason_code"] == NOT_ASKED:
            unasked[code] = unasked.get(code, 0) + warnings
            continue
        reason = reasons.get(str(row["reason_code"]), str(row["reason_code"]))
        told.append(
            (
                code,
                f"{words.count(warnings, 'warning')} of rule {row['rule_id']} in its return "
                f"explained. {reason}: {row['sentence']}",
            )
        )
    for code, warnings in unasked.items():
        was = "was" if warnings == 1 else "were"
        told.append(
            (
                code,
                f"{words.count(warnings, 'warning')} {was} kept as published, not asked about.",
            )
        )
    return told
