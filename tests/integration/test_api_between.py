"""Through the API: windows, what changed, sheets, suggested corrections, mappings, reverting."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import httpx
import openpyxl
import pytest

from muster.api import written
from muster.api.application import Allowance
from muster.api.problems import TITLES
from tests import ledger_kit as kit
from tests.api_kit import SLUG, Desk, desk, example

PERIOD, FILES = example()
STARTERS = Path(__file__).parents[2] / "mappings" / "starters"
OPEN = "/windows/workforce/2022-03-31"
WHY = {"reason": "A system was moved, and the export follows."}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    may = Allowance(calls_per_minute=100_000, calls_at_once=10_000, workers=1, patience_seconds=300)
    with desk(tmp_path_factory.mktemp("between") / "home", may) as opened:
        yield opened


def bring(served: Desk, upload: str, files: dict[str, bytes], person: str = "preparer") -> None:
    for name, content in files.items():
        sent = served.call(person, "PUT", f"/uploads/{upload}/{name}", content=content)
        assert sent.status_code == 200, sent.text


def detail(answer: httpx.Response, status: int) -> str:
    assert answer.status_code == status, answer.text
    return str(answer.json()["detail"])


def test_a_window_from_opening_to_closing(served):
    place = "/windows/workforce/2024-03-31"
    for person in ("preparer", "approver", "inspector"):
        refused = served.call(person, "POST", f"{place}/opening", json={})
        assert "may not open, extend or close" in detail(refused, 403)
    opened = served.call("administrator", "POST", f"{place}/opening", json={"due_on": "2024-04-30"})
    assert (opened.json()["state"], opened.json()["due_on"]) == ("open", "2024-04-30")
    later = {"due_on": "2024-05-07", "force": "42", **WHY}
    assert served.call("administrator", "POST", f"{place}/extension", json=later).status_code == 200
    closed = served.call("administrator", "POST", f"{place}/closing", json={}).json()
    assert [event["action"] for event in closed["events"]] == [
        "open_window", "extend_window", "close_window"
    ]  # fmt: skip
    own, other = (
        next(w for w in served.call(p, "GET", "/windows").json() if w["period"] == "2024-03-31")
        for p in ("preparer", "other")
    )
    assert own["extensions"] == {"42": "2024-05-07"}
    assert other["extensions"] == {}  # not that force's business
    rows = {
        person: served.call(person, "GET", f"{place}/standing").json()
        for person in ("preparer", "inspector")
    }
    assert [(r["force_code"], r["state"]) for r in rows["preparer"]] == [("42", "missing")]
    assert len(rows["inspector"]) == 43


@pytest.mark.parametrize(
    ("path", "asked", "status", "says"),
    [
        ("/windows/nonsense/2024-03/opening", {}, 404, "nonsense"),
        ("/windows/workforce/2024-03/opening", {}, 409, "such as 2022-03-31"),
        ("/windows/workforce/2024-05-17/opening", {}, 409, "its quarter, 2024-06-30"),
        ("/windows/workforce/9999-12-31/opening", {}, 409, "not a period"),
        ("/windows/workforce/2023-03-31/closing", {}, 409, "window"),
        ("/windows/workforce/2023-03-31/opening", {"due_on": "2024-02-31"}, 409, "calendar"),
        ("/windows/workforce/2023-03-31/opening", {"due_on": "31/03/2024"}, 422, "due_on"),
        (f"{OPEN}/extension", {"due_on": "2024-06-01", "reason": "x", "force": "42"}, 409,
         "Say why"),
        (f"{OPEN}/extension", {"due_on": "2024-06-01"}, 422, "reason"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_to_a_window_is_a_sentence(served, path, asked, status, says):
    served.call("administrator", "POST", f"{OPEN}/opening", json={"due_on": "2022-04-30"})
    assert says in detail(served.call("administrator", "POST", path, json=asked), status)


def test_what_changed_before_and_after_submitting_and_a_revert(served):
    order = {"return": SLUG, "period": PERIOD}

    def send(key: str, files: dict[str, bytes], **more: str) -> str:
        bring(served, key, files)
        done = served.call("preparer", "POST", "/submissions", headers={"Idempotency-Key": key},
                           json={**order, "upload": key, **more}).json()  # fmt: skip
        assert done["state"] == "ready", done
        return done["submission_id"]

    first = send("first", FILES)
    served.call("approver", "POST", f"/submissions/{first}/sign-off")
    lines = FILES["deployments.csv"].decode().splitlines()
    columns = lines[0].split(",")
    cells = lines[1].split(",")
    cells[columns.index("faces_scanned")] = str(int(cells[columns.index("faces_scanned")]) + 7)
    changed = {**FILES, "deployments.csv": "\n".join([lines[0], ",".join(cells)]).encode()}
    bring(served, "compare", changed)
    told = served.call("preparer", "POST", "/changes", json={**order, "upload": "compare"}).json()
    assert told["live_submission"] == first
    [moved] = [change for table in told["tables"] for change in table["changes"]]
    assert (moved["column"], moved["difference"]) == ("faces_scanned", "7")
    second = send("second", changed, revision_reason="CORRECTION_FORCE")
    place = f"/submissions/{second}"
    assert served.call("approver", "GET", f"{place}/changes").json() == told
    written = served.call("approver", "GET", f"{place}/changes", params={"format": "csv"})
    assert [row["column"] for row in csv.DictReader(io.StringIO(written.text))] == ["faces_scanned"]
    assert "no release" in detail(served.call("approver", "GET", f"{place}/effects"), 409).lower()
    served.call("approver", "POST", f"{place}/sign-off")
    assert served.call("preparer", "POST", f"{place}/reversal", json=WHY).status_code == 403
    live = served.call("approver", "POST", f"{place}/reversal", json=WHY).json()
    assert (live["submission_id"], live["state"]) == (first, "signed_off")
    bring(served, "bad", {"notes.csv": b"a,b\n1,2\n"})
    bad = served.call("preparer", "POST", "/changes", json={**order, "upload": "bad"})
    assert "does not pass" in detail(bad, 409)


def test_explanations_go_out_as_a_sheet_and_come_back_filled_in(served, tmp_path):
    done = kit.accept(
        served.ledger, tmp_path, kit.finding("warning"), actor=kit.PREPARER, period="2023-08"
    )
    place = f"/submissions/{done.submission_id}/explanations/sheet"
    book = served.call("preparer", "GET", place, params={"format": "xlsx"})
    assert openpyxl.load_workbook(io.BytesIO(book.content)).sheetnames == ["Explanations"]
    sheet = served.call("preparer", "GET", place)
    assert sheet.headers["content-disposition"].endswith('"explanations.csv"')
    [row] = list(csv.DictReader(io.StringIO(sheet.text)))
    bring(served, "blank", {"sheet.csv": sheet.content})
    blank = served.call("preparer", "POST", place, json={"upload": "blank"})
    assert "holds no explanation" in detail(blank, 409)
    filled = io.StringIO()
    writer = csv.DictWriter(filled, list(row))
    writer.writeheader()
    writer.writerow({**row, "reason_code": kit.REASON, "sentence": kit.SENTENCE})
    bring(served, "filled", {"sheet.csv": filled.getvalue().encode()})
    taken = served.call("preparer", "POST", place, json={"upload": "filled"})
    assert taken.json()["state"] == "ready"


def test_suggested_corrections_are_downloaded_and_never_sent(served):
    wrong = FILES["deployments.csv"].replace(b"WANTED_PERSONS", b"WANTED_PERSON", 1)
    bring(served, "typo", {**FILES, "deployments.csv": wrong})
    order = {"upload": "typo", "return": SLUG, "period": PERIOD}
    before = len(served.ledger.submissions(actor=kit.LOCAL))
    book = served.call("preparer", "POST", "/corrections", json=order)
    assert book.status_code == 200, book.text
    cells = openpyxl.load_workbook(io.BytesIO(book.content))["deployments"].iter_rows()
    assert "WANTED_PERSONS" in {cell.value for row in cells for cell in row}
    listed = served.call("preparer", "POST", "/corrections", json=order, params={"format": "csv"})
    [change] = list(csv.DictReader(io.StringIO(listed.text)))
    assert (change["written"], change["suggested"]) == ("WANTED_PERSON", "WANTED_PERSONS")
    assert len(served.ledger.submissions(actor=kit.LOCAL)) == before
    bring(served, "right", FILES)
    nothing = served.call("preparer", "POST", "/corrections", json={**order, "upload": "right"})
    assert "no cell for which one value" in detail(nothing, 409)


def test_a_mapping_is_tried_kept_listed_and_retired(served):
    name = sorted(path.name for path in STARTERS.glob("*itsm*.mapping.yaml"))[0]
    content = (STARTERS / name).read_bytes()
    bring(served, "map", {name: content})
    kept = served.call("preparer", "PUT", "/mappings/itsm", json={"upload": "map"})
    assert kept.status_code == 200, kept.text
    assert (kept.json()["name"], kept.json()["version"]) == ("itsm", 1)
    [listed] = served.call("approver", "GET", "/mappings").json()
    assert listed["content"].encode() == content
    for person, status in (("other", 403), ("inspector", 403), ("administrator", 200)):
        answer = served.call(person, "GET", "/mappings", params={"force": "42"})
        assert answer.status_code == status
    refused = served.call("approver", "PUT", "/mappings/x", json={"upload": "map"})
    assert "may not keep mappings" in detail(refused, 403)
    bring(served, "try", {name: content, "other.csv": b"a,b\n1,2\n"})
    order = {"upload": "try", "return": kept.json()["return"], "period": "2024-03"}
    tried = served.call("preparer", "POST", "/mappings/previews", json=order)
    assert "None of the files has the columns" in detail(tried, 409)
    bring(served, "broken", {"x.mapping.yaml": b"nonsense: true\n"})
    broken = served.call("preparer", "PUT", "/mappings/x", json={"upload": "broken"})
    assert detail(broken, 409)
    assert served.call("preparer", "DELETE", "/mappings/itsm").json()["retired"] is True
    assert "no mapping called" in detail(served.call("preparer", "DELETE", "/mappings/none"), 404)


PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
# Parts of addresses, as the page writes them.
WRITTEN = {"{submission_id}": "{id}", "{file_name}": "{file}", "{position}": "1"}


def test_the_documentation_names_every_address(served: Desk):
    """In full, or after another one of the same beginning: `/receipt`."""
    described = served.call(None, "GET", "/openapi.json").json()["paths"]
    assert "/submissions/{submission_id}/receipt.pdf" in described
    for path in described:
        parts = [WRITTEN.get(part, part) for part in path.split("/")[1:]]
        ends = ["/" + "/".join(parts[at:]) for at, part in enumerate(parts) if "{" not in part]
        assert any(f"{end}{after}" in PAGE for end in ends for after in "`?"), path


def patterns(described: object) -> Iterator[str]:
    """Every regular expression of the description."""
    if isinstance(described, dict):
        if isinstance(described.get("pattern"), str):
            yield described["pattern"]
        for each in described.values():
            yield from patterns(each)
    elif isinstance(described, list):
        for each in described:
            yield from patterns(each)


def test_no_regular_expression_is_told_to_a_person(served: Desk):
    asked = set(patterns(served.call(None, "GET", "/openapi.json").json()))
    assert {written.SUBMISSION, written.DAY} <= asked
    assert asked - written.SAID.keys() == set()
    told = detail(served.call("preparer", "GET", "/submissions/nope"), 422)
    assert told.endswith("A submission is named by its reference, such as 7K3M-Q2XD-9RTV-04AB.")


def test_the_documentation_names_every_refusal():
    for status, title in TITLES.items():
        assert f"| {status} | {title} |" in PAGE
