"""Declared pages: what a declaration must say, and what is drawn from it."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
import pytest
from conftest import SCRIPT, said
from shown import specs
from streamlit.testing.v1 import AppTest

from app import declared
from contracts.errors import ContractError
from contracts.load import all_contracts

ROOT = Path(__file__).parents[2]
# Pages that are programmed because no chart kind draws what they show.
PROGRAMMED = {
    "system_reliability": ROOT / "app/views/reliability.py",
    "context_drivers": ROOT / "app/views/drivers.py",
}
PAGES = declared.pages()


def registry() -> dict[str, dict[str, str]]:
    path = ROOT / "dbt_project/seeds/indicators.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        return {row["indicator"]: row for row in csv.DictReader(handle)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_names_its_return_and_known_indicators_of_it(page):
    assert set(page.return_slugs) <= {contract.slug for contract in all_contracts()}
    for name in page.indicators:
        assert registry()[name]["return_slug"] in page.return_slugs


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_asks_questions_and_draws_what_can_be_drawn(page):
    assert all(question.endswith("?") for question in page.questions)
    assert page.questions
    for drawing in page.drawings:
        units = {registry()[name]["unit"] for name in drawing.indicators}
        allowed = {registry()[name]["funnel_allowed"] for name in drawing.indicators}
        assert drawing.kind != "bars" or len(units) == 1
        assert drawing.kind != "funnel" or allowed == {"true"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_has_headlines_of_its_own_return(page):
    """An overview over several returns stands for none of them."""
    if len(page.return_slugs) > 1:
        assert page.headlines == ()
    else:
        assert page.headlines
        assert {registry()[name]["return_slug"] for name in page.headlines} == set(
            page.return_slugs
        )


def test_no_figure_of_a_page_is_drawn_twice():
    for page in PAGES:
        drawn = [(one.kind, name) for one in page.drawings for name in one.indicators]
        assert len(drawn) == len(set(drawn)), page.name


def test_every_return_has_a_page():
    declared_for = {page.return_slugs[0] for page in PAGES if len(page.return_slugs) == 1}
    assert all(path.is_file() for path in PROGRAMMED.values())
    assert declared_for | set(PROGRAMMED) == {contract.slug for contract in all_contracts()}


GOOD = """title: A
return: workforce
questions: ["Why?"]
figures: [{kind: dots, indicators: [a]}]
"""


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            GOOD.replace("dots", "pie"),
            "kind 'pie'; there are dots, trend, funnel, bars, spine, calibration of indicators",
        ),
        (GOOD.replace("dots", "register"), "asks for the register ''; there are models, deploy"),
        (GOOD.replace("title: A\n", ""), "lacks title and has the unknown nothing"),
        (GOOD + "colour: red\n", "has the unknown colour"),
        (GOOD.replace("dots, indicators: [a]", "dots"), "a figure (dots) without indicators"),
        (GOOD.replace("dots", "backlog"), "there are dots, trend, funnel, bars, spine, calib"),
        (GOOD.replace("[a]", "[]"), "a figure (dots) without indicators"),
        (GOOD.replace('["Why?"]', "Why?"), "questions must be a list"),
        ("- a", "must say figures, questions, return, title"),
        ("title: [", "is not YAML"),
    ],
)
def test_a_wrong_declaration_is_a_sentence(text, sentence, tmp_path):
    path = tmp_path / "one.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContractError) as caught:
        declared.read_page(path)
    assert sentence in str(caught.value)
    assert "one.yaml" in str(caught.value)


SMALL = """
title: Small
return: facial_recognition
questions: ["How often is an alert false?"]
figures:
  - {kind: bars, indicators: [false_alerts_pct]}
  - {kind: trend, indicators: [false_alerts_pct]}
  - {kind: funnel, indicators: [false_alerts_pct, availability_unplanned_pct], note: Both of them.}
  - {kind: dots, indicators: [false_alerts_pct]}
  - {kind: calibration, indicators: [false_alerts_pct]}
  - {kind: register, register: deployments}
  - {kind: register, register: models}
