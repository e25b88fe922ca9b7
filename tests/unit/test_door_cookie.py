"""Whose the claims of a cookie are: signed with our secret, for our address, by one signed in."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from app.door.cookie import IDENTITY_COOKIE, claims_of

HERE = "https://muster.example"
CLAIMS: dict[str, Any] = {"sub": "ann", "origin": HERE, "is_logged_in": True}


def signed(text: str, secret: str) -> str:
    return create_signed_value(secret, IDENTITY_COOKIE, text).decode()


@pytest.mark.parametrize(
    ("claims", "taken"),
    [
        (CLAIMS, True),
        (CLAIMS | {"origin": "https://elsewhere.example"}, False),
        ({"sub": "ann", "is_logged_in": True}, False),
        (CLAIMS | {"is_logged_in": False}, False),
        (CLAIMS | {"is_logged_in": "yes"}, False),
        ([CLAIMS], False),
        ("no claims", False),
    ],
    ids=["ours", "another address", "no address", "signed out", "not said to be in", "a list",
         "a text"],
)  # fmt: skip
def test_claims_are_taken_where_they_are_signed_for_this_address(claims: Any, taken: bool) -> None:
    cookies = {IDENTITY_COOKIE: signed(json.dumps(claims), get_cookie_secret())}
    assert claims_of(cookies, HERE) == (CLAIMS if taken else None)


def test_what_we_did_not_sign_is_nobodys() -> None:
    text = json.dumps(CLAIMS)
    assert claims_of({IDENTITY_COOKIE: text}, HERE) is None
    assert claims_of({IDENTITY_COOKIE: signed(text, "another key" * 4)}, HERE) is None


def test_without_a_cookie_there_are_no_claims() -> None:
    assert claims_of({}, HERE) is None
