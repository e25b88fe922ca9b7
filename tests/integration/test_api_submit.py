"""Through the API over a real server: bring files, check, submit, explain, sign off, follow."""

from __future__ import annotations

import hashlib
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from ledger.model import Actor
from muster.api import bodies
from muster.api.application import Allowance
from muster.api.problems import ApiError
from muster.api.staging import Staging
from muster.limits import Quota
from tests import ledger_kit as kit
from tests.api_kit import SLUG, Desk, desk, example
from tests.async_kit import run

LIMIT_BYTES = 3_000_000
PERIOD, FILES = example()
FAILING = {**FILES, "deployments.csv": FILES["deployments.csv"].replace(b"42,", b"99,", 1)}


MAY = Allowance(
    calls_per_minute=100_000, calls_at_once=100_000, file_bytes=LIMIT_BYTES,
    force_bytes_a_day=5 * LIMIT_BYTES, workers=1, patience_seconds=300,
)  # fmt: skip


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk(tmp_path_factory.mktemp("api") / "home", MAY) as opened:
        yield opened


@pytest.fixture
def untouched(tmp_path: Path) -> Iterator[Desk]:
    """A desk at which nobody has submitted anything."""
    with desk(tmp_path / "home", MAY) as opened:
        yield opened


def bring(served: Desk, upload: str, files: dict[str, bytes], person: str = "preparer") -> None:
    for name, content in files.items():
        sent = served.call(person, "PUT", f"/uploads/{upload}/{name}", content=content)
        assert sent.json() == {"name": name, "size_bytes": len(content), "complete": True}


def submit(served: Desk, key: str, person: str = "preparer", **asked: Any) -> httpx.Response:
    order = {"return": SLUG, "period": PERIOD, "upload": key, **asked}
    return served.call(person, "POST", "/submissions", json=order, headers={"Idempotency-Key": key})


def detail(answer: httpx.Response, status: int) -> str:
    """The sentence of a problem object of that status."""
    told = answer.json()
    assert (answer.status_code, told["status"]) == (status, status)
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(told) == {"type", "title", "status", "detail"}
    return str(told["detail"])


def test_from_a_file_to_a_receipt_by_two_people(untouched):
    bring(untouched, "whole", FILES)
    checked = untouched.call(
        "preparer", "POST", "/checks", json={"upload": "whole", "return": SLUG, "period": PERIOD}
    )
    assert checked.json()["passed"] is True
    assert checked.headers["muster-exit-code"] == "0"
    assert untouched.call("preparer", "GET", "/submissions").json() == []  # no trace of a check
    done = submit(untouched, "whole").json()
    assert done["state"] == "ready"
    sid = done["submission_id"]
    place = f"/submissions/{sid}"
    assert untouched.call("preparer", "POST", f"{place}/sign-off").status_code == 403
    refused = untouched.call("both", "POST", f"{place}/sign-off")
    assert "ask another approver" in detail(refused, 403)  # the same person with another token
    status = untouched.call("approver", "GET", place).json()
    read = [step["sequence"] for step in status["history"]]
    assert status["read_to"] == read[-1]
    early = untouched.call("approver", "POST", f"{place}/sign-off?read_to={read[-2]}")
    assert "compared anew after you had read it" in detail(early, 409)
    signed = untouched.call("approver", "POST", f"{place}/sign-off?read_to={read[-1]}")
    receipt = signed.json()
    assert receipt["state"] == "signed_off"
    assert {f["name"]: f["sha256"] for f in receipt["files"]} == {
        name: hashlib.sha256(content).hexdigest() for name, content in FILES.items()
    }
    assert untouched.call("preparer", "GET", f"{place}/receipt").json() == receipt
    paper = untouched.call("preparer", "GET", f"{place}/receipt.pdf")
    assert (paper.content[:5], paper.headers["content-type"]) == (b"%PDF-", "application/pdf")
    told = untouched.call("inspector", "GET", place).json()
    assert [(s["action"], s["subject"], s["role"]) for s in told["history"]] == [
        ("receive", "ann", "preparer"),
        ("check", "muster", "checker"),
        ("clear", "muster", "checker"),
        ("sign_off", "bob", "approver"),
    ]
    for position, file in enumerate(receipt["files"], start=1):
        got = untouched.call("inspector", "GET", f"{place}/files/{position}")
        assert got.content == FILES[file["name"]]
    acts = [(e.act, e.subject) for e in untouched.ledger.audit_trail(kit.LOCAL)]
    assert ("read_files", "ian") in acts
    assert ("call", "ann") in acts  # the refused sign-off


