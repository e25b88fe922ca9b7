"""Compare forces: one indicator, one period, one force against the others."""

from __future__ import annotations

import streamlit as st

from app import caveats, figures, maps, parts, queries, ranking, state, totals, trends, words
from app.charts.base import NOBODY, Near
from app.charts.dots import dot_plot
from app.charts.funnel import funnel
from app.charts.trend import trend
from app.queries import Row

FIRST_INDICATOR = "officers_per_1000"
COLUMNS = {
    "force_name": "Force",
    "region": "Region",
    "shown": "Value",
    "lower": "95% from",
    "upper": "95% to",
    "numerator": "Numerator",
    "denominator": "Denominator",
    "status_words": "Status",
    "status_reason": "Reason",
    "position": "Position",
    "caveats": "Caveats",
}


def show() -> None:
    st.title("Compare forces")
    release_id = queries.require_release()
    registry = queries.indicators(release_id)
    if not registry:
        st.info("The release holds no indicators yet.")
        return
    indicator, period, force_code, comparator, london = chosen(release_id, registry)
    forces = queries.forces(release_id)
    found = queries.comparison(release_id, indicator["indicator"], period)
    everyone = [totals.without_itself(row, forces) for row in found]
    rows = [row for row in everyone if london or row["region"] != "London"]
    row = next((r for r in rows if r["force_code"] == force_code), None)
    st.markdown(parts.escaped(str(indicator["definition"])))
    left_out = "" if row in rows else words.force_name(forces[force_code])
    dots(release_id, indicator, rows, row, comparator, left_out)
    ranking.draw(release_id, indicator, rows)
    if indicator["funnel_allowed"]:
        draw_funnel(release_id, indicator, rows, row, comparator)
    draw_trend(release_id, indicator, force_code)
    maps.draw(release_id, indicator, everyone, force_code, COLUMNS)


def chosen(release_id: str, registry: dict[str, Row]) -> tuple[Row, str, str, str, bool]:
    """The five choices of the page, from the URL."""
    forces = queries.forces(release_id)
    titles = {name: f"{row['title']} ({row['return_title']})" for name, row in registry.items()}
    left, right = state.row_of(2)
    with left:
        first = FIRST_INDICATOR if FIRST_INDICATOR in titles else next(iter(titles))
        name = state.choose("Indicator", "indicator", titles, first)
    with right:
        found = queries.require_periods(release_id, registry[name])
        periods = {p: words.period_words(p) for p in found}
        period = state.choose("Period", "period", periods, next(iter(periods)))
    left, right = state.row_of(2)
    with left:
        code = state.choose(
            "Force",
            "force",
            {c: words.force_name(f) for c, f in forces.items()},
            next(iter(forces)),
        )
    with right:
        comparator = state.choose("Compare with", "with", dict(words.COMPARATORS), "all")
    left, _ = state.row_of(2)
    with left:
        shown = {"yes": "Show London's forces", "no": "Leave London's forces out"}
        london = state.choose("London", "london", shown, "yes") == "yes"
    return registry[name], period, code, comparator, london


def near(rows: list[Row], row: Row | None, release_id: str, with_: str) -> Near:
    """The region or the peers of a force, where the page compares with them; else nobody."""
    if row is None or with_ not in ("region", "peer"):
        return NOBODY
    peers = (
        queries.rows(
            release_id,
            "select peer_force_code from marts.peer_group where force_code = ? "
            "and valid_to is null and group_name not in ('region', 'all forces')",
            row["force_code"],
        )
        if with_ == "peer"
        else []
    )
    if peers:
        return Near("Its peer group", frozenset(str(peer["peer_force_code"]) for peer in peers))
    codes = (str(r["force_code"]) for r in rows if r["region"] == row["region"])
    return Near("Its region", frozenset(codes) - {str(row["force_code"])})


def dots(
    release_id: str,
    indicator: Row,
    rows: list[Row],
    row: Row | None,
    with_: str,
    left_out: str,
) -> None:
    """The sorted dot plot, and the finding of the page; `left_out` is a force that is not in it."""
    published = [r for r in rows if r["status"] == "published"]
    source = _compared_with(rows, row, with_)
    code = str(row["force_code"]) if row else None
    parts.draw(
        parts.Figure(
            key="dots",
            finding=_finding(indicator, row, source, with_, left_out),
            rows=figures.told(rows, indicator),
            columns=words.headed(COLUMNS, indicator),
            spec=dot_plot(
                published,
                unit=words.axis(indicator),
                force_code=code,
                near=near(rows, row, release_id, with_),
                lines=figures.references(source, with_),
                absent=[r for r in rows if r["status"] != "published"],
                decimals=int(indicator["decimals"]),
            )
            if published
            else None,
            alt=f"{indicator['title']} of {len(published)} forces"
            f"{figures.with_intervals(published)}",
            note=_peer_note(source, with_) or figures.order_words(published),
            caveats=caveats.beside(
                release_id, indicator, rows, str(rows[0]["period"]) if rows else ""
            ),
            coverage=figures.coverage_of(rows, source, with_, int(indicator["decimals"])),
            release_id=release_id,
            trace={"indicator": str(indicator["indicator"]), **({"force": code} if code else {})},
        )
    )


