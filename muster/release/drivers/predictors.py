"""What may move demand, as columns of a model: which days, compared with which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .panel import Flags, Panel

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SPECIAL_DAYS = {
    "NYE": "New Year's Eve",
    "NYD": "New Year's Day",
    "XMAS": "Christmas Day",
    "HALLOWEEN": "Halloween",
    "BONFIRE": "Bonfire night",
}
PAYDAYS = {
    "LAST_WORKING_DAY": "Last working day of the month",
    "D25": "The 25th of the month",
    "D28": "The 28th of the month",
}
TEAMS = {"ENG": ("England", "E"), "WAL": ("Wales", "W")}
MATCHES, DAYS, SPECIAL, PAY, WEATHER = (
    "Football", "Days of the week", "Special days", "Payday", "Weather",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Predictor:
    """A driver that is there or not on a day of a force.

    `of_country` limits it to the forces of one country (E or W). A `local` driver differs between
    forces on the same day. `event` days are never taken for placebo days.
    """

    key: str
    title: str
    group: str
    reference: str
    here: Flags
    of_country: str | None = None
    local: bool = False
    event: bool = True


def predictors(panel: Panel) -> list[Predictor]:
    """Every driver that the panel's columns know, whether or not a day of it is in them."""
    return [
        *_football(panel),
        *_weekdays(panel),
        *_special(panel),
        *_paydays(panel),
        *_club(panel),
    ]


def _football(panel: Panel) -> Iterator[Predictor]:
    for team, (name, country) in TEAMS.items():
        own = panel.is_text("country", country)
        plays = own & panel.is_text("national_team", team)
        won = plays & panel.is_text("match_result", "WIN", "DRAW")
        lost = plays & panel.is_text("match_result", "LOSS")
        after = own & panel.is_text("national_team_before", team) & ~plays
        for key, told, here in (
            ("won_or_drew", f"{name} won or drew", won),
            ("lost", f"{name} lost", lost),
            ("day_after", f"Day after a match of {name}", after),
        ):
            yield Predictor(
                f"{team.lower()}_{key}", told, MATCHES, f"Days without a match of {name}", here,
                of_country=country,
            )  # fmt: skip


def _weekdays(panel: Panel) -> Iterator[Predictor]:
    weekday = panel.weekday
    for number, name in enumerate(WEEKDAYS[1:], start=1):
        yield Predictor(name.lower(), name, DAYS, "Monday", weekday == number, event=False)


def _special(panel: Panel) -> Iterator[Predictor]:
    for code, name in SPECIAL_DAYS.items():
        here = panel.is_text("special_day", code)
        yield Predictor(code.lower(), name, SPECIAL, "Ordinary days", here)
    holiday = (panel.floats["bank_holiday"] == 1) & panel.is_text("special_day", "")
    yield Predictor("bank_holiday", "Other bank holiday", SPECIAL, "Ordinary days", holiday)


def _paydays(panel: Panel) -> Iterator[Predictor]:
    for code, name in PAYDAYS.items():
        here = panel.is_text("payday", code)
        yield Predictor(
            f"payday_{code.lower()}", name, PAY, "Days that are no payday", here, event=False
        )


def _club(panel: Panel) -> Iterator[Predictor]:
    given = panel.floats["club_match"]
    if not np.isnan(given).all():
        yield Predictor(
            "club_match", "Premier League match at home", MATCHES, "Days without one",
            given == 1, local=True, event=False,
        )  # fmt: skip
