"""Every page, over the small release: what it says, and what it never does."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urljoin

import duckdb
import httpx
import pytest
import streamlit as st
from conftest import said
from release_fixture import write_release
from shown import tables
from starlette.responses import PlainTextResponse

from app import queries
from app.server import Shell
from tests import async_kit

PAGES = {
    "national": "National picture",
    "compare": "Compare forces",
    "force": "Force profile",
    "reliability": "System reliability",
    "drivers": "Demand drivers",
    "submit": "Submit a return",
    "trace": "Trace",
    "checks": "Release checks",
    "definitions": "Definitions",
}


@pytest.mark.parametrize(("page", "title"), PAGES.items())
def test_each_page_opens_with_its_title_and_both_banners(page, title, home, visit):
    at = visit(page)
    assert not at.exception
    assert not at.error
    assert [element.value for element in at.title] == [title]
    assert "Demonstration data." in at.warning[0].value
    assert "Local mode" in said(at)


@pytest.mark.parametrize("page", [page for page in PAGES if page != "submit"])
def test_without_a_release_each_page_says_what_to_run(page, empty_home, visit):
    at = visit(page)
    assert "There is no release yet" in said(at)
    assert "muster build" in said(at)
    assert not at.exception


COMPARE_ESSEX = {"indicator": "false_alerts_pct", "period": "2024-03", "force": "42"}


@pytest.mark.parametrize(
    ("page", "url", "sentence"),
    [
        (
            "compare",
            COMPARE_ESSEX,
            "Essex: 32.0% of alerts, above England and Wales excluding South Yorkshire at 7.9",
        ),
        ("compare", COMPARE_ESSEX, "Essex is above the 99.8% limit; 1 force of 41 outside"),
        ("compare", COMPARE_ESSEX, "2023-04-01, New recording system"),
        ("compare", COMPARE_ESSEX, "Suppressed [c]: Dyfed-Powys (Fewer than 5 false alerts)"),
        ("compare", COMPARE_ESSEX, "Coverage: 41 of 43 forces. Missing [x]: South Yorkshire"),
        ("compare", COMPARE_ESSEX | {"london": "no"}, "Coverage: 39 of 41 forces"),
        ("compare", COMPARE_ESSEX | {"with": "peer"}, "No peer group is loaded"),
        (
            "compare",
            {"indicator": "officers_per_1000", "period": "2024-03-31", "force": "48"},
            "City of London has no figure to compare: very few residents",
        ),
        (
            "compare",
            {"indicator": "officers_per_1000", "period": "2024-03-31", "force": "14"},
            "South Yorkshire has no figure to compare: no return was received",
        ),
        (
            "compare",
            COMPARE_ESSEX | {"with": "region"},
            " the force's region at",
        ),
        ("compare", {"force": "99"}, "Force: “99” is not offered here"),
        ("force", {"force": "60"}, "Heddlu Gogledd Cymru"),
        ("force", {"force": "63"}, "False alerts of facial recognition: Fewer than 5 false alerts"),
        ("force", {"force": "63"}, "Coverage: 2 of 3 indicators"),
        ("force", {"force": "42"}, "not combined into an overall score"),
        # South Yorkshire sent no return at all; nothing of it reads as a pass.
        (
            "force",
            {"force": "14", "month": "2024-03"},
            "South Yorkshire has sent no return for March 2024; it has sent none yet.",
        ),
        (
            "force",
            {"force": "14"},
            "South Yorkshire has no figures to compare with other forces (0 of 3 indicators)",
        ),
        ("force", {"force": "14"}, "No checks of South Yorkshire's data are held yet"),
        ("national", {"month": "2024-03"}, "124 of 129 expected returns have been signed off"),
        (
            "national",
            {"month": "2024-03"},
            " with a new signal in periods that ended in March 2024: 1 outside the 99.8% limits "
            "among forces, ",
        ),
        ("national", {"month": "2024-03"}, "2 outages of shared platforms in six months"),
        ("reliability", {}, "is a different thing with the same name"),
        ("reliability", {}, "6 of 9 forces reported this outage; Norfolk and Suffolk did not"),
        ("reliability", {}, "1 outage that only the force recorded, charged to it"),
        (
            "compare",
            COMPARE_ESSEX,
            "Caveat: Kent: 2 warnings were kept as published, not asked about.",
        ),
        (
            "trace",
            COMPARE_ESSEX,
            "Essex: 1 warning of rule R08-05 (More than one face in a thousand gave a false "
            "alert) in its return explained. "
            "The figure is right: the world changed: A new camera.",
        ),
        (
            "trace",
            COMPARE_ESSEX | {"force": "46"},
            "Kent: 2 warnings were kept as published, not asked about.",
        ),
        ("national", {}, "Missing means that neither a return nor a nil return was received."),
        ("trace", COMPARE_ESSEX, "False alerts of facial recognition: Essex, March 2024: "),
        ("trace", COMPARE_ESSEX, "1 submission behind this figure"),
        ("trace", COMPARE_ESSEX, "Revised: version 2 stands; before it, version 1 did."),
        ("compare", COMPARE_ESSEX, "[r] revised: another version of the return was signed off"),
        ("compare", COMPARE_ESSEX, "[p] provisional until the second quarter after the one the"),
        ("compare", COMPARE_ESSEX, "Caveat: Provisional until 1 July 2024."),
        ("trace", COMPARE_ESSEX | {"force": "14"}, "0 submissions behind this figure"),
        ("checks", {}, "1 finding about 1 force, none of which blocks"),
        ("definitions", {}, "1 indicator and its definition"),
        ("definitions", {"defined": "all"}, "3 indicators, each with one definition"),
        ("definitions", {"defined": "workforce"}, "1 indicator and its definition"),
    ],
)
def test_each_page_says(page, url, sentence, home, visit):
    assert sentence in said(visit(page, **url))


@pytest.mark.parametrize(
    ("url", "worked_out"),
    [
        ({}, "100 \u00d7 False alerts \u00f7 Alerts"),
        ({"indicator": "officers_per_1000"}, "1,000 \u00d7 Officer FTE \u00f7 Residents"),
    ],
)
def test_definitions_begin_with_the_return_that_one_comes_from(url, worked_out, home, visit):
    [defined] = [t for t in tables(visit("definitions", **url)) if "Unit" in t]
    assert list(defined["Calculated as"]) == [worked_out]


def test_what_breaks_a_series_is_named_and_dated_in_words(home, visit):
    [broken] = [t for t in tables(visit("definitions")) if "What happened" in t]
    assert list(broken.iloc[0][["Date", "Return"]]) == [
        "1 April 2023", "Facial recognition: deployments and governance",
    ]  # fmt: skip


def test_a_caveat_of_all_forces_is_said_once(home, visit):
    url = {"indicator": "officers_per_1000", "period": "2024-03-31", "force": "42"}
    assert said(visit("compare", **url)).count("Caveat: Population is of mid-2020.") == 1


def test_the_states_and_what_is_disputed_are_in_the_reconciliation_table(home, visit):
    found = tables(visit("reliability"))
    table = next(t for t in found if "What it means" in t)
    assert table["What it means"].iloc[-2] == "The force attributes it to the platform"
    assert list(table["State"]) == [
        "Matched",
        "Timing differs",
        "Severity differs",
        "Not reported",
        "Not affected",
        "Local only",
        "Local only, disputed",
        "Proposed",
    ]


def test_a_hidden_or_missing_figure_is_never_a_number_in_a_table(home, visit):
    at = visit("compare", **COMPARE_ESSEX)
    table = next(t for t in tables(at) if "Force" in t and len(t) == 43)
    shown = dict(zip(table["Force"], table["Value"], strict=True))
    assert shown["Dyfed-Powys"] == "[c]"
    assert shown["South Yorkshire"] == "[x]"
    hidden = table[table["Force"].isin(["Dyfed-Powys", "South Yorkshire"])]
    assert set(hidden["Numerator"]) == {"–"}  # noqa: RUF001 - the dash that the page shows


def test_the_received_file_and_its_hash_are_on_the_trace_page(home, visit):
    at = visit("trace", **COMPARE_ESSEX)
    files = next(t for t in tables(at) if "File" in t)
    assert list(files["File"]) == ["facial_recognition-42-2024-03.csv"]
    assert len(files["SHA-256 of the bytes received"][0]) == 64


def test_a_revised_figure_is_marked_and_its_trace_says_what_stood_before(home, visit):
    table = next(t for t in tables(visit("compare", **COMPARE_ESSEX)) if len(t) == 43)
    shown = dict(zip(table["Force"], table["Value"], strict=True))
    assert shown["Essex"] == "32.0 [r] [p]"
    at = visit("trace", **COMPARE_ESSEX)
    sent = next(t for t in tables(at) if "Signed off before it" in t)
    assert list(sent["Signed off before it"]) == ["version 1, signed off 11 April 2024"]
    assert list(sent["Reason for resubmission"]) == ["Late records"]
    told = "".join(each.proto.body for each in at.get("html"))
    assert "Demonstration data: generated, not sent by a force." in told


@pytest.mark.parametrize(("at_one_look", "is_open"), [(3, True), (2, False)])
def test_more_definitions_than_one_look_takes_in_are_behind_a_click(
    at_one_look, is_open, home, visit, monkeypatch
):
    monkeypatch.setattr("app.parts.AT_ONE_LOOK", at_one_look)
    at = visit("definitions", defined="all")
    shown = "".join(each.proto.body for each in at.get("html"))
    assert ('data-key="registry"' not in shown) is is_open


@pytest.mark.parametrize("page", ["national", "force"])
def test_no_table_of_the_first_pages_scrolls_on_a_telephone(page, home, visit):
    shown = [each.proto.body for each in visit(page, month="2024-03").get("html")]
    found = [body for body in shown if "muster-table" in body and "muster-chart" not in body]
    assert found
    assert all("muster-table muster-stacked" in body for body in found)


def test_a_new_release_is_shown_on_the_next_look(home, visit):
    at = visit("definitions")
    assert "Release 20240430T090000Z-0f1x7u8e" in said(at)
    write_release(home, "20240531T090000Z-00000002")
    assert "Release 20240531T090000Z-00000002" in said(at.run())


@pytest.mark.parametrize("page", ["national", "compare", "force", "reliability", "trace", "checks"])
def test_a_release_without_figures_is_told_and_breaks_no_page(page, home, visit):
    """As after the last live submission was withdrawn."""
    [path] = (home / "releases").glob("*.duckdb")
    with duckdb.connect(str(path)) as connection:
        connection.execute("delete from marts.comparison")
    at = visit(page)
    assert not [problem for problem in at.error if "could not be shown" in problem.value]
    if page in ("compare", "trace"):
        assert "for any force or period. Choose another indicator." in at.error[0].value


class Panic(BaseException):
    """What a reader written in another language raises: no Exception."""


@pytest.mark.parametrize("problem", [Panic("inside"), ValueError("inside"), SystemExit(3)])
def test_whatever_happens_is_a_sentence_with_a_reference(problem, home, visit, monkeypatch, caplog):
    def broken(*_: object) -> None:
        raise problem

    monkeypatch.setattr(queries, "indicators", broken)
    at = visit("definitions")
    reference = at.error[0].value.split("reference ")[1].split(" ")[0]
    assert "Nothing that was accepted is lost" in at.error[0].value
    assert "inside" not in said(at)
    lines = [each for each in caplog.records if each.getMessage() == "page failed"]
    assert lines[-1].facts == {"reference": reference, "error_type": type(problem).__name__}
    kept = (home / "logs" / f"failure-{reference}.txt").read_text(encoding="utf-8")
    assert "broken" in kept, "where it was"
    assert "inside" not in kept + caplog.text, "what it was about stays out of every log"
    assert not at.exception


def test_a_damaged_current_pointer_is_a_sentence(home: Path, visit):
    (home / "CURRENT").write_text("20990101T000000Z-ffffffff", encoding="utf-8")
    at = visit("national")
    assert "There is no release 20990101T000000Z-ffffffff" in at.error[0].value.replace("\\", "")


def test_a_new_signal_has_its_unit_its_side_and_what_it_is_against(home, visit):
    found = next(t for t in tables(visit("national", month="2024-03")) if "New signal" in t)
    essex = [
        (value, told)
        for force, of, value, told in zip(
            found["Force"], found["Return"], found["Value"], found["New signal"], strict=True
        )
        if (force, of) == ("Essex", "Facial recognition")
    ]
    assert [value for value, _ in essex] == ["32.0% of alerts [r] [p]"]
    assert "above the 99.8% limit; above the series mean of " in essex[0][1]


@pytest.mark.parametrize(
    ("page", "title"),
    [("submit", "Submit a return \u2013 Muster"), ("signoff", "Sign off \u2013 Muster")],
)
def test_the_window_is_named_after_its_page(page, title, home, visit, monkeypatch):
    titles: list[str] = []
    monkeypatch.setattr(st, "set_page_config", lambda page_title, **_: titles.append(page_title))
    visit(page)
    assert titles[-1] == title


def test_what_an_address_says_is_words_on_a_page_and_no_link(home, visit):
    """Whoever sends somebody an address of Muster writes nothing into the page but what it is."""
    at = visit("compare", force="[Sign in again](https://evil.example) **now**")
    [told] = [info.value for info in at.info if "is not offered here" in info.value]
    assert r"“\[Sign in again\](https\::gray[]//evil.example) \*\*now\*\*”" in told


@pytest.mark.parametrize("page", ["compare", "force", "reliability", "trace", "submit"])
def test_a_notice_over_one_choice_leaves_the_fields_level(page, home, visit):
    at = visit(page, force="99", indicator="nothing", platform="nothing")
    places = [column.proto for column in at.columns]
    assert {each.BOTTOM for each in places} == {each.vertical_alignment for each in places}
    fields = [each.label for each in at.selectbox if each.label in ("Indicator", "Period", "Force")]
    assert page != "compare" or fields == ["Indicator", "Period", "Force"]


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/national", "/"),
        ("/national?month=2024-03", "/?month=2024-03"),
        ("/national/", "/"),
        ("/compare", None),
        ("/", None),
    ],
)
def test_the_first_page_has_an_address_of_its_own(asked, led_to):
    async def ask():
        outside = httpx.ASGITransport(app=Shell(PlainTextResponse("a page")))
        async with httpx.AsyncClient(transport=outside, base_url="http://x") as client:
            return await client.get(asked, headers={"accept": "text/html"})

    answer = async_kit.run(ask())
    assert answer.status_code == (200 if led_to is None else 307)
    if led_to:
        assert urljoin(f"http://x{asked}", answer.headers["location"]) == f"http://x{led_to}"
        assert answer.headers["x-frame-options"] == "DENY"