def _finding(indicator: Row, row: Row | None, source: Row, with_: str, left_out: str) -> str:
    if left_out:
        return f"{indicator['title']}: London's forces are left out, {left_out} among them"
    against, name = source.get(f"{with_}_weighted"), totals.comparator_label(source, with_)
    return words.compare_finding(row, indicator, against, name)


def _compared_with(rows: list[Row], row: Row | None, with_: str) -> Row:
    """The row that has the totals: a force's own, or anyone's of what is the same for all."""
    if row is None and with_ in ("region", "peer"):
        return {}
    return row or (rows[0] if rows else {})


def _peer_note(source: Row, with_: str) -> str:
    """Whom a force's peers are, where the page compares with them."""
    if with_ != "peer":
        return ""
    # Of counts, and where none of its peers has a figure, there is a group and no weighted figure.
    if source.get("peer_basis") in (None, "region"):
        return (
            "No peer group is loaded: the official most-similar groups are not shipped with "
            "Muster, and none is made up. The force's region stands in until they are loaded."
        )
    return f"Peer group: {source['peer_basis']}."


def draw_funnel(
    release_id: str, indicator: Row, rows: list[Row], row: Row | None, with_: str
) -> None:
    """The funnel, where the registry allows one."""
    limited = [
        r for r in rows if r["status"] == "published" and r.get("limit_998_upper") is not None
    ]
    if not limited:
        return
    phi = limited[0].get("phi")
    parts.draw(
        parts.Figure(
            key="funnel",
            finding=f"{indicator['title']}: {words.funnel_finding(limited, row)}",
            rows=figures.told(limited, indicator),
            columns=words.headed(COLUMNS, indicator)
            | {"limit_998_lower": "99.8% lower", "limit_998_upper": "99.8% upper"},
            spec=funnel(
                limited,
                unit=words.axis(indicator),
                across=str(indicator["denominator_label"]),
                force_code=str(row["force_code"]) if row else None,
                near=near(rows, row, release_id, with_),
            ),
            alt=f"Funnel plot of {indicator['title']}",
            note="Dotted: 99.8% limits; dashed: 95%; solid: the target, of all forces. "
            "They allow for forces differing more than chance alone would make them"
            + (f" (dispersion {phi:.2f}). " if phi is not None else ". ")
            + figures.alarm_words(limited),
            caveats=caveats.shared(indicator),
            coverage=f"{words.coverage_words(rows)} {words.key_words(limited)}".strip(),
            release_id=release_id,
        )
    )


def draw_trend(release_id: str, indicator: Row, force_code: str) -> None:
    """The force's own series with limits of ordinary variation and breaks."""
    rows = queries.series(release_id, str(indicator["indicator"]), force_code)
    if not rows:
        return
    broken = queries.breaks(release_id, indicator, force_code)
    name = str(rows[0]["force_name"])
    limits = "Dashed lines are the limits of ordinary variation (XmR). "
    note = (limits if any(row["xmr_upper"] is not None for row in rows) else "") + (
        "A marker stands where a period has no figure."
    )
    drawn, moved = trends.clipped(rows, indicator)
    if moved:
        note += " " + trends.clipped_words(indicator)
    if broken:
        note += " Series breaks: " + "; ".join(f"{b['break_date']}, {b['label']}" for b in broken)
    parts.draw(
        parts.Figure(
            key="trend",
            finding=f"{indicator['title']}: {trends.finding(rows, name, indicator)}",
            rows=figures.told(rows, indicator),
            columns={"period": "Period"}
            | {
                k: v
                for k, v in words.headed(COLUMNS, indicator).items()
                if k not in ("force_name", "region", "position", "caveats")
            }
            | {"xmr_signal": "Signal", "series_break": "Series break"},
            in_files=figures.LIMITS_IN_FILES,
            spec=trend(
                drawn,
                unit=words.axis(indicator),
                breaks=broken,
                decimals=int(indicator["decimals"]),
            ),
            alt=f"{indicator['title']} of {name} over time",
            note=note,
            caveats=caveats.unverified(indicator),
            coverage=words.key_words(rows),
            release_id=release_id,
        )
    )


show()
