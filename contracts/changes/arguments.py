"""Whether a rule with other arguments is stricter: known for numbers with a direction, for
columns that excuse or are asked one by one, and for codes that depend on another; anything else is
taken for stricter."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_LARGER_IS_LOOSER = frozenset(
    {
        ("not_more_than", "factor"),
        ("not_more_than", "tolerance"),
        ("sum_not_more_than", "tolerance"),
        ("adds_up", "tolerance"),
        ("not_between", "minimum"),
        ("lasts_at_most", "hours"),
        ("outage_times_ordered", "lag_hours"),
        ("planned_off_peak", "maximum_hours"),
        ("group_ratio_between", "maximum"),
        ("totals_plausible", "minimum_base"),
        ("totals_agree", "tolerance_pct"),
        ("shared_reference_given", "pending_days"),
        ("steady_within_factor", "factor"),
        ("small_count", "smallest"),
        ("at_most", "maximum"),
        ("row_share_between", "maximum"),
        ("row_share_between", "minimum_base"),
        ("needs_beside", "above"),
        ("needs_beside", "maximum"),
        ("current_where_counted", "days"),
        ("not_older_than", "months"),
        ("calibrated", "maximum"),
        ("calibrated", "minimum_expected"),
        ("rises_with_band", "minimum_base"),
        ("calibration_drifted", "maximum"),
        ("calibration_drifted", "minimum_months"),
        ("official_total_agrees", "tolerance_pct"),
        ("moved_from_history", "robust_z"),
        ("moved_from_history", "change_pct"),
        ("moved_from_history", "minimum_periods"),
        ("nil_where_active", "minimum_periods"),
        ("stock_flow", "tolerance_pct"),
        ("stock_flow", "tolerance_fte"),
        ("no_outage_in_year", "months"),
        ("starts_agree", "minutes"),
        ("day_total_outlying", "robust_sd"),
        ("day_total_outlying", "minimum_days"),
        ("first_day_spike", "factor"),
        ("agrees_with_published", "tolerance_pct"),
        ("backlog_carries_over", "tolerance_pct"),
        ("totals_reconcile", "tolerance_pct"),
        ("none_small", "smallest"),
    }
)
_LARGER_IS_STRICTER = frozenset(
    {
        ("not_between", "maximum"),
        ("group_ratio_between", "minimum"),
        ("totals_plausible", "minimum_ratio"),
        ("small_count", "largest"),
        ("share_between", "minimum"),
        ("calibrated", "minimum"),
        ("calibration_drifted", "minimum"),
        ("none_small", "largest"),
    }
)
# Columns that are asked one by one: with fewer of them less is asked.
_EACH_ALONE = frozenset(
    {("constant_within", "of"), ("each_not_more_than", "of"), ("none_small", "of")}
)
# What a rule takes where it does not say.
_WHEN_ABSENT: Mapping[tuple[str, str], float] = {
    ("not_more_than", "factor"): 1.0,
    ("not_more_than", "tolerance"): 0.0,
    ("sum_not_more_than", "tolerance"): 0.0,
    ("adds_up", "tolerance"): 0.0,
}
_DEPENDS = ("when", "otherwise")


@dataclass(frozen=True, slots=True)
class Verdict:
    """One argument that changed; `stricter` is None where nobody can tell."""

    name: str
    before: str | None
    after: str | None
    stricter: bool | None


def argument_verdicts(
    predicate: str, old: Mapping[str, object], new: Mapping[str, object]
) -> Iterator[Verdict]:
    """A verdict for each argument that differs, in alphabetical order."""
    together = predicate == "code_depends_on"
    differing = [name for name in sorted({*old, *new}) if old.get(name) != new.get(name)]
    for name in differing:
        if together and name in _DEPENDS and not _differs_beside(differing):
            stricter: bool | None = _allows_less(old, new)
        else:
            stricter = _stricter(predicate, name, old.get(name), new.get(name))
        yield Verdict(name, _written(old.get(name)), _written(new.get(name)), stricter)


def _differs_beside(differing: list[str]) -> bool:
    return any(name not in _DEPENDS for name in differing)


def _stricter(predicate: str, name: str, before: object, after: object) -> bool | None:
    if (predicate, name) == ("not_more_than_sum", "unless"):
        return not _texts(before) <= _texts(after)
    if (predicate, name) in _EACH_ALONE:
        return not _texts(after) <= _texts(before)
    absent = _WHEN_ABSENT.get((predicate, name))
    low, high = _number(before, absent), _number(after, absent)
    if low is None or high is None:
        return None
    if (predicate, name) in _LARGER_IS_LOOSER:
        return high < low
    if (predicate, name) in _LARGER_IS_STRICTER:
        return high > low
    return None


def _number(value: object, absent: float | None) -> float | None:
    if value is None:
        return absent
    return float(value) if isinstance(value, int | float) else None


def _texts(value: object) -> set[str]:
    if value is None:
        return set()
    return {str(item) for item in value} if isinstance(value, list) else {str(value)}


def _allows_less(old: Mapping[str, object], new: Mapping[str, object]) -> bool:
    """Whether some value of the other column allows a code no longer that it allowed before."""
    before, after = _allowed(old), _allowed(new)
    values = {*before, *after, None}
    return any(
        not before.get(value, before[None]) <= after.get(value, after[None]) for value in values
    )


def _allowed(arguments: Mapping[str, object]) -> dict[str | None, set[str]]:
    """{value of the other column: codes allowed}; None stands for every other value."""
    when = arguments.get("when")
    found: dict[str | None, set[str]] = {None: _texts(arguments.get("otherwise"))}
    if isinstance(when, Mapping):
        found |= {str(value): _texts(codes) for value, codes in when.items()}
    return found


def _written(value: object) -> str | None:
    if value is None:
        return None
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
