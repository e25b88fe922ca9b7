"""The one view that draws every declared page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from app import banded, figures, parts, queries, registers, several, state, words
from app.backlog import backlog_of
from app.declared import DeclaredPage, Drawing
from app.figures import Choice
from app.incidents import grades_of, places_of
from app.queries import Row
from app.week import cover_of, objectives_of, week_of

# Peers are compared on the Compare page, where it can be said at length what they are.
_COMPARATORS = {name: label for name, label in words.COMPARATORS.items() if name != "peer"}
_ONE_BY_ONE = {"dots": figures.dots_of, "funnel": figures.funnel_of, "trend": figures.trend_of}
_TOGETHER = {"bars": several.bars_of, "spine": several.spine_of}
_WHOLE = {
    "backlog": backlog_of,
    "week": week_of,
    "cover": cover_of,
    "objectives": objectives_of,
    "places": places_of,
    "grades": grades_of,
}


def as_function(page: DeclaredPage) -> Callable[[], None]:
    """The page as the navigation takes it: a function of its own name."""

    def run() -> None:
        draw(page)

    run.__name__ = page.name
    return run


def draw(page: DeclaredPage) -> None:
    """Title, questions, choices, and the figures in the order in which they are declared."""
    st.title(page.title)
    release_id = queries.require_release()
    st.markdown("\n".join(f"- {parts.escaped(question)}" for question in page.questions))
    registry = queries.indicators(release_id)
    known = (name for name in page.indicators if name in registry)
    first = next((name for name in known if queries.periods(release_id, name)), None)
    if first is None:
        st.info("The release holds no figures of this return yet.")
        return
    choice = _chosen(release_id, first)
    for caveat in page.caveats:
        st.caption(parts.escaped(f"Caveat: {caveat}"))
    for drawing in page.drawings:
        _draw(drawing, [registry[name] for name in drawing.indicators if name in registry], choice)


def _chosen(release_id: str, indicator: str) -> Choice:
    """The three choices of the page, from the URL."""
    forces = queries.forces(release_id)
    names = {code: words.force_name(force) for code, force in forces.items()}
    periods = {p: words.period_words(p) for p in queries.periods(release_id, indicator)}
    left, middle, right = state.row_of(3)
    with left:
        force_code = state.choose("Force", "force", names, next(iter(names)))
    with middle:
        period = state.choose("Period", "period", periods, next(iter(periods)))
    with right:
        comparator = state.choose("Compare with", "with", _COMPARATORS, "all")
    return Choice(release_id, force_code, period, comparator)


def _draw(drawing: Drawing, indicators: list[Row], choice: Choice) -> None:
    """Bars and spines in one chart; every other kind one figure an indicator, side by side."""
    if drawing.register:
        parts.draw(registers.register_of(drawing.register, *_place(choice), drawing.note))
        return
    if drawing.kind in _WHOLE:
        parts.draw(_WHOLE[drawing.kind](choice, drawing.note))
        return
    if not indicators:
        return
    if drawing.kind in _TOGETHER:
        parts.draw(_TOGETHER[drawing.kind](indicators, choice, drawing.note))
        return
    if drawing.kind == "calibration":
        for indicator in indicators:
            parts.draw(banded.calibration_of(indicator, *_place(choice), drawing.note))
        return
    if drawing.one_of:
        indicators = [figures.own_of(indicators, choice)]
    if drawing.note and len(indicators) > 1:
        st.markdown(parts.escaped(drawing.note))
    note = drawing.note if len(indicators) == 1 else ""
    for place, indicator in zip(st.columns(len(indicators)), indicators, strict=True):
        with place:
            figure = _ONE_BY_ONE[drawing.kind](indicator, choice, note)
            parts.draw(replace(figure, key=f"{drawing.kind}_{figure.key}"))


def _place(choice: Choice) -> tuple[str, str, str]:
    return choice.release_id, choice.force_code, choice.period