@pytest.mark.parametrize(
    ("form", "begins"),
    [
        ("json", b"{"),
        ("text", b""),
        ("csv", b"rule_id,severity"),
        ("html", b"<!"),
        ("junit", b"<?xml"),
        ("sarif", b"{"),
        ("xlsx", b"PK"),
    ],
)
def test_a_rejected_submission_says_what_to_mend_in_every_format(served, form, begins):
    key = f"rejected-{form}"
    bring(served, key, FAILING)
    done = submit(served, "rejected", upload=key, revision_reason="CORRECTION_FORCE").json()
    assert done["state"] == "rejected"
    report = served.call(
        "preparer", "GET", f"/submissions/{done['submission_id']}/report", params={"format": form}
    )
    assert report.status_code == 200
    assert report.headers["muster-exit-code"] == "1"
    assert report.headers["content-disposition"].startswith("attachment")
    assert report.content.startswith(begins)


def test_the_same_key_gives_the_same_submission_twice_at_once_and_ever_after(served):
    bring(served, "twice", {**FILES, "governance.csv": FILES["governance.csv"] + b"\n"})
    reason = {"revision_reason": "LATE_RECORDS"}
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: submit(served, "twice", **reason), range(4)))
    ids = {answer.json()["submission_id"] for answer in answers}
    assert len(ids) == 1
    again = submit(served, "twice", **reason)  # its files are no longer here
    assert again.json()["submission_id"] in ids
    other = submit(served, "twice", period="2024-02", **reason)
    assert "used for other content" in detail(other, 409)
    found = [s for s in served.call("preparer", "GET", "/submissions").json()
             if s["submission_id"] in ids]  # fmt: skip
    assert len(found) == 1


@pytest.mark.parametrize("before", [None, "another-key"], ids=["this key", "another key"])
def test_whoever_asks_again_gets_the_same_answer_whichever_key_made_it(served, before):
    files = {**FILES, "governance.csv": FILES["governance.csv"] + b"\n\n" * (2 if before else 1)}
    reason = {"revision_reason": "LATE_RECORDS"}
    if before:
        bring(served, before, files)
        made = submit(served, before, **reason).json()
    key = f"asked-again-{before}"
    bring(served, key, files)
    answers = [submit(served, key, **reason) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201] * 3
    ids = {answer.json()["submission_id"] for answer in answers}
    assert ids == {made["submission_id"]} if before else len(ids) == 1
    left = served.call("preparer", "GET", f"/uploads/{key}").status_code
    assert left == (200 if before else 404)  # swept after a day


def test_an_upload_goes_on_where_the_connection_was_cut(served):
    content = b"x" * 100_000
    place = urlsplit(served.address)
    head = (
        f"PUT {place.path}/uploads/cut/return.csv HTTP/1.1\r\nHost: {place.netloc}\r\n"
        f"Authorization: Bearer {served.tokens['preparer']}\r\nUpload-Length: {len(content)}\r\n"
        f"Content-Length: {len(content)}\r\n\r\n"
    ).encode()
    with socket.create_connection((str(place.hostname), int(place.port or 0))) as wire:
        wire.sendall(head + content[:40_000])
    kept = {"size_bytes": -1}
    while kept["size_bytes"] < 0 or kept["complete"]:
        found = served.call("preparer", "GET", "/uploads/cut")
        kept = found.json()["files"][0] if found.status_code == 200 else kept
    order = {"upload": "cut", "return": SLUG, "period": PERIOD}
    half = served.call("preparer", "POST", "/checks", json=order)
    assert "has arrived in part" in detail(half, 409)
    assert "has arrived in part" in detail(submit(served, "cut"), 409)
    sent = kept["size_bytes"]
    wrong = served.call(
        "preparer", "PUT", f"/uploads/cut/return.csv?offset={sent + 1}", content=content[sent:]
    )
    assert f"go on with offset={sent}" in detail(wrong, 409)
    assert wrong.headers["upload-offset"] == str(sent)
    rest = served.call(
        "preparer",
        "PUT",
        f"/uploads/cut/return.csv?offset={sent}",
        content=content[sent:],
        headers={"Upload-Length": str(len(content))},
    )
    assert rest.json() == {"name": "return.csv", "size_bytes": len(content), "complete": True}


