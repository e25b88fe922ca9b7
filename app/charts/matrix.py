"""The matrix: forces down, returns across, one symbol and colour a cell."""

from __future__ import annotations

from collections.abc import Sequence

from app import theme, words
from app.charts.base import Row, Spec, framed

# What is as it should be is pale, so that what is not stands out. Each pair is over 4.5 to 1.
FILLS = {
    "signed_off": ("#EAF1F8", theme.INK),
    "nil": ("#CFE0EF", theme.INK),
    "ready": ("#8FB9DD", theme.INK),
    "needs_explanation": (theme.ORANGE, theme.INK),
    "rejected": (theme.DARK_PINK, "#ffffff"),
    "withdrawn": (theme.SLATE, "#ffffff"),
    "received": (theme.QUIET, theme.INK),
    "missing": (theme.PAPER, theme.INK),
    "not_expected": (theme.PALE, theme.INK),
}


def matrix(rows: Sequence[Row]) -> Spec:
    """Rows have force, column and state; one row a cell."""
    values = [
        {
            "force": row["force"],
            "column": row["column"],
            "state": _named(str(row["state"])),
            "symbol": words.STATE_SYMBOLS.get(row["state"], "?")
            + (" late" if row["is_late"] else ""),
            "ink": FILLS.get(row["state"], ("", theme.INK))[1],
        }
        for row in rows
    ]
    used = [state for state in FILLS if any(row["state"] == state for row in rows)]
    spec = {
        "height": {"step": 20},
        # The slanting name of the last column goes on beyond it.
        "padding": {"left": 5, "top": 5, "bottom": 5, "right": 14},
        "encoding": _place(),
        "layer": [_cells(used), _symbols()],
    }
    return framed(spec, values)


def _place() -> Spec:
    return {
        "y": {"field": "force", "type": "nominal", "sort": None, "title": None},
        "x": {
            "field": "column",
            "type": "nominal",
            "sort": None,
            "title": None,
            "axis": {
                "orient": "top",
                "labelAngle": -55,
                "labelAlign": "left",
                "labelLimit": 280,
            },
        },
    }


def _cells(used: Sequence[str]) -> Spec:
    colour = {
        "field": "state",
        "type": "nominal",
        "scale": {
            "domain": [_named(state) for state in used],
            "range": [FILLS[state][0] for state in used],
        },
        "legend": {"title": None, "columns": 2, "symbolStrokeColor": theme.INK},
    }
    tooltip = [{"field": "force"}, {"field": "column"}, {"field": "state"}]
    return {
        "mark": {"type": "rect", "stroke": theme.SLATE},
        "encoding": {"color": colour, "tooltip": tooltip},
    }


def _symbols() -> Spec:
    return {
        "mark": {"type": "text", "fontSize": 12},
        "encoding": {
            "text": {"field": "symbol"},
            "color": {"field": "ink", "type": "nominal", "scale": None},
        },
    }


def _named(state: str) -> str:
    """The state's symbol and words, as the legend has them: the symbol is what the cell shows."""
    symbol = words.STATE_SYMBOLS.get(state, "")
    # What follows the colon is in the table and in the caption; a legend must fit a narrow page.
    name = words.STATE_WORDS.get(state, state).partition(":")[0]
    return f"{symbol} {name}".strip()
