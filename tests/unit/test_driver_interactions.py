"""Interactions of matches: found where they were made, refused where there are too few days."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from muster.release.drivers.effects import Effect
from muster.release.drivers.fitting import OUTCOMES, fit_all
from muster.release.drivers.interactions import (
    BY_FLAG,
    BY_KICKOFF,
    EXPLORATORY,
    GROUP,
    NOT_GIVEN,
    TOO_FEW,
    interactions,
)
from muster.release.drivers.models import fit_panel
from muster.release.drivers.panel import Panel, Words
from muster.release.drivers.predictors import predictors
from tests.driver_kit import simulated_panel

CRIMES = OUTCOMES[0]


def flagged_panel(seed: int, *, early: int = 6) -> Panel:
    """Twelve matches won and two lost, `early` of them before the evening. Three in ten crimes have
    the flag, and a few more on the days of matches."""
    panel = simulated_panel(seed, days=500, matches=(12, 2))
    chance = np.random.default_rng(seed)
    plays = panel.is_text("national_team", "ENG")
    share = np.where(plays, FLAGGED_ON_MATCH_DAYS, FLAGGED)
    counts = panel.floats["da_crimes"]
    flagged = chance.binomial(counts.astype(int), share).astype(float)
    order = np.unique(panel.day[plays])[::2][:early]
    began = np.where(plays, np.where(np.isin(panel.day, order), "15:00", "20:00"), "")
    return replace(
        panel,
        floats={**panel.floats, "da_alcohol_flag": flagged},
        texts={**panel.texts, "kickoff_local": Words.of(began)},
    )


FLAGGED, FLAGGED_ON_MATCH_DAYS = 0.30, 0.36
MORE_FLAGGED = FLAGGED_ON_MATCH_DAYS / (1 - FLAGGED_ON_MATCH_DAYS) / (FLAGGED / (1 - FLAGGED))


def looked_into(panel: Panel) -> dict[str, Effect]:
    every = predictors(panel)
    return {one.predictor: one for one in interactions(panel, CRIMES, every, "temp_max_c")}


def test_a_match_moves_flagged_crimes_by_more_where_it_was_made_to() -> None:
    found = looked_into(flagged_panel(5))
    won = found["eng_won_or_drew_x_alcohol"]
    assert won.method == BY_FLAG and won.days == 12
    assert won.lower is not None and won.upper is not None
    assert won.lower <= MORE_FLAGGED <= won.upper
    assert won.lower > 1.0
    assert won.caveats.startswith(EXPLORATORY)


@pytest.mark.parametrize(
    ("name", "days", "method", "caveat"),
    [
        ("eng_lost_x_alcohol", 2, TOO_FEW, "2 days against 498: 10 of each are needed."),
        ("wal_lost_x_alcohol", 0, TOO_FEW, "0 days against 500"),
        ("eng_x_early", 6, TOO_FEW, "6 days against 8: 10 of each are needed."),
        ("wal_x_early", 0, NOT_GIVEN, ""),
    ],
)
def test_too_few_days_are_refused(name: str, days: int, method: str, caveat: str) -> None:
    found = looked_into(flagged_panel(5))[name]
    assert (found.days, found.method, found.rate_ratio) == (days, method, None)
    assert caveat in found.caveats


def test_an_early_kick_off_is_estimated_where_both_kinds_have_their_days() -> None:
    panel = simulated_panel(9, days=500, matches=(22, 2))
    plays = panel.is_text("national_team", "ENG")
    early = np.unique(panel.day[plays])[::2]
    began = np.where(plays, np.where(np.isin(panel.day, early), "15:00", "20:00"), "")
    first = panel.day == early[0]
    began[plays & first] = ""
    told = replace(panel, texts={**panel.texts, "kickoff_local": Words.of(began)})
    found = looked_into(told)["eng_x_early"]
    assert found.method == BY_KICKOFF
    assert (found.days, found.reference) == (11, "Matches that began later (12 days)")
    assert found.lower is not None and found.upper is not None
    assert found.lower <= 1.0 <= found.upper
    assert "Match days without a time, left out: 1." in found.caveats


def test_without_flags_and_times_nothing_is_estimated_and_nothing_moves() -> None:
    panel = simulated_panel(4)
    assert {one.method for one in looked_into(panel).values()} == {NOT_GIVEN}
    [found] = fit_all(panel, [CRIMES])
    [other] = fit_all(flagged_panel(4), [OUTCOMES[2]])
    assert [one.predictor for one in found.effects if one.group == GROUP]
    assert not [one.predictor for one in other.effects if one.group == GROUP]


def test_a_model_that_does_not_settle_is_a_reason_and_the_drivers_stand() -> None:
    panel = flagged_panel(5)
    panel.floats["da_alcohol_flag"][:] = 0.0  # type: ignore[index]
    found = looked_into(panel)["eng_won_or_drew_x_alcohol"]
    assert found.rate_ratio is None
    assert found.method.startswith("Not estimated: The model did not settle")


def test_the_influence_of_dates_is_the_covariance_clustered_by_date() -> None:
    panel = flagged_panel(6)
    chosen = [one for one in predictors(panel) if one.here.any()]
    fitted = fit_panel(panel, CRIMES, chosen, "temp_max_c")
    assert fitted.influence.T @ fitted.influence == pytest.approx(fitted.by_date.covariance)
    assert fitted.error_against(fitted, "eng_lost") == 0.0
