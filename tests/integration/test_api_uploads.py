"""Files that come in several bodies: whole when all that was told has arrived, and never before."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from contracts.errors import UsageError
from ledger.model import Actor
from muster.api.application import Allowance
from muster.api.problems import ApiError
from muster.api.staging import Arrived, Staging
from muster.limits import MOST_FILES, Quota
from muster.pipeline import check_upload
from tests.api_kit import SLUG, Desk, desk
from tests.async_kit import run

ANN = Actor("ann", "preparer", "42")
CONTENT = b"collision_id,severity\n" * 100


def staged(home: Path) -> Staging:
    """As a server that has just started finds it."""
    return Staging(home, limit_bytes=1_000_000, quota=Quota(10_000_000, 3600))


def take(staging: Staging, content: bytes, offset: int, length: int | None) -> Arrived:
    async def body() -> AsyncIterator[bytes]:
        yield content

    return run(
        staging.take(ANN, "u", "a.csv", body(), offset=offset, length=length, now=0),
    )


def test_more_files_than_a_submission_may_have_are_refused_wherever_they_come_in(tmp_path):
    staging = staged(tmp_path)
    take(staging, CONTENT, 0, None)
    for number in range(1, MOST_FILES):
        (staging.folder(ANN, "u") / f"{number}.csv").write_bytes(b"x")
    assert take(staging, CONTENT, 0, None).complete  # sent again, and no more than they were
    (staging.folder(ANN, "u") / "more.csv.part").write_bytes(b"x")
    (staging.folder(ANN, "u") / "a.csv").unlink()
    with pytest.raises(ApiError, match=f"may have {MOST_FILES} files") as refused:
        take(staging, CONTENT, 0, None)
    assert refused.value.status == 413
    with pytest.raises(UsageError, match=f"201 files were named.* may have {MOST_FILES}"):
        check_upload([tmp_path / "a.csv"] * (MOST_FILES + 1), SLUG)


def test_one_has_as_many_uploads_as_one_may_and_nobody_else_is_kept_from_theirs(
    tmp_path, monkeypatch
):
    monkeypatch.setattr("muster.api.staging.MOST_UPLOADS", 2)

    def put(person: str, upload: str) -> tuple[int, str]:
        sent = served.call(person, "PUT", f"/uploads/{upload}/a.csv", content=b"x")
        return sent.status_code, sent.text

    with desk(tmp_path) as served:
        assert [put("preparer", name)[0] for name in ("a", "b", "a")] == [200, 200, 200]
        status, said = put("preparer", "c")
        assert (status, "DELETE /uploads/NAME" in said) == (413, True)
        assert put("other", "c")[0] == 200
        assert served.call("preparer", "GET", "/uploads/c").status_code == 404
        assert served.call("preparer", "DELETE", "/uploads/a").status_code == 204
        assert put("preparer", "c")[0] == 200


def test_uploads_are_swept_by_who_sends_once_a_minute_and_not_with_each_file(tmp_path, monkeypatch):
    swept: list[float] = []
    staging = staged(tmp_path)
    monkeypatch.setattr(staging, "sweep", swept.append)

    async def body() -> AsyncIterator[bytes]:
        yield b"x"

    for now in (1_000.0, 1_001.0, 1_059.0, 1_060.0, 500.0):
        run(staging.take(ANN, "u", "a.csv", body(), offset=0, length=None, now=now))
    assert swept == [1_000.0, 1_060.0, 500.0]


@pytest.mark.parametrize("restarted", [False, True], ids=["one server", "started again between"])
@pytest.mark.parametrize(
    ("first", "then", "until", "complete"),
    [
        (len(CONTENT), None, 1_300, False),
        (len(CONTENT), len(CONTENT), 1_300, False),
        (len(CONTENT), None, len(CONTENT), True),
        (len(CONTENT), len(CONTENT), len(CONTENT), True),
    ],
    ids=["half, told once", "half, told twice", "whole, told once", "whole, told twice"],
)
def test_the_length_that_was_told_first_says_when_a_file_is_whole(
    tmp_path, first, then, until, complete, restarted
):
    staging = staged(tmp_path)
    assert not take(staging, CONTENT[:200], 0, first).complete
    if restarted:
        staging = staged(tmp_path)
    done = take(staging, CONTENT[200:until], 200, then)
    assert done == Arrived("a.csv", until, complete)
    assert staging.arrived(ANN, "u") == (done,)
    if complete:
        assert [path.name for path in staging.folder(ANN, "u").iterdir()] == ["a.csv"]
    else:
        with pytest.raises(ApiError, match=r"a\.csv has arrived in part"):
            staging.files(ANN, "u")


@pytest.mark.parametrize("length", [1_300, len(CONTENT) + 1])
def test_another_length_is_refused_and_what_has_arrived_stays(tmp_path, length):
    staging = staged(tmp_path)
    take(staging, CONTENT[:200], 0, len(CONTENT))
    with pytest.raises(ApiError, match=r"was to have 2,200 bytes, and now .* from offset 0") as no:
        take(staging, CONTENT[200:1_300], 200, length)
    assert no.value.status == 409
    assert take(staging, CONTENT[200:], 200, None).complete


@pytest.mark.parametrize(
    ("length", "complete"), [(None, True), (1_300, True), (1_301, False)], ids=str
)
def test_a_file_that_begins_anew_has_the_length_that_is_told_then(tmp_path, length, complete):
    staging = staged(tmp_path)
    take(staging, CONTENT[:200], 0, len(CONTENT))
    assert take(staging, CONTENT[:1_300], 0, length) == Arrived("a.csv", 1_300, complete)


def test_a_file_longer_than_was_told_leaves_nothing_behind(tmp_path):
    staging = staged(tmp_path)
    take(staging, CONTENT[:200], 0, 300)
    with pytest.raises(ApiError, match="longer than was said"):
        take(staging, CONTENT[200:], 200, None)
    assert list(staging.folder(ANN, "u").iterdir()) == []


def test_a_length_that_can_no_longer_be_read_is_not_guessed(tmp_path):
    staging = staged(tmp_path)
    take(staging, CONTENT[:200], 0, len(CONTENT))
    [told] = staging.folder(ANN, "u").glob(".*")
    told.write_bytes(b"")
    with pytest.raises(ApiError, match=r"told of a\.csv is lost; send the whole file again"):
        take(staging, CONTENT[200:], 200, None)
    assert take(staging, CONTENT, 0, None).complete


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    may = Allowance(calls_per_minute=100_000, calls_at_once=100_000, workers=1)
    with desk(tmp_path_factory.mktemp("kinds") / "home", may) as opened:
        yield opened


ORDER = b'{"upload": "none", "return": "workforce", "period": "2024"}'
FORM = {"Content-Type": "multipart/form-data; boundary=x"}
JSON = {"Content-Type": "application/json"}
GZIP = {"Content-Encoding": "gzip"}
TEXT = {"Content-Type": "text/plain"}
FILE, CHECK = ("PUT", "/uploads/kinds/a.csv"), ("POST", "/checks")


@pytest.mark.parametrize(
    ("call", "headers", "content", "status", "says"),
    [
        (FILE, FORM, CONTENT, 415, "not as a form"),
        (FILE, FORM | {"Content-Type": "Multipart/Mixed"}, CONTENT, 415, "not as a form"),
        (FILE, GZIP, CONTENT, 415, "without Content-Encoding"),
        (FILE, TEXT, CONTENT, 200, ""),
        (FILE, {"Content-Encoding": "identity"}, CONTENT, 200, ""),
        (CHECK, TEXT, ORDER, 415, "send it with Content-Type: application/json"),
        (CHECK, FORM, ORDER, 415, "send it with Content-Type: application/json"),
        (CHECK, {}, ORDER, 415, "send it with Content-Type: application/json"),
        (CHECK, JSON | GZIP, ORDER, 415, "without Content-Encoding"),
        (CHECK, JSON | {"Content-Type": "application/json; charset=utf-8"}, ORDER, 404, "none"),
        (CHECK, JSON, ORDER.replace(b"none", b"\xff"), 400, "JSON in UTF-8"),
        (CHECK, {}, b"", 422, "body: It is missing."),
        (("POST", "/submissions/AAAA-AAAA-AAAA-AAAA/sign-off"), TEXT, b"", 404, "no submission"),
    ],
)  # fmt: skip
def test_a_body_of_another_kind_is_refused_and_never_kept(
    served, call, headers, content, status, says
):
    answer = served.call("preparer", *call, headers=headers, content=content)
    assert (answer.status_code, says in answer.text) == (status, True), answer.text
    kept = served.call("preparer", "DELETE", "/uploads/kinds")
    assert kept.status_code == 204
    if status == 415:
        told = served.call(None, "GET", "/openapi.json").json()["paths"]
        place = {FILE: "/uploads/{upload}/{file_name}"}.get(call, call[1])
        assert {"400", "415"} <= set(told[place][call[0].lower()]["responses"])


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (("GET", "/submissions?bogus=1"), "query.bogus: There is no such parameter; "
         "there are force, period, return."),
        (("GET", "/windows?force=42"), "query.force: There is no such parameter; "
         "there are period, return."),
        (("GET", "/submissions?force=42&force=43"), "query.force: It is given more than once; "
         "give it once."),
        (("GET", "/submissions?period=2024.1"), "query.period: A period is written as the last day "
         "of a quarter, such as 2022-03-31, as a month, such as 2022-03, or as a quarter, such as "
         "2022-Q1."),
        (("GET", "/me?x"), "query.x: There is no such parameter; this call takes none."),
        (("PUT", "/uploads/kinds/a.csv?ofset=3"), "query.ofset: There is no such parameter; "
         "there are offset."),
        (("GET", "/submissions/AAAA-AAAA-AAAA-AAAA?a=1"), "query.a"),
        (("DELETE", "/uploads/kinds?a=1"), "query.a"),
    ],
)  # fmt: skip
def test_a_parameter_that_is_not_described_is_never_left_unheard(served, call, says):
    answer = served.call("preparer", *call)
    assert answer.status_code == 422
    assert says in answer.json()["detail"]


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("/submissions?return=workfroce", "There is no return called 'workfroce'"),
        ("/submissions?force=99", "There is no force with the code '99'"),
        ("/windows?return=workfroce", "There is no return called 'workfroce'"),
    ],
)
def test_a_filter_that_names_nothing_is_no_empty_list(served, address, says):
    answer = served.call("preparer", "GET", address)
    assert answer.status_code == 404
    assert says in answer.json()["detail"]


def send_and_cut(served: Desk, content: bytes, told: int, query: str = "") -> None:
    """The head of a call, a part of the body that it tells, and the cable pulled."""
    place = urlsplit(served.address)
    head = (
        f"PUT {place.path}/uploads/u/a.csv{query} HTTP/1.1\r\nHost: {place.netloc}\r\n"
        f"Authorization: {served.shown('preparer')['Authorization']}\r\n"
        f"Upload-Length: {len(LARGE)}\r\nContent-Length: {told}\r\n\r\n"
    )
    with socket.create_connection((str(place.hostname), int(place.port or 0))) as wire:
        wire.sendall(head.encode() + content)
        time.sleep(0.5)  # what the server has not read when the connection ends has not arrived


def arrived(served: Desk, at_least: int) -> int:
    """The bytes that are kept, once the server has noticed the cut."""
    for _ in range(500):
        answer = served.call("preparer", "GET", "/uploads/u")
        found = answer.json()["files"][0]["size_bytes"] if answer.status_code == 200 else 0
        if found >= at_least:
            return found
        time.sleep(0.02)
    return found


LARGE = bytes(range(256)) * 8_000


@pytest.mark.parametrize("cuts", [[700_000], [1, 1_000_000], [700_000, 1_900_000]], ids=str)
def test_what_has_arrived_when_a_connection_is_cut_is_kept_to_the_byte(tmp_path, cuts):
    with desk(tmp_path) as served:
        begun = 0
        for end in cuts:
            query = f"?offset={begun}"
            send_and_cut(served, LARGE[begun:end], len(LARGE) - begun, query)
            begun = arrived(served, end)
            assert begun == end
        path = f"/uploads/u/a.csv?offset={begun}"
        done = served.call("preparer", "PUT", path, content=LARGE[begun:])
        assert (done.json()["complete"], done.json()["size_bytes"]) == (True, len(LARGE))
        (whole,) = (tmp_path / "uploads").rglob("a.csv")
        assert whole.read_bytes() == LARGE


ASKED = {
    "/checks": {},
    "/corrections": {},
    "/changes": {},
    "/plausibility": {},
    "/submissions": {"headers": {"Idempotency-Key": "k"}},
}


@pytest.mark.parametrize("path", ASKED)
def test_while_the_bytes_of_a_file_are_compared_others_are_answered(tmp_path, path):
    """The file is a pipe that gives nothing: whoever reads it waits, and nobody else does."""
    may = Allowance(workers=1, patience_seconds=0.5)
    with desk(tmp_path / "home", may) as served:
        put = served.call("preparer", "PUT", "/uploads/u/a.csv", content=b"x")
        assert put.status_code == 200
        [whole] = (tmp_path / "home" / "uploads").glob("*/a.csv")
        whole.unlink()
        os.mkfifo(whole)
        body = {
            "upload": "u",
            "return": SLUG,
            "period": "2024-03",
            "files": {"a.csv": "0" * 64},
        }
        try:
            asked = served.call("preparer", "POST", path, json=body, timeout=10, **ASKED[path])
            assert asked.status_code == 503
            assert served.call("other", "GET", "/me", timeout=10).status_code == 200
        finally:
            # Lets go of whoever reads it; waits for nobody, where nobody does.
            os.close(os.open(whole, os.O_RDWR | os.O_NONBLOCK))


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/me/"),
        ("GET", "/openapi.json/"),
        ("POST", "/submissions/"),
        ("PUT", "/uploads/u/a/"),
    ],
)
def test_an_address_with_a_slash_too_many_is_a_sentence_and_leads_nowhere(served, method, path):
    answer = served.call("preparer", method, path)
    assert answer.status_code == 404
    assert answer.json()["detail"].startswith("There is nothing at this address")
