"""A rule's argument that changed: stricter, looser, or nobody can tell."""

from __future__ import annotations

import pytest

from contracts.changes.arguments import argument_verdicts


@pytest.mark.parametrize(
    ("predicate", "name", "before", "after", "stricter"),
    [
        ("day_total_outlying", "robust_sd", 6, 8, False),
        ("day_total_outlying", "robust_sd", 8, 6, True),
        ("day_total_outlying", "minimum_days", 8, 14, False),
        ("first_day_spike", "factor", 2, 3, False),
        ("agrees_with_published", "tolerance_pct", 3, 5, False),
        ("agrees_with_published", "tolerance_pct", 5, 3, True),
        ("none_small", "largest", 4, 9, True),
        ("none_small", "smallest", 1, 2, False),
        ("none_small", "of", ["a", "b"], ["a"], False),
        ("none_small", "of", ["a"], ["a", "b"], True),
        ("each_not_more_than", "of", ["a", "b"], ["b", "c"], True),
        ("constant_within", "of", ["a", "b"], ["b", "a"], False),
        ("sum_not_more_than", "of", ["a", "b"], ["a"], None),
    ],
)
def test_an_argument_has_its_direction(
    predicate: str, name: str, before: object, after: object, stricter: bool | None
) -> None:
    [verdict] = argument_verdicts(predicate, {name: before}, {name: after})
    assert (verdict.name, verdict.stricter) == (name, stricter)
