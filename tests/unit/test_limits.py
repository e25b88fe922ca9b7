"""How much a caller may ask for, held to what is so where everything is remembered for ever."""

from __future__ import annotations

import random
import tracemalloc

import pytest

from muster.limits import Quota, Rate


def test_a_caller_has_its_calls_at_once_and_then_one_as_often_as_it_may():
    rate = Rate(per_minute=60, burst=3)
    assert [rate.wait_seconds("a", 0) for _ in range(4)] == [0, 0, 0, 1]
    assert rate.wait_seconds("b", 0) == 0
    assert (rate.wait_seconds("a", 0.5), rate.wait_seconds("a", 1)) == (0.5, 0)


@pytest.mark.parametrize("ahead", [10.0, 86_400.0])
def test_a_clock_that_was_ahead_costs_nobody_their_calls(ahead):
    rate = Rate(per_minute=60, burst=2)
    for now in (ahead, ahead, 0.0):
        rate.wait_seconds("a", now)
    assert rate.wait_seconds("a", 1.0) == 0


def test_who_has_all_calls_left_is_forgotten_and_nobody_else():
    rate = Rate(per_minute=60, burst=2)
    for caller in range(10_000):
        assert rate.wait_seconds(f"c{caller}", caller) == 0
    assert len(rate._left) < 5


MB = 1024**2


def test_as_many_bytes_as_are_allowed_in_any_window():
    """Against one that remembers every piece: never more is let through, and hardly less."""
    dice = random.Random(7)
    quota, let = Quota(100 * MB, 3600), list[tuple[float, int]]()
    now, refused = 0.0, 0
    for _ in range(5_000):
        now += dice.expovariate(1 / 3)
        size = dice.randrange(1, MB)
        in_window = sum(s for at, s in let if at > now - 3600)
        if quota.take("a", size, now):
            assert in_window + size <= 100 * MB
            let.append((now, size))
        else:
            refused += 1
            soon = sum(s for at, s in let if at > now - 3600 - 3600 / 1_440)
            assert soon + size > 100 * MB
    assert refused > 100


def test_a_clock_that_was_ahead_takes_no_longer_than_a_window():
    quota = Quota(10, 3600)
    assert quota.take("a", 10, now=86_400)
    assert not quota.take("a", 1, now=0)
    assert quota.take("a", 1, now=3_600)


def test_very_many_small_pieces_are_remembered_as_few_and_who_is_away_not_at_all():
    quota = Quota(1_000_000, 86_400)
    tracemalloc.start()
    for piece in range(100_000):
        assert quota.take("a", 1, now=piece * 0.5)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < MB
    assert not quota.take("a", 900_001, now=50_000)
    assert quota.take("b", 1, now=200_000)
    assert set(quota._taken) == {"b"}
