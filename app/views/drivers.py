"""Demand drivers: with what domestic abuse goes together, as far as daily counts can tell."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app import demand, driver_areas, parts, queries, state, words
from app.charts.curve import ratio_curve
from app.charts.ratios import ratio_plot
from app.queries import Row

UNIT = "Rate ratio, log scale"
MATCHES = (
    "All men's matches named in the context return count, including friendlies; published "
    "studies measured the effects of finals tournaments, when bars and streets fill up."
)
EXPLORATORY = (
    "Exploratory: several looks at the same few matches, none decided on beforehand. One study "
    "found an effect of England's wins in abuse with alcohol only, another none of matches from "
    "19:00 on; neither is confirmed here."
)
CORRECTIONS = (
    "**Whose finding it was.** That domestic abuse rises with football and warm weather is often "
    "attributed to HMIC. It was a finding of Greater Manchester Police; one person held a post "
    "in both. HMIC's own work, with the London School of Economics from 2016, was a predictive "
    "model of demand in 181,000 small areas, from about 2,500 open-data variables with "
    "cashpoints among them.",
    "**The effect of temperature is not a straight line.** In Greater Manchester's ten years of "
    "records crime rose with temperature to a peak at 18 °C and fell beyond. So a curve is "
    "fitted here, not a slope.",
)


def show() -> None:
    st.title("Demand drivers")
    release_id = queries.require_release()
    st.markdown(
        "When is more domestic abuse recorded? Forces' daily counts are modelled against "
        "football, weather, days of the week, special days and paydays, all together."
    )
    fits = demand.fits(release_id)
    if not fits:
        st.info("This release holds no model of daily counts.")
        return corrections()
    titles = {name: str(fit["title"]) for name, fit in fits.items()}
    outcome = state.choose("What is counted", "count", titles, next(iter(titles)))
    fit = fits[outcome]
    if fit["status"] != "fitted":
        st.info(parts.escaped(f"{fit['title']}: no model was fitted. {fit['reason']}"))
    else:
        estimated(release_id, outcome, fit)
    driver_areas.show(release_id)
    corrections()
    evidence(release_id)
    return None


def estimated(release_id: str, outcome: str, fit: Row) -> None:
    """Everything that the model of one outcome says."""
    rows = demand.effects(release_id, outcome)
    coverage = coverage_words(fit)
    football = [row for row in rows if row["predictor_group"] == "Football"]
    group(
        release_id,
        "football",
        demand.findings(football, ("eng_won_or_drew", "eng_lost", "eng_day_after")),
        football,
        coverage,
        "A match affects every force in its country on the same day, so days are counted, not "
        "forces. With fewer than ten days, daily totals are modelled, and the placebo p-value "
        "says how often as many other days show an effect as large.",
        (MATCHES,),
        open_table=True,
    )
    temperature(release_id, outcome, rows, fit, coverage)
    week = [row for row in rows if row["predictor_group"] == "Days of the week"]
    group(release_id, "week", demand.findings(week, ("weekend",)), week, coverage)
    special = [row for row in rows if row["predictor_group"] in ("Special days", "Payday")]
    group(
        release_id,
        "special",
        demand.findings(special, ("nyd", "xmas", "payday_last_working_day")),
        special,
        coverage,
        "Each special day comes once a year: read the placebo p-value beside its interval.",
    )
    circumstances(release_id, rows, coverage)
    method(release_id, outcome, rows, fit, coverage)


def circumstances(release_id: str, rows: Sequence[Row], coverage: str) -> None:
    """Interactions: exploratory, and refused where there are too few days."""
    looked = [row for row in rows if row["predictor_group"] == demand.INTERACTIONS]
    if not looked:
        return
    st.markdown("## Exploratory: circumstances of a match")
    st.markdown(
        "Is the effect of a match larger for crimes with the alcohol flag (flagged) than for "
        "those without, and for matches that began before 19:00 than for later ones? Each ratio "
        "compares two rate ratios: 1 means that the effect is the same in both circumstances."
    )
    told = [row for row in looked if row["rate_ratio"] is not None]
    refused = len(looked) - len(told)
    group(
        release_id,
        "circumstances",
        demand.difference(told[0] if told else looked[0]),
        looked,
        coverage,
        (
            f"{words.count(refused, 'comparison')} not estimated, because there are fewer than "
            f"{demand.FEWEST_DAYS} days of one kind or the data was not sent; the table says "
            "which. "
            if refused
            else ""
        )
        + "These are separate models: they do not affect the drivers above.",
        (EXPLORATORY,),
        open_table=True,
        unit="Ratio of rate ratios, log scale",
    )


def group(
    release_id: str,
    key: str,
    finding: str,
    rows: Sequence[Row],
    coverage: str,
    note: str = "",
    caveats: Sequence[str] = (),
    *,
    open_table: bool = False,
    unit: str = UNIT,
) -> None:
    """One group of drivers as a chart and a table."""
    drawn = [row for row in rows if row["rate_ratio"] is not None]
    parts.draw(
        parts.Figure(
            key=f"drivers_{key}",
            finding=finding or "No such day was sent",
            rows=rows,
            columns=demand.COLUMNS,
            spec=ratio_plot(drawn, unit=unit) if drawn else None,
            alt=f"Rate ratios of {len(drawn)} drivers with 95% intervals",
            note=note,
            caveats=(*caveats, *demand.ALWAYS),
            coverage=coverage,
            release_id=release_id,
            open_table=open_table,
            stacked=True,
        )
    )


def temperature(
    release_id: str, outcome: str, rows: Sequence[Row], fit: Row, coverage: str
) -> None:
    """The curve of temperature, and what the model says of twenty degrees against ten."""
    points = demand.curve(release_id, outcome)
    axis = demand.TEMPERATURES[str(fit["temperature_basis"])]
    warm = [row for row in rows if row["predictor"] == "temperature_20_10"]
    top = max(points, key=lambda row: row["rate_ratio"], default=None)
    peak = f"; highest at {top['temperature_c']:.0f} °C" if top else ""
    parts.draw(
        parts.Figure(
            key="drivers_temperature",
            finding="; ".join(demand.warmth(row) for row in warm) + peak,
            rows=[
                {
                    **row,
                    "celsius": f"{row['temperature_c']:.0f}",
                    **{
                        f"{n}_told": words.number(row[n], 3)
                        for n in ("rate_ratio", "lower", "upper")
                    },
                }
                for row in points
            ],
            columns={
                "celsius": axis,
                "rate_ratio_told": "Rate ratio to 10 °C",
                "lower_told": "95% from",
                "upper_told": "95% to",
            },
            spec=ratio_curve(points, across=axis, unit="Rate ratio to 10 °C"),
            alt="Rate ratio by temperature with its 95% interval",
            note="A natural spline with knots at 5, 12, 18 and 25 °C, on the day and the day "
            "before together; intervals clustered by date and force.",
            caveats=demand.ALWAYS,
            coverage=coverage,
            release_id=release_id,
        )
    )


def coverage_words(fit: Row) -> str:
    """How much the model stands on, and what is left out."""
    missing = int(fit["missing_force_months"])
    left = words.count(missing, "force-month")
    return (
        f"Coverage: {words.count(int(fit['forces']), 'force')}, "
        f"{words.period_words(str(fit['first_day']))} to "
        f"{words.period_words(str(fit['last_day']))}, {fit['days']:,} days, "
        f"{fit['force_days']:,} force-days. "
        + (f"{left} not sent or not counted: left out, not treated as zero. " if missing else "")
        + str(fit["caveats"] or "")
    ).strip()


def method(release_id: str, outcome: str, rows: Sequence[Row], fit: Row, coverage: str) -> None:
    """The whole table, and how it came about."""
    st.markdown("## How it was estimated")
    st.markdown(
        "The count for each force and day is modelled on the population aged 16 and over, the "
        "force's own level, the month and year, the day of the week, special days, paydays, "
        "matches and weather (Poisson quasi-maximum likelihood). "
        f"{demand.spread_words(fit['alpha'])} Days are the units: intervals are clustered by "
        "date, and by date and force for weather. Treating forces as independent would make the "
        "intervals far too narrow. Counts per day are rounded to five, and no count for a single "
        "force and day is shown anywhere."
    )
    parts.draw(
        parts.Figure(
            key="drivers_all",
            finding=f"All {len(rows)} drivers in one table",
            rows=rows,
            columns=demand.COLUMNS,
            release_id=release_id,
            coverage=coverage,
            level=3,
        )
    )
    sent = demand.lineage(release_id, outcome)
    total = sum(int(row["submissions"]) for row in sent)
    parts.draw(
        parts.Figure(
            key="drivers_lineage",
            finding=f"Made from {words.count(total, 'submission')}",
            rows=sent,
            columns=demand.LINEAGE_COLUMNS,
            note="Each submission behind the model is in the release, in marts.driver_lineage.",
            release_id=release_id,
            level=3,
        )
    )


def corrections() -> None:
    st.markdown("## What is often said, and what was found")
    for correction in CORRECTIONS:
        st.markdown(correction)


def evidence(release_id: str) -> None:
    rows = demand.evidence()
    parts.draw(
        parts.Figure(
            key="drivers_evidence",
            finding=f"What {len(rows)} published studies and sources found",
            rows=rows,
            columns={"driver": "Driver", "study": "Study", "data": "Data", "effect": "Effect"},
            release_id=release_id,
            level=3,
        )
    )


show()
