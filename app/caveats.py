"""What belongs beside a figure: caveats, what checks found, and what was explained."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from app import queries, words
from app.queries import Row
from muster.release import found
from muster.release.explained import QUERY, QUERY_OF_FORCE, sentences


def shared(indicator: Row) -> list[str]:
    """What holds for every force's figure of an indicator."""
    found = [str(indicator["caveats"])] if indicator.get("caveats") else []
    return [*found, *unverified(indicator)]


def unverified(indicator: Row) -> list[str]:
    """That a definition rests on what nobody has checked, beside every figure of it."""
    return ["The definition is unverified."] if indicator.get("verified") is False else []


def own_words(row: Row, indicator: Row) -> str:
    """What a row says beyond what all forces share; empty where it says no more."""
    told = str(row.get("caveats") or "").strip()
    common = str(indicator.get("caveats") or "").strip()
    told = told.removeprefix(common).strip() if common else told
    for sentence in unverified(indicator):
        told = told.replace(sentence, "").strip()
    return told


def denominators(rows: Sequence[Row]) -> list[str]:
    """Of when the people are that figures are divided by, as the marts say it."""
    return sorted({str(row["denominator_note"]) for row in rows if row.get("denominator_note")})


def provisional(rows: Sequence[Row]) -> list[str]:
    """Until when the figures of a period may still change, as the marts say it."""
    of = {str(row["final_on"]) for row in rows if row.get("data_status") == "provisional"}
    return [f"Provisional until {day}." for day in sorted(of)]


def of_force(row: Row, indicator: Row) -> str:
    """What holds for this force's figure and not for every force's; empty where nothing does."""
    note = own_words(row, indicator)
    common = [*shared(indicator), *denominators([row]), *provisional([row])]
    for sentence in common:
        note = note.replace(sentence, "").strip()
    return note


def beside(
    release_id: str, indicator: Row, rows: Sequence[Row], period: str, force_code: str | None = None
) -> list[str]:
    """The shared caveat once, then `Force: note` lines; of one force only where it is given."""
    names = {str(row["force_code"]): str(row["force_name"]) for row in rows}
    by_note: dict[str, list[str]] = {}
    common = [*denominators(rows), *provisional(rows)]
    for row in rows:
        note = own_words(row, indicator)
        for sentence in common:
            note = note.replace(sentence, "").strip()
        if note and row["status"] == "published":
            by_note.setdefault(note, []).append(str(row["force_name"]))
    key = str(indicator["indicator"])
    for code, note in [*found_of(release_id, key, period), *explained(release_id, key, period)]:
        if code in names and force_code in (None, code):
            by_note.setdefault(note, []).append(names[code])
    figures = sum(row["status"] == "published" for row in rows)
    lines = [f"{_named(holders, figures)}: {note}" for note, holders in by_note.items()]
    return [*shared(indicator), *common, *lines]


def _named(holders: Sequence[str], of: int) -> str:
    if len(holders) > 6:
        return f"{len(holders)} of {of} forces"
    return words.listed(holders)


def found_of(release_id: str, indicator: str, period: str) -> list[tuple[str, str]]:
    """Force code and a sentence for what the release's checks found of the figures' return."""
    return found.sentences(queries.rows(release_id, found.QUERY, indicator, period))


def explained(release_id: str, indicator: str, period: str) -> list[tuple[str, str]]:
    """Force code and a sentence for each reason given behind one indicator's figures."""
    return sentences(queries.rows(release_id, QUERY, indicator, period))


def explained_of(release_id: str, force_code: str) -> dict[tuple[str, str], list[str]]:
    """The sentences behind each figure of one force, by indicator and period: what checks found,
    then what it said."""
    return by_figure(
        queries.rows(release_id, found.QUERY_OF_FORCE, force_code),
        queries.rows(release_id, QUERY_OF_FORCE, force_code),
    )


def by_figure(
    findings: Sequence[Row], explanations: Sequence[Row]
) -> dict[tuple[str, str], list[str]]:
    """The same of rows of both `QUERY_OF_FORCE`, for who asks a release in another way."""
    told: dict[tuple[str, str], list[str]] = {}
    for rows, worded in ((findings, found.sentences), (explanations, sentences)):
        of_figure: dict[tuple[str, str], list[Row]] = {}
        for row in rows:
            of_figure.setdefault((str(row["indicator"]), str(row["period"])), []).append(row)
        for figure, own in of_figure.items():
            told.setdefault(figure, []).extend(sentence for _, sentence in worded(own))
    return told


