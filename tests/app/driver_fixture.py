"""A model of daily counts as a release holds it: one outcome fitted, one not."""

from __future__ import annotations

from datetime import date

from duckdb import DuckDBPyConnection
from release_schema import forces

from muster.release.drivers.effects import BY_BOTH, BY_DATE, NATIONAL, NOTHING, Effect, Point
from muster.release.drivers.fitting import OUTCOMES, Fitted, Summary, not_fitted
from muster.release.drivers.interactions import BY_FLAG, GROUP, TOO_FEW
from muster.release.drivers.tables import write


def effect(
    predictor: str, title: str, group: str, days: int, ratio: float | None, method: str
) -> Effect:
    """A line whose interval is six hundredths to each side."""
    given = ratio is not None
    return Effect(
        predictor=predictor,
        title=title,
        group=group,
        reference="Other days",
        days=days,
        force_days=days * 39,
        forces=39,
        incidents_per_day=3100.0 if days else None,
        rate_ratio=ratio,
        lower=ratio - 0.06 if given else None,
        upper=ratio + 0.06 if given else None,
        p_value=0.0004 if given else None,
        placebo_p_value=0.012 if method == NATIONAL else None,
        placebo_draws=1999 if method == NATIONAL else None,
        extra_per_day=650.0 if given else None,
        method=method,
        caveats="",
    )


EFFECTS = (
    effect("eng_won_or_drew", "England won or drew", "Football", 22, 1.26, BY_DATE),
    effect("eng_lost", "England lost", "Football", 4, 1.38, NATIONAL),
    effect("eng_day_after", "Day after a match of England", "Football", 26, 1.11, BY_DATE),
    effect("wal_lost", "Wales lost", "Football", 0, None, NOTHING),
    effect("weekend", "Weekend", "Days of the week", 208, 1.25, BY_DATE),
    effect("nyd", "New Year's Day", "Special days", 2, 1.30, NATIONAL),
    effect("payday_d25", "The 25th of the month", "Payday", 24, 1.01, BY_DATE),
    effect("temperature_20_10", "Highest temperature 20 °C", "Weather", 216, 1.08, BY_BOTH),
    effect("eng_won_x", "England won, crimes with the flag", GROUP, 22, 1.32, BY_FLAG),
    effect("eng_lost_x", "England lost, crimes with the flag", GROUP, 4, None, TOO_FEW),
)


def drivers(connection: DuckDBPyConnection) -> None:
    """The tables that the page Demand drivers reads."""
    summary = Summary(
        outcome="da_crimes",
        title="Domestic abuse crimes",
        status="fitted",
        reason=None,
        forces=42,
        days=729,
        force_days=30_618,
        first_day=date(2022, 4, 2),
        last_day=date(2024, 3, 31),
        missing_force_months=25,
        alpha=0.011,
        temperature_basis="temp_max_c",
        caveats="By day of report: City of London.",
    )
    points = [
        Point(5.0, 0.96, 0.94, 0.98),
        Point(10.0, 1.0, 1.0, 1.0),
        Point(18.0, 1.05, 1.02, 1.07),
    ]
    fitted = Fitted(summary, EFFECTS, points, frozenset({"workforce-42-2024-03-31"}))
    write(connection, [fitted, not_fitted(OUTCOMES[1], "Counts were sent by 2 forces on 31 days.")])
    connection.execute("create schema seeds")
    connection.execute("create table seeds.returns (return_slug VARCHAR, title VARCHAR)")
    connection.execute("insert into seeds.returns values ('workforce', 'Workforce')")
    connection.execute(
        "create table marts.area_context (force_code VARCHAR, force_name VARCHAR, "
        "comparability_flags VARCHAR, cashpoints_per_100k DOUBLE, "
        "licensed_premises_per_100k DOUBLE, da_crimes_per_1000_16plus DOUBLE, status VARCHAR, "
        "listed_period VARCHAR)"
    )
    for number, force in enumerate(forces()):
        name, code = force["short_name"], force["force_code"]
        flags = "NO_RESIDENT_RATE" if code == "48" else None
        hidden = code == "41"
        year = None if hidden else 18.0 + number % 7
        status = "suppressed" if hidden else "published"
        given = [code, name, flags, 50.0 + number, 300.0 - number, year, status, "2024-03"]
        connection.execute("insert into marts.area_context values (?, ?, ?, ?, ?, ?, ?, ?)", given)
