"""What every answer carries, whoever made it: the headers that docs/asvs.md says are there."""

from __future__ import annotations

import httpx
import pytest
from starlette.responses import PlainTextResponse

from app.server import Shell
from tests import async_kit

PAGE = {"accept": "text/html"}
# Whoever made it said that it may be kept.
MADE = PlainTextResponse("<head></head>", headers={"cache-control": "public, max-age=9"})


def asked(path: str, *, over_tls: bool = False, method: str = "GET", **headers: str):
    async def ask():
        outside = httpx.ASGITransport(app=Shell(MADE, over_tls=over_tls))
        async with httpx.AsyncClient(transport=outside, base_url="http://x") as client:
            return await client.request(method, path, headers=headers)

    return async_kit.run(ask()).headers


PRIVATE = [
    ("GET", "/compare", PAGE),
    ("GET", "/", PAGE),
    ("GET", "/media/ab.csv", {}),
    ("HEAD", "/media/ab.csv", {}),
    ("GET", "/api/v1/submissions", {}),
    ("POST", "/api/v1/submissions", {}),
    ("PUT", "/_stcore/upload_file/a/b", {}),
    ("GET", "/auth/login", {}),
    ("GET", "/oauth2callback?code=x", {}),
    ("GET", "/muster/uploads/u/a.csv", {}),
]
PUBLIC = [("GET", "/static/js/x.js", {}), ("GET", "/muster/shell.js", {})]


@pytest.mark.parametrize(("method", "path", "headers"), [*PRIVATE, *PUBLIC])
def test_every_answer_carries_what_is_promised(method, path, headers):
    told = asked(path, method=method, **headers)
    assert told["x-content-type-options"] == "nosniff"
    assert told["x-frame-options"] == "DENY"
    assert told["referrer-policy"] == "same-origin"
    assert told["cross-origin-resource-policy"] == "same-origin"
    rules = told["content-security-policy"]
    for rule in ("frame-ancestors 'none'", "object-src 'none'", "base-uri 'self'"):
        assert rule in rules


@pytest.mark.parametrize(("method", "path", "headers"), PRIVATE)
def test_what_is_made_for_one_person_is_kept_by_nobody(method, path, headers):
    assert asked(path, method=method, **headers).get_list("cache-control") == ["no-store"]


@pytest.mark.parametrize(("method", "path", "headers"), PUBLIC)
def test_what_is_the_same_for_everybody_may_be_kept(method, path, headers):
    assert asked(path, method=method, **headers)["cache-control"] == "public, max-age=9"


@pytest.mark.parametrize("over_tls", [True, False])
@pytest.mark.parametrize(("path", "headers"), [("/compare", PAGE), ("/api/v1/windows", {})])
def test_over_tls_a_browser_is_told_to_stay_there_for_a_year(path, headers, over_tls):
    told = asked(path, over_tls=over_tls, **headers).get("strict-transport-security")
    assert told == ("max-age=31536000" if over_tls else None)
