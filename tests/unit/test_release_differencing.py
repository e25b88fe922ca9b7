"""Two releases that give away together what neither shows alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from muster.release import store
from muster.release.diff import diff, render_diff
from muster.release.differencing import revelations
from tests.release_published import publish
from tests.release_tables import figure, insert, registry

SUM = "alter table marts.indicator add column adds_to varchar"


def cell(indicator: str, shown: bool, source: str = "s1") -> list[str]:
    """One figure of Essex, shown or hidden, and the submission that it was made from."""
    status, value = ("published", 3.0) if shown else ("suppressed", None)
    key = {"force_code": "42", "indicator": indicator, "period": "2022-03-31"}
    return [
        figure("42", indicator, value=value, status=status),
        insert("marts.lineage", **key, submission_id=source),
    ]


def cells(shown: str, hidden: str, source: str = "s1") -> list[str]:
    found = [SUM, registry("all"), *(registry(part, adds_to="all") for part in "abc")]
    for name in shown.split():
        found += cell(name, True, source)
    for name in hidden.split():
        found += cell(name, False, source)
    return found


@pytest.mark.parametrize(
    ("case", "older", "newer", "known"),
    [
        ("the same both times", ("all b", "a c"), ("all b", "a c"), []),
        ("hidden, then shown", ("all b", "a c"), ("all a b", "c"), ["a", "c"]),
        ("shown, then hidden", ("all a b c", ""), ("all b", "a c"), ["a", "c"]),
        ("another part was hidden beside it", ("all b", "a c"), ("all c", "a b"), ["a", "b", "c"]),
        ("one more is hidden", ("all", "a b c"), ("all", "a b c"), []),
    ],
)
def test_what_two_releases_give_away(
    tmp_path: Path, case: str, older: tuple[str, str], newer: tuple[str, str], known: list[str]
) -> None:
    old = publish(tmp_path, 1, cells(*older))
    new = publish(tmp_path, 2, cells(*newer))
    with store.connect(old) as before, store.connect(new) as after:
        found = revelations(before, after)

    assert sorted({one.indicator for one in found}) == known, case


def test_new_numbers_give_nothing_away_about_the_old(tmp_path: Path) -> None:
    old = publish(tmp_path, 1, cells("all b", "a c", source="s1"))
    new = publish(tmp_path, 2, cells("all a b c", "", source="s2"))
    with store.connect(old) as before, store.connect(new) as after:
        assert revelations(before, after) == []


def test_diff_warns(tmp_path: Path) -> None:
    old = publish(tmp_path, 1, cells("all b", "a c"))
    new = publish(tmp_path, 2, cells("all c", "a b"))

    text = render_diff(diff(tmp_path, old.release_id, new.release_id))

    assert "Disclosure: together these releases give away a hidden figure. Force 42, a" in text
    assert "the two releases between them show every other figure of all" in text


def test_releases_from_before_sums_were_registered_are_compared_all_the_same(
    tmp_path: Path,
) -> None:
    old = publish(tmp_path, 1, [registry("a"), *cell("a", False)])
    new = publish(tmp_path, 2, [registry("a"), *cell("a", True)])

    assert len(diff(tmp_path, old.release_id, new.release_id).revelations) == 1
