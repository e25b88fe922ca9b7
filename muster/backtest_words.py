"""A backtest put into words: for a terminal, and for programs."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator

from contracts.amounts import count as counted
from contracts.errors import UsageError
from muster.backtest import Backtest, Fate, Outcome

FORMATS = ("text", "json")
_HEADINGS = {
    Fate.NEWLY_FAILS: "Would newly fail",
    Fate.NEWLY_EXPLAINS: "Would pass, with a warning that is new and to be explained",
    Fate.NEWLY_PASSES: "Would newly pass",
    Fate.NOT_RERUN: "Could not be asked",
}


def render(result: Backtest, form: str) -> str:
    """The backtest in one of FORMATS, ended by a newline. Raises UsageError for another."""
    if form == "text":
        return "\n".join(_text(result)) + "\n"
    if form == "json":
        return json.dumps(as_dict(result), indent=2, ensure_ascii=True) + "\n"
    raise UsageError(f"There is no format {form!r}; there are {', '.join(FORMATS)}.")


def as_dict(result: Backtest) -> dict[str, object]:
    """The backtest in JSON's own types; submissions whose fate is the same are only counted."""
    return {
        "return": result.return_slug,
        "contract": result.contract,
        "asked": len(result.outcomes),
        "without_files": result.without_files,
        "under_itself": result.under_itself,
        "breaks_live": result.breaks_live,
        "counts": {str(fate): len(result.of(fate)) for fate in Fate},
        "live": {str(fate): sum(each.live for each in result.of(fate)) for fate in Fate},
        "rules": result.by_rule(),
        "submissions": [_told(each) for fate in _HEADINGS for each in result.of(fate)],
    }


def _told(outcome: Outcome) -> dict[str, object]:
    return {
        "submission_id": outcome.submission_id,
        "force": outcome.force_code,
        "period": outcome.period,
        "state": outcome.state,
        "live": outcome.live,
        "fate": str(outcome.fate),
        "rules": {
            rule: {"before": was, "after": now} for rule, (was, now) in outcome.moved.items()
        },
        "why": outcome.why,
    }


def _text(result: Backtest) -> Iterator[str]:
    same = len(result.of(Fate.SAME))
    yield (
        f"{result.contract} asked of {counted(len(result.outcomes), 'submission')} of "
        f"{result.return_slug}: {same:,} {'fares' if same == 1 else 'fare'} the same."
    )
    if result.without_files:
        yield f"{result.without_files:,} without files (nil returns, withdrawals) have no answer."
    if result.under_itself:
        yield (
            f"{counted(result.under_itself, 'submission')} came under {result.contract} itself, as "
            "it reads now: compared with what was found then, not with another contract."
        )
    for fate, heading in _HEADINGS.items():
        yield from _group(heading, result.of(fate))
    rules = result.by_rule()
    if rules:
        yield ""
        yield "Findings by rule, where they differ"
        yield f"  {'rule':<20}{'before':>10}{'after':>10}{'submissions':>14}"
    for rule, counts in rules.items():
        yield (
            f"  {rule:<20}{counts['before']:>10,}{counts['after']:>10,}{counts['submissions']:>14,}"
        )
    yield ""
    yield _verdict(result)


def _group(heading: str, found: list[Outcome]) -> Iterator[str]:
    """Forces with their periods, those of live submissions marked."""
    if not found:
        return
    live = sum(outcome.live for outcome in found)
    yield ""
    yield f"{heading}: {len(found):,}, of which live {live:,}"
    by_force: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in found:
        by_force[outcome.force_code].append(outcome)
    for force_code, outcomes in sorted(by_force.items()):
        yield f"  force {force_code}"
        for outcome in sorted(outcomes, key=lambda each: each.period):
            yield f"    {outcome.period} ({outcome.state.replace('_', ' ')}){_because(outcome)}"


def _because(outcome: Outcome) -> str:
    if outcome.why:
        return f": {outcome.why}"
    moved = [f"{rule} {was:,} to {now:,}" for rule, (was, now) in outcome.moved.items()]
    return f": {', '.join(moved)}" if moved else ""


def _verdict(result: Backtest) -> str:
    failing = [outcome for outcome in result.of(Fate.NEWLY_FAILS) if outcome.live]
    lost = [outcome for outcome in result.of(Fate.NOT_RERUN) if outcome.live]
    if failing:
        forces = len({outcome.force_code for outcome in failing})
        what = f"{counted(len(failing), 'live submission')} of {counted(forces, 'force')}"
        return f"{what} would newly fail."
    if lost:
        return f"{counted(len(lost), 'live submission')} could not be asked."
    return "Nothing that is live would newly fail."
