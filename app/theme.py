"""How Muster looks: one table of colours, the page settings and the settings of every chart.

The colours are those of the Government Analysis Function. None of them carries a meaning alone:
whoever uses one also uses a shape, a pattern or a word.
"""

from __future__ import annotations

from collections.abc import Mapping

DARK_BLUE = "#12436D"
TURQUOISE = "#28A197"
DARK_PINK = "#801650"
ORANGE = "#F46A25"
QUIET = "#BFBFBF"
INK = "#0b0c0c"
SLATE = "#505a5f"
PAPER = "#ffffff"
PALE = "#f3f2f1"

# Five steps from few to many; the first two take dark text, the others white.
STEPS = ("#EAF1F8", "#B0CDE6", "#2073BC", "#1B5F9B", "#12436D")

FONT = "Arial, Liberation Sans, sans-serif"

# Streamlit's own settings, given by the launcher so that the working directory does not matter.
PAGE: Mapping[str, object] = {
    "theme.base": "light",
    "theme.primaryColor": "#1d70b8",
    "theme.backgroundColor": PAPER,
    "theme.secondaryBackgroundColor": PALE,
    "theme.textColor": INK,
    "theme.linkColor": "#1a65a6",
    "theme.linkUnderline": True,
    "theme.borderColor": SLATE,
    "theme.showWidgetBorder": True,
    "theme.font": FONT,
    "theme.headingFont": FONT,
    "theme.baseFontSize": 16,
    "theme.headingFontSizes": ["2rem", "1.5rem", "1.25rem", "1.125rem", "1rem", "1rem"],
    "theme.headingFontWeights": [700, 700, 700, 700, 700, 700],
    "theme.baseRadius": "none",
    "theme.buttonRadius": "none",
    "theme.redColor": "#ca3535",
    "theme.greenColor": "#0f7a52",
    "theme.orangeColor": "#b3541e",
    "theme.grayTextColor": SLATE,
    "theme.dataframeBorderColor": "#b1b4b6",
    "theme.dataframeHeaderBackgroundColor": PALE,
    "theme.chartCategoricalColors": [DARK_BLUE, TURQUOISE, DARK_PINK, ORANGE],
    "theme.chartSequentialColors": [
        "#EAF1F8",
        "#CFE0EF",
        "#B0CDE6",
        "#8FB9DD",
        "#6BACE6",
        "#4A94D4",
        "#2073BC",
        "#1B5F9B",
        "#164F81",
        "#12436D",
    ],
}

CHART: Mapping[str, object] = {
    "font": FONT,
    "background": PAPER,
    "view": {"stroke": None},
    # Every mark tells its values to the pointer.
    "mark": {"tooltip": True},
    "axis": {
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": 12,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "gridColor": "#e3e3e3",
        "domainColor": SLATE,
        "tickColor": SLATE,
        "labelLimit": 190,
    },
    # Where a page is narrow, some numbers of an axis are left out before two run together.
    "axisXQuantitative": {"labelOverlap": "greedy", "labelSeparation": 8},
    "legend": {
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "labelLimit": 0,
        "titleLimit": 0,
        "orient": "top",
        "direction": "vertical",
        "symbolSize": 90,
        "title": None,
    },
    "text": {"color": INK, "fontSize": 12},
    "header": {"labelColor": INK, "titleColor": INK, "labelFontSize": 13},
}
