"""What forces said about their warnings, as it stands beside a published figure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any

from contracts.load import load_codelist, load_contract

from . import ask

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Figures that were published elsewhere and loaded here: nobody was asked about their warnings.
NOT_ASKED = "NOT_ASKED"
_EXPLAINED = """
    select
        {place}, l.force_code, s.return_slug, s.contract_version, e.rule_id, e.reason_code,
        e.sentence, e.carried_from is not null as carried, sender.short_name as sent_by,
        count(*) as warnings
    from marts.lineage as l
    join raw.submissions as s using (submission_id)
    join raw.explanations as e using (submission_id)
    left join marts.force as sender
        on s.force_code = sender.force_code and s.force_code <> l.force_code
    where {which}
    group by all
    order by {place}, l.force_code, e.rule_id, e.reason_code, e.sentence
"""
# One row per force, rule, reason and sentence behind the figures of an indicator and a period;
# and behind those of one force.
_PLACE = "l.indicator, l.period"
QUERY = _EXPLAINED.format(place=_PLACE, which="l.indicator = ? and l.period = ?")
QUERY_OF_FORCE = _EXPLAINED.format(place=_PLACE, which="l.force_code = ?")
# What a force has said of the warnings that a release was given as well: at the door, or later.
ANSWERS = """
    select s.return_slug, e.rule_id, e.key_json, e.reason_code, e.sentence
    from raw.explanations as e join raw.submissions as s using (submission_id)
    where s.is_live
"""


def answers(findings: Sequence[Mapping[str, Any]], told: Sequence[Mapping[str, Any]]) -> list[str]:
    """For each finding of the gate what its force has said of it, or nothing.

    `told` are rows of ANSWERS. It is the same finding where rule, key and return are the same.
    """
    reasons = {code.code: code.label for code in load_codelist("explanation_reason").codes}
    said = {(row["rule_id"], row["key_json"], row["return_slug"]): row for row in told}
    slugs = {row["return_slug"] for row in told}
    found = [
        next((said[key] for key in _names(row, slugs) if key in said), None) for row in findings
    ]
    return [
        f"{reasons.get(row['reason_code'], row['reason_code'])}. {row['sentence']}" if row else ""
        for row in found
    ]


def _names(row: Mapping[str, Any], slugs: AbstractSet[str]) -> Iterator[tuple[str, str, str]]:
    """What an explanation of that finding goes by. Releases of old did not write a key down."""
    table = str(row["table_name"])
    key = row.get("key_json")
    for slug in sorted(slugs) if key is not None else ():
        if table == slug or table.startswith(("marts.", f"{slug}.", f"raw.{slug}__")):
            yield row["rule_id"], str(key), slug


def explained(connection: DuckDBPyConnection, indicator: str, period: str) -> list[tuple[str, str]]:
    """Force code and a sentence for each reason given behind one indicator's figures."""
    return sentences(ask.rows(connection, QUERY, indicator, period))


def sentences(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Force code and a sentence for each row of QUERY; what was not asked about comes last."""
    reasons = {code.code: code.label for code in load_codelist("explanation_reason").codes}
    unasked: dict[str, int] = {}
    told: list[tuple[str, str]] = []
    for row in rows:
        code, warnings = str(row["force_code"]), int(row["warnings"])
        if row["reason_code"] == NOT_ASKED:
            unasked[code] = unasked.get(code, 0) + warnings
            continue
        reason = reasons.get(str(row["reason_code"]), str(row["reason_code"]))
        carried = " (carried over from an earlier version)" if row["carried"] else ""
        of = f"the return of {row['sent_by']}" if row.get("sent_by") else "its return"
        told.append(
            (
                code,
                f"{_counted(warnings)} of rule {_rule(row)} in {of} explained. "
                f"{reason}: {row['sentence']}{carried}",
            )
        )
    for code, warnings in unasked.items():
        was = "was" if warnings == 1 else "were"
        told.append((code, f"{_counted(warnings)} {was} kept as published, not asked about."))
    return told


def _rule(row: Mapping[str, Any]) -> str:
    """A rule by its number, and what it asks, so that the doubt can be read beside the answer."""
    number = str(row["rule_id"])
    contract = load_contract(str(row["return_slug"]), str(row["contract_version"]))
    asked = [rule.description.rstrip(".") for rule in contract.rules if rule.id == number]
    return f"{number} ({asked[0]})" if asked else number


def _counted(warnings: int) -> str:
    return f"{warnings:,} warning{'' if warnings == 1 else 's'}"