caveats: [Read with care.]
"""


def opened(name: str, **url: str) -> AppTest:
    """A declared page by its place in the address; it has no file to switch to."""
    at = AppTest.from_file(str(SCRIPT), default_timeout=30).run()
    places = at._registered_pages.items()
    [at._page_hash] = [key for key, page in places if page.get("url_pathname") == name]
    for key, value in url.items():
        at.query_params[key] = value
    return at.run()


def test_a_declared_page_of_a_release_without_figures_says_so(home):
    [path] = (home / "releases").glob("*.duckdb")
    with duckdb.connect(str(path)) as connection:
        connection.execute("delete from marts.comparison")
    at = opened(PAGES[0].name)
    assert not at.error
    assert "The release holds no figures of this return yet." in said(at)


@pytest.fixture
def small(tmp_path, monkeypatch, home):
    """One declared page, over the small release."""
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "small.yaml").write_text(SMALL, encoding="utf-8")
    monkeypatch.setattr(declared, "FOLDER", folder)
    return lambda **url: opened("small", **url)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_declared_page_opens_under_its_title_and_asks(page, home):
    at = opened(page.name)
    assert not at.exception
    assert not at.error
    assert [title.value for title in at.title] == [page.title]
    assert page.questions[0] in said(at)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ({}, "How often is an alert false?"),
        ({}, "Caveat: Read with care."),
        ({"force": "42"}, "Essex: False alerts of facial recognition: 32.0% of alerts"),
        ({"force": "42"}, "Essex is above the 99.8% limit; 1 force of 41 outside"),
        ({"force": "42"}, "above England and Wales excluding South Yorkshire at 7.9"),
        ({"force": "42"}, "No control limits can be drawn here."),
        ({"force": "42"}, "Series break: 2023-04-01, New recording system"),
        (
            {"force": "46"},
            "Caveat: False alerts of facial recognition: 2 warnings were kept as published, not",
        ),
        ({"force": "42", "with": "region"}, "The upright mark is The force's region (weighted)."),
        (
            {"force": "42"},
            "Essex: 1 of 3 bands as predicted; more than predicted in Medium; fewer than predicted "
            "in High; less was observed than in the band below in High",
        ),
        ({"force": "42"}, "Coverage: 1 of 43 forces sent a model's bands"),
        (
            {"force": "42"},
            "Essex: of 3 deployments: who and where published in 2, data protection assessed in 2, "
            "equality assessed in 1; nothing declared for 1",
        ),
        ({"force": "42"}, "Essex: no model that scores people is in its register"),
        ({"force": "14"}, "South Yorkshire: no model with bands of risk in this period"),
        ({"force": "14"}, "South Yorkshire has no figure in any period"),
        ({"force": "14"}, "South Yorkshire: no figure in this period"),
        ({"force": "99"}, "Force: “99” is not offered here"),
    ],
)
def test_a_declared_page_says(url, sentence, small):
    at = small(**url)
    assert not at.exception
    assert not at.error
    assert [title.value for title in at.title] == ["Small"]
    assert sentence in said(at)


def test_every_declared_figure_is_drawn_once(small):
    assert len(specs(small(force="42"))) == 6
    assert len(specs(small(force="14"))) == 4


def test_a_release_without_the_return_is_a_sentence(small, tmp_path):
    path = tmp_path / "pages" / "small.yaml"
    path.write_text(GOOD.replace("title: A", "title: Other"), encoding="utf-8")
    assert "no figures of this return yet" in said(small())


def test_no_folder_is_called_as_streamlit_calls_its_older_pages() -> None:
    """With one beside the entry file, the first visit of a server is told "Page not found"."""
    assert not (declared.FOLDER.parent / "pages").exists()