FIRST, AGAIN = b"1" * 2_400_000, b"2" * 1_500_000


def gone_on_with(offset: int) -> bytes:
    """The rest of a file as long as FIRST: its length was told, and is not told anew."""
    return b"2" * (len(FIRST) - offset)


@pytest.mark.parametrize("told", [True, False], ids=["length told", "length not told"])
@pytest.mark.parametrize("goes_on", [False, True], ids=["begun anew", "gone on with"])
def test_a_file_sent_again_while_the_first_still_comes_in_is_the_newer_one(
    untouched, goes_on, told
):
    """As after a cut that only the sender noticed: the first body goes on coming in."""
    begun, released = threading.Event(), threading.Event()
    place = f"/uploads/twice/{'on' if goes_on else 'anew'}.csv"

    def slow() -> Iterator[bytes]:
        yield FIRST[:1_200_000]
        begun.set()
        assert released.wait(60)
        yield FIRST[1_200_000:]

    def arrived() -> int:
        found = untouched.call("preparer", "GET", "/uploads/twice")
        files = found.json()["files"] if found.status_code == 200 else []
        return files[0]["size_bytes"] if files else 0

    def put(body: Any, offset: int, size_bytes: int) -> httpx.Response:
        headers = {"Upload-Length": str(size_bytes)} if told else {}
        asked = {"content": body, "headers": headers, "params": {"offset": offset}}
        return untouched.call("preparer", "PUT", place, **asked)

    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(put, slow(), 0, len(FIRST))
        assert begun.wait(60)
        while not (offset := arrived()):
            time.sleep(0.01)
        content = FIRST[:offset] + gone_on_with(offset) if goes_on else AGAIN
        sent = put(content[offset:] if goes_on else AGAIN, offset if goes_on else 0, len(content))
        if sent.status_code == 409:  # the size was read while some of it was being written
            offset = int(sent.headers["upload-offset"])
            content = FIRST[:offset] + gone_on_with(offset)
            sent = put(content[offset:], offset, len(content))
        assert (sent.json()["size_bytes"], sent.json()["complete"]) == (len(content), True)
        released.set()
        assert "is sent again by a later request" in detail(first.result(), 409)
    [path] = next((untouched.ledger.home / "uploads").iterdir()).iterdir()
    assert path.suffix == ".csv"
    assert path.read_bytes() == content


@pytest.mark.parametrize("harm", ["another process wrote", "thrown away"])
def test_a_file_that_changed_while_it_came_in_is_never_taken_for_whole(tmp_path, harm):
    staging = Staging(tmp_path, limit_bytes=LIMIT_BYTES, quota=Quota(LIMIT_BYTES, 3600))
    who = Actor("ann", "preparer", "42")

    async def body() -> AsyncIterator[bytes]:
        yield b"x" * 1_100_000
        part = staging.folder(who, "u") / "a.csv.part"
        if harm == "thrown away":
            staging.drop(who, "u")
        else:
            part.write_bytes(b"y")
        yield b"x"

    with pytest.raises(ApiError, match=r"a\.csv was changed or thrown away while it came in"):
        run(staging.take(who, "u", "a.csv", body(), offset=0, length=None, now=0))
    assert not (staging.folder(who, "u") / "a.csv").exists()


def chunks(size_bytes: int) -> Iterator[bytes]:
    for _ in range(0, size_bytes, 100_000):
        yield b"x" * 100_000


@pytest.mark.parametrize("told", [True, False], ids=["length told", "length not told"])
def test_a_file_over_the_limit_is_refused_with_a_sentence(served, told):
    headers = {"Content-Length": str(2 * 1024**3)} if told else {}
    body = b"x" if told else chunks(LIMIT_BYTES + 200_000)
    if told:  # two gigabytes are refused before they are sent
        place = urlsplit(served.address)
        with socket.create_connection((str(place.hostname), int(place.port or 0))) as wire:
            wire.sendall(
                (
                    f"PUT {place.path}/uploads/big/big.csv HTTP/1.1\r\nHost: {place.netloc}\r\n"
                    f"Authorization: Bearer {served.tokens['preparer']}\r\n"
                    f"Content-Length: {headers['Content-Length']}\r\n\r\n"
                ).encode()
            )
            answer = wire.recv(65536).decode()
        assert answer.startswith("HTTP/1.1 413")
    else:
        refused = served.call("preparer", "PUT", "/uploads/big/big.csv", content=body)
        assert "may have 3,000,000 bytes" in detail(refused, 413)


