"""Changes of the rules: new, gone, graver, stricter, or only worded otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from contracts.changes.arguments import Verdict, argument_verdicts
from contracts.changes.model import FORCES, READERS, Change, Level, listed
from contracts.model import Contract, Rule, Severity

_GRAVITY = {Severity.INFO: 0, Severity.WARNING: 1, Severity.ERROR: 2}
_DOES = {
    Severity.ERROR: "stops a file",
    Severity.WARNING: "asks for an explanation",
    Severity.INFO: "only counts",
}


def rule_changes(old: Contract, new: Contract) -> Iterator[Change]:
    """Rules by their ids. A rule of a table that came or went as a whole goes with its table."""
    before = {rule.id: rule for rule in old.rules}
    after = {rule.id: rule for rule in new.rules}
    tables_before = {table.name for table in old.tables}
    tables_after = {table.name for table in new.tables}
    for rule_id, rule in before.items():
        if rule_id not in after and (rule.table is None or rule.table in tables_after):
            yield Change(
                kind="rule_removed", level=Level.ADDITIVE, place=_place(rule),
                before=rule.description, affected=(FORCES,),
                sentence=f"Rule {rule_id} is no longer asked.",
            )  # fmt: skip
    for rule_id, rule in after.items():
        if rule_id in before:
            yield from _of_rule(before[rule_id], rule)
        elif rule.table is None or rule.table in tables_before:
            yield _added(rule)


def _added(rule: Rule) -> Change:
    return Change(
        kind="rule_added", level=_when_stricter(rule), place=_place(rule), after=rule.description,
        affected=(FORCES,),
        sentence=f"Rule {rule.id} is new and {_DOES[rule.severity]}: {rule.description}",
    )  # fmt: skip


def _when_stricter(rule: Rule) -> Level:
    """A rule that only counts asks nothing of anybody, however strict it is."""
    return Level.ADDITIVE if rule.severity is Severity.INFO else Level.BREAKING


def _of_rule(old: Rule, new: Rule) -> Iterator[Change]:
    yield from _of_severity(old, new)
    yield from _of_question(old, new)
    yield from _of_reasons(old, new)
    if (old.dimension, old.scored) != (new.dimension, new.scored):
        yield Change(
            kind="rule_scoring_changed", level=Level.ADDITIVE, place=_place(new),
            before=_scoring(old), after=_scoring(new), affected=(READERS,),
            sentence=f"Rule {new.id} counts towards {_scoring(new)} instead of {_scoring(old)}; "
            "quality scores move, no file fails for it.",
        )  # fmt: skip
    for name, told in (("description", "description"), ("mend", "advice")):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Change(
                kind=f"rule_{name}_changed", level=Level.EDITORIAL, place=_place(new),
                before=before, after=after,
                sentence=f"The {told} of rule {new.id} reads differently.",
            )  # fmt: skip


def _scoring(rule: Rule) -> str:
    return str(rule.dimension) if rule.scored else "no score"


def _of_severity(old: Rule, new: Rule) -> Iterator[Change]:
    if old.severity == new.severity:
        return
    graver = _GRAVITY[new.severity] > _GRAVITY[old.severity]
    yield Change(
        kind="rule_more_severe" if graver else "rule_less_severe",
        level=Level.BREAKING if graver else Level.ADDITIVE, place=_place(new),
        before=str(old.severity), after=str(new.severity), affected=(FORCES,),
        sentence=f"Rule {new.id} was {_article(old)} and is {_article(new)}: "
        f"it {_DOES[new.severity]}.",
    )  # fmt: skip


def _article(rule: Rule) -> str:
    return {"error": "an error", "warning": "a warning", "info": "information"}[rule.severity]


def _of_question(old: Rule, new: Rule) -> Iterator[Change]:
    """Another predicate, table or scope is another question; arguments are weighed one by one."""
    was, now = (old.predicate, old.table, old.scope), (new.predicate, new.table, new.scope)
    if was != now:
        yield Change(
            kind="rule_asks_otherwise", level=_when_stricter(new), place=_place(new),
            before=_question(old), after=_question(new), affected=(FORCES,),
            sentence=f"Rule {new.id} asks another question: {_question(new)} instead of "
            f"{_question(old)}. What passed may fail.",
        )  # fmt: skip
        return
    for verdict in argument_verdicts(new.predicate, old.arguments, new.arguments):
        yield _of_argument(new, verdict)


def _question(rule: Rule) -> str:
    return f"{rule.predicate} of {rule.table or 'the submission'} ({rule.scope})"


def _of_argument(rule: Rule, verdict: Verdict) -> Change:
    told = {
        True: "stricter",
        False: "looser",
        None: "not surely looser, so it counts as stricter",
    }[verdict.stricter]
    loosened = verdict.stricter is False
    return Change(
        kind="rule_loosened" if loosened else "rule_made_stricter",
        level=Level.ADDITIVE if loosened else _when_stricter(rule), place=_place(rule),
        before=verdict.before, after=verdict.after, affected=(FORCES,),
        sentence=f"Rule {rule.id}: {verdict.name} goes from {verdict.before or 'nothing'} to "
        f"{verdict.after or 'nothing'}, which is {told}.",
    )  # fmt: skip


def _of_reasons(old: Rule, new: Rule) -> Iterator[Change]:
    gone = [reason for reason in old.reasons if reason not in new.reasons]
    fresh = [reason for reason in new.reasons if reason not in old.reasons]
    card = Change(
        kind="", level=Level.ADDITIVE, place=_place(new), before=", ".join(old.reasons) or None,
        after=", ".join(new.reasons) or None, affected=(FORCES,), sentence="",
    )  # fmt: skip
    if gone and new.severity is Severity.WARNING:
        yield replace(
            card, kind="reasons_removed", level=Level.BREAKING,
            sentence=f"Rule {new.id} can no longer be explained with {listed(gone)}.",
        )  # fmt: skip
    if fresh:
        yield replace(
            card, kind="reasons_added",
            sentence=f"Rule {new.id} can also be explained with {listed(fresh)}.",
        )  # fmt: skip


def _place(rule: Rule) -> str:
    return f"{rule.table}, rule {rule.id}" if rule.table else f"rule {rule.id}"
