"""Every chart of every page is a valid Vega-Lite specification, and draws no missing value."""

from __future__ import annotations

import json

import altair
import pytest
from shown import specs

URLS = {
    "national": {},
    "compare": {"indicator": "false_alerts_pct", "force": "42"},
    "force": {"force": "42"},
    "reliability": {},
}
CHARTS = {"national": 2, "compare": 4, "force": 1, "reliability": 4}


@pytest.mark.parametrize("page", URLS)
def test_charts_are_valid(page, home, visit):
    found = specs(visit(page, **URLS[page]))
    assert len(found) == CHARTS[page]
    for spec in found:
        altair.Chart.from_dict({"data": {"values": []}, **spec})


@pytest.mark.parametrize("page", URLS)
def test_charts_load_nothing_and_write_in_dark_ink(page, home, visit):
    found = specs(visit(page, **URLS[page]))
    assert found
    for spec in found:
        assert "url" not in json.dumps(spec.get("data", {}))
        assert spec["config"]["axis"]["labelColor"] == "#0b0c0c"


def test_a_funnel_names_who_is_outside_and_is_as_high_as_what_it_shows(home, visit):
    found = specs(visit("compare", **URLS["compare"]))
    [funnel] = [spec for spec in found if "limit_998_upper" in json.dumps(spec)]
    labels = [row["label"] for row in funnel["data"]["values"] if row["label"]]
    assert any("Essex" in label for label in labels)
    assert not any("Kent" in label for label in labels)
    assert all(layer["encoding"]["y"]["scale"] == {"zero": False} for layer in funnel["layer"])