@pytest.mark.parametrize("told", [True, False])
def test_what_is_no_file_is_never_held_where_it_is_large(served, told):
    body = b'{"upload": "' + b"x" * bodies.MOST_BYTES + b'"}'
    content = body if told else chunks(len(body))
    for method, path in (("POST", "/checks"), ("POST", "/submissions"), ("PUT", "/mappings/a")):
        refused = served.call("preparer", method, path, content=content)
        assert "may have 33,554,432 bytes" in detail(refused, 413)
        content = body if told else chunks(len(body))
    assert served.call("preparer", "GET", "/me").status_code == 200


@pytest.mark.parametrize("harm", ["lost", "altered"])
def test_a_file_that_is_not_what_came_is_never_given_as_if_it_were(untouched, tmp_path, harm):
    sid = kit.accept(untouched.ledger, tmp_path, content=b"as it came").submission_id
    [(file, path)] = untouched.ledger.files(sid, kit.LOCAL)
    assert untouched.call("preparer", "GET", f"/submissions/{sid}/files/1").content == b"as it came"
    path.unlink() if harm == "lost" else path.write_bytes(b"as it camf")
    refused = untouched.call("preparer", "GET", f"/submissions/{sid}/files/1")
    assert file.sha256 in detail(refused, 503)
    assert untouched.call("other", "GET", f"/submissions/{sid}/files/1").status_code == 404


def test_the_quota_of_a_force_holds_for_a_day(served):
    path = "/uploads/quota/a.csv"
    statuses = [
        served.call("other", "PUT", path, content=b"x" * 2_900_000).status_code for _ in range(6)
    ]
    assert statuses == [200] * 5 + [413]
    assert served.call("preparer", "PUT", path, content=b"x").status_code == 200  # another force
    served.clock.pass_(hours=25)
    assert served.call("other", "PUT", path, content=b"x" * 2_900_000).status_code == 200
    served.clock.pass_(hours=-25)


@pytest.mark.parametrize(
    ("files", "asked", "says"),
    [
        ({"a.csv": b""}, {}, "a.csv is empty"),
        ({"a.csv": b"not,a,return\n1,2,3\n"}, {}, "a.csv"),
        (FILES, {"period": "2024-02"}, "2024-02"),  # another period's file
        (example("05")[1], {}, "05"),  # another force's data
        (FILES, {"return": "workforce", "period": "2024-03-31"}, "csv"),  # the wrong return
    ],
    ids=["0 bytes", "no return", "another period", "another force", "the wrong return"],
)
def test_bad_files_are_kept_as_they_came_and_rejected_with_sentences(served, files, asked, says):
    key = f"bad-{hashlib.sha256(repr((files, asked)).encode()).hexdigest()[:8]}"
    bring(served, key, files)
    answer = submit(served, key, **asked, revision_reason="LATE_RECORDS")
    if answer.status_code == 409:  # nothing there yet that this could revise
        answer = submit(served, key, **asked)
    assert answer.json()["state"] == "rejected", answer.text
    sid = answer.json()["submission_id"]
    report = served.call("preparer", "GET", f"/submissions/{sid}/report").json()
    assert any(says in f["message"] + str(f["value"]) for f in report["findings"])
    assert not served.ledger.get(sid, kit.LOCAL).is_live


