"""Every page for every role: what is theirs, a sentence where it is not, never a traceback."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from conftest import SCRIPT, said
from shown import tables
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from app import declared
from app.menu import MENU, ONLY_FOR

ENVIRONMENT = {
    "MUSTER_OIDC_METADATA_URL": "http://127.0.0.1:1/.well-known/openid-configuration",
    "MUSTER_OIDC_CLIENT_ID": "muster",
    "MUSTER_OIDC_CLIENT_SECRET": "a-secret-that-only-these-tests-use-0001",
    "MUSTER_PUBLIC_URL": "http://127.0.0.1:1",
    "MUSTER_COOKIE_SECRET": "a cookie secret that only these tests use",
}
PEOPLE: dict[str, dict[str, object]] = {
    "preparer": {"roles": ["preparer"], "force_code": "42"},
    "approver": {"roles": ["approver"], "force_code": "42"},
    "inspector": {"roles": ["inspector"]},
    "administrator": {"roles": ["administrator"]},
    "nobody": {"roles": ["gardener"], "force_code": "42"},
    "no force": {"roles": ["preparer"]},
}
REFUSED = "This page is not for the role"
NO_ROLE = "have no role in Muster yet"
ENDED = "Your sign-in has ended"
# yes: the page is theirs; no: a sentence says that it is not. Every page not named is for all.
GRID = """
               submit  signoff  windows  local_codes  trace
preparer       yes     yes      yes      yes          yes
approver       no      yes      yes      yes          yes
inspector      no      yes      yes      no           yes
administrator  no      yes      yes      yes          yes
"""


def allowed() -> dict[tuple[str, str], bool]:
    header, *rows = [line.split() for line in GRID.strip().splitlines()]
    return {(row[0], page): cell == "yes" for row in rows
            for page, cell in zip(header, row[1:], strict=True)}  # fmt: skip


PAGES = [name for entries in MENU.values() for name, _ in entries if name]
ROLES = ["preparer", "approver", "inspector", "administrator"]


@pytest.fixture
def as_person(monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """A page as somebody sees it whom a provider vouches for."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)

    def opened(person: str, page: str, *, lasts: float = 600, **url: str) -> AppTest:
        at = AppTest.from_file(str(SCRIPT), default_timeout=60)
        now = time.time()
        at.user = {"is_logged_in": True, "sub": person, "iat": now - 60, "exp": now + lasts,
                   **PEOPLE[person]}  # fmt: skip
        for name, value in url.items():
            at.query_params[name] = value
        if page != "national":
            at._page_hash = calc_hash(page)
        return at.run()

    return opened


def test_every_page_that_is_for_some_is_in_the_grid():
    assert {page for _, page in allowed()} == set(ONLY_FOR)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", ROLES)
def test_a_page_is_shown_or_refused_with_a_sentence(role, page, home, as_person):
    at = as_person(role, page)
    assert not at.exception
    assert [error.value for error in at.error] == []
    assert len(at.title) == 1
    refused = REFUSED in said(at)
    assert refused is not allowed().get((role, page), True)


@pytest.mark.parametrize("role", ROLES)
def test_whoever_has_no_shell_is_told_who_makes_the_first_release(role, empty_home, as_person):
    told = said(as_person(role, "compare"))
    assert "There are no figures yet." in told
    assert "whoever runs Muster here has made the first release" in told
    assert "Run `muster" not in told


@pytest.mark.parametrize("page", ["national", "submit", "trace"])
@pytest.mark.parametrize(
    ("person", "lasts", "sentence"),
    [("nobody", 600, NO_ROLE), ("no force", 600, NO_ROLE), ("preparer", -1, ENDED)],
)
def test_without_a_role_or_after_the_end_no_page_is_shown(
    person, lasts, sentence, page, home, as_person
):
    at = as_person(person, page, lasts=lasts)
    assert not at.exception
    assert sentence in said(at)
    assert not at.title
    assert not tables(at)


@pytest.mark.parametrize(
    ("role", "page"),
    [each for each, theirs in allowed().items() if theirs and each[0] in ("preparer", "approver")],
)
def test_another_force_looks_exactly_like_one_that_does_not_exist(role, page, home, as_person):
    url = {"return": "facial_recognition", "sending": "2024-03", "asked": "2024-03"}
    other, none = (
        re.sub(
            r"until \d\d:\d\d",
            "until",
            said(as_person(role, page, force=code, **url)).replace(f"“{code}”", "CODE"),
        )
        for code in ("05", "ZZ")
    )
    assert other == none


def test_references_of_other_forces_submissions_are_on_no_page(home, as_person):
    """Who reported what of an outage is for everybody; the submission that it came with is not."""

    def named(person: str) -> set[str]:
        found = [t for t in tables(as_person(person, "reliability")) if "Submission" in t]
        assert len(found) == 2
        told = "\n".join(str(cell) for table in found for cell in table["Submission"])
        return set(re.findall(r"system_reliability-(\w\w)-", told))

    assert named("preparer") == {"42"}
    assert len(named("inspector")) > 1


def test_declared_pages_are_for_everyone(home, as_person):
    for page in declared.pages()[:2]:
        at = as_person("inspector", page.name)
        assert not at.exception
        assert page.title in said(at)