MOST_NAMED = 4
_SENTENCES = re.compile(r"(?<=\.) (?=[A-Z])")


def gathered(
    rows: Sequence[Row],
    registry: Mapping[str, Row],
    told: Mapping[tuple[str, str], Sequence[str]],
) -> list[str]:
    """What must be known about a force's figures, and what it said of its warnings, once each.

    `rows` have a title; `told` are the sentences behind each figure, as `by_figure` has them.
    """
    by_sentence: dict[str, list[str]] = {}
    for row in rows:
        if row["status"] != "published":
            continue
        own = of_force(row, registry[str(row["indicator"])])
        for sentence in (
            own,
            *denominators([row]),
            *told.get((str(row["indicator"]), str(row["period"])), ()),
        ):
            if sentence:
                by_sentence.setdefault(sentence, []).append(str(row["title"]))
    return [f"{_titled(titles)}: {sentence}" for sentence, titles in by_sentence.items()]


def _titled(titles: Sequence[str]) -> str:
    return words.listed(titles) if len(titles) <= MOST_NAMED else f"{len(titles)} indicators"


def of_totals(rows: Sequence[Row], registry: Mapping[str, Row]) -> list[str]:
    """What must be known about figures of all forces: a line for each set of indicators that it
    holds for, and one for what holds for some of the forces only.

    That a definition is unverified is in its title.
    """
    of_title: dict[str, list[Row]] = {}
    indicators: dict[str, Row] = {}
    for row in rows:
        if row["status"] == "published" and row["indicator"] in registry:
            indicator = registry[str(row["indicator"])]
            indicators[str(indicator["title"])] = indicator
            of_title.setdefault(str(indicator["title"]), []).append(row)
    sentences: dict[str, list[str]] = {}
    of_some: dict[tuple[str, str], list[str]] = {}
    for title, own in of_title.items():
        of_all = (indicators[title].get("caveats"), *denominators(own), *provisional(own))
        for sentence in _parted(str(text) for text in of_all if text):
            sentences.setdefault(sentence, []).append(title)
        for holders, told in _of_some(own, indicators[title]):
            of_some.setdefault((holders, told), []).append(title)
    by_titles: dict[tuple[str, ...], list[str]] = {}
    for sentence, titles in sentences.items():
        by_titles.setdefault(tuple(titles), []).append(sentence)
    return [
        *(f"{_of(of, len(of_title))}{' '.join(by_titles[of])}" for of in _widest(by_titles)),
        *(f"{_titled(of)}, {holders}: {told}" for (holders, told), of in of_some.items()),
    ]


def of_several(release_id: str, rows: Sequence[Row], indicators: Sequence[Row]) -> list[str]:
    """What must be known about one force's figures of several indicators, each named: what holds
    for all forces, for this one, what checks found and what it said of its warnings."""
    registry = {str(one["indicator"]): one for one in indicators}
    published = [row for row in rows if row["status"] == "published"]
    told = explained_of(release_id, str(published[0]["force_code"])) if published else {}
    said: dict[str, list[str]] = {}
    for row in published:
        for sentence in told.get((str(row["indicator"]), str(row["period"])), ()):
            said.setdefault(sentence, []).append(str(registry[str(row["indicator"])]["title"]))
    return [
        *of_totals(rows, registry),
        *(f"{_titled(titles)}: {sentence}" for sentence, titles in said.items()),
    ]


def _parted(texts: Iterable[str]) -> list[str]:
    """The sentences of several texts, each once."""
    return list(dict.fromkeys(one for text in texts for one in _SENTENCES.split(text.strip())))


def _of_some(rows: Sequence[Row], indicator: Row) -> list[tuple[str, str]]:
    """What holds for some of the forces only: by name or, of many, how many; and the caveat."""
    names: dict[str, list[str]] = {}
    for row in rows:
        if note := of_force(row, indicator):
            names.setdefault(note, []).append(str(row["force_name"]))
    return [(_named(holders, len(rows)), note) for note, holders in names.items()]


def _widest(titles: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """What holds for the most indicators first."""
    return sorted(titles, key=lambda of: (-len(of), of))


def _of(titles: Sequence[str], every: int) -> str:
    """Before a caveat of some of the indicators, which they are; nothing where it is of all."""
    return "" if 1 < len(titles) == every else f"{_titled(titles)}: "