@pytest.mark.parametrize(
    ("person", "asked", "status", "says"),
    [
        ("preparer", {"force": "05"}, 403, "your own force only"),
        ("inspector", {"force": "42"}, 403, "may not submit"),
        ("inspector", {}, 409, "Say whose return"),
        ("preparer", {"upload": "nothing-here"}, 404, "no upload nothing-here"),
        ("preparer", {"upload": None}, 409, "submit it as NIL"),
        ("preparer", {"type": "NIL"}, 409, "carries no files"),
        ("preparer", {"return": "nonsense"}, 404, "nonsense"),
        ("preparer", {"period": "2024-3"}, 409, "2024-3"),
        ("preparer", {"colour": "blue"}, 422, "colour"),
        ("preparer", {"files": {"deployments.csv": "0" * 64}}, 409, "you name deployments.csv"),
        (
            "preparer",
            {"files": dict.fromkeys(FILES, "0" * 64)},
            409,
            "arrived with other bytes",
        ),
    ],
)
def test_what_cannot_be_submitted_is_a_problem_object(served, person, asked, status, says):
    bring(served, "refused", FILES)
    order = {"upload": "refused", **asked}
    assert says in detail(submit(served, "refused", person, **order), status)


@pytest.mark.parametrize("name", ["..", "a%2Fb.csv", ".hidden", "x.part", "a%00b.csv"])
def test_a_file_name_that_is_no_plain_name_is_refused(served, name):
    sent = served.call("preparer", "PUT", f"/uploads/names/{name}", content=b"x")
    assert sent.status_code in (404, 405, 409, 422)
    assert sent.headers["content-type"] == "application/problem+json"


def test_under_a_closed_window_nothing_is_kept(served):
    at = served.clock.now
    served.ledger.open_window(SLUG, "2022-11", actor=kit.LOCAL, at=at)
    served.ledger.close_window(SLUG, "2022-11", actor=kit.LOCAL, at=at)
    bring(served, "closed", FILES)
    refused = submit(served, "closed", period="2022-11")
    assert "Nothing of this attempt was kept; ask the inspectorate" in detail(refused, 409)
    found = served.call("preparer", "GET", "/submissions", params={"period": "2022-11"})
    assert found.json() == []
    none = served.call("preparer", "GET", "/submissions", params={"period": "2022-99"})
    assert "There is no period '2022-99'" in detail(none, 404)


def test_nothing_to_report_is_a_submission_too(served):
    asked = {"return": SLUG, "period": "2023-05", "type": "NIL"}
    answers = [
        served.call("preparer", "POST", "/submissions", json=asked,
                    headers={"Idempotency-Key": "nil-1"}).json()
        for _ in range(2)
    ]  # fmt: skip
    assert answers[0] == answers[1]
    assert (answers[0]["type"], answers[0]["state"]) == ("NIL", "ready")


def test_a_warning_is_explained_and_the_submission_becomes_ready(served, tmp_path):
    done = kit.accept(
        served.ledger, tmp_path, kit.finding("warning"), actor=kit.PREPARER, period="2023-08"
    )
    place = f"/submissions/{done.submission_id}/explanations"
    (wanted,) = served.call("preparer", "GET", place).json()["wanted"]
    assert kit.REASON in wanted["reasons"]
    given = {k: wanted[k] for k in ("rule_id", "table", "column", "key")}
    short = served.call("preparer", "POST", place, json={
        "explanations": [given | {"reason_code": kit.REASON, "sentence": "Short."}]})  # fmt: skip
    assert "write a sentence" in detail(short, 409)
    full = {"explanations": [given | {"reason_code": kit.REASON, "sentence": kit.SENTENCE}]}
    assert served.call("approver", "POST", place, json=full).status_code == 403
    assert served.call("preparer", "POST", place, json=full).json()["state"] == "ready"
    told = served.call("preparer", "GET", place).json()
    assert told["wanted"] == []
    assert [(e["sentence"], e["explained_by"]) for e in told["given"]] == [(kit.SENTENCE, "ann")]
    back = {"reason": "Sent for the wrong month by mistake."}
    withdrawal = f"/submissions/{done.submission_id}/withdrawal"
    gone = served.call("approver", "POST", withdrawal, json=back)
    assert gone.json()["state"] == "withdrawn"


def test_an_expired_and_a_revoked_token_are_refused_unread(served):
    served.ledger.revoke_token(kit.LOCAL, served.ids["other approver"], at=served.clock.now)
    assert "expired or revoked" in detail(served.call("other approver", "GET", "/me"), 401)
    served.clock.pass_(days=31)
    late = served.call("preparer", "PUT", "/uploads/late/a.csv", content=b"x")
    served.clock.pass_(days=-31)
    assert "expired or revoked" in detail(late, 401)
    assert late.headers["www-authenticate"].startswith("Bearer")
    assert served.call("preparer", "GET", "/uploads/late").status_code == 404
