"""Submitting through the page: the real check, the real ledger."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import pytest
from conftest import said
from shown import tables

from app import uploads
from contracts.errors import UsageError
from contracts.load import load_contract
from contracts.render.example import example_rows
from contracts.render.template import csv_files, template
from ledger.access import local_administrator
from ledger.store import open_ledger

CONTRACT = load_contract("facial_recognition")
URL = {"return": "facial_recognition", "force": "42", "sending": "2024-03"}


def example_csv() -> dict[str, str]:
    return csv_files(CONTRACT, example_rows(CONTRACT))


def example_period() -> str:
    field = next(f for f in CONTRACT.tables[0].fields if f.period)
    return example_rows(CONTRACT)[CONTRACT.tables[0].name][0][field.name][:7]


def example_url() -> dict[str, str]:
    row = example_rows(CONTRACT)[CONTRACT.tables[0].name][0]
    return {**URL, "force": row["force_code"], "sending": example_period()}


def upload(at, files):
    for name, content in files.items():
        at.file_uploader(key="files").upload(name, content.encode())
    return at.run()


def explained_example(at):
    """The worked example, checked, with an answer to each of its warnings."""
    upload(at, example_csv())
    at.button(key="check").click().run()
    for box in at.selectbox:
        if str(box.key).startswith("reason_"):
            box.select_index(0)
    for area in at.text_area:
        area.set_value("This is the worked example of the contract.")
    at.run()


def test_a_file_with_an_error_names_the_cell_and_cannot_be_submitted(home, visit):
    at = visit("submit", **example_url())
    table = CONTRACT.tables[0].name
    files = example_csv()
    files[f"{table}.csv"] = files[f"{table}.csv"].replace(
        example_rows(CONTRACT)[table][0]["force_code"], "99", 1
    )
    upload(at, files)
    at.button(key="check").click().run()
    assert "does not pass" in said(at) or "do not pass" in said(at)
    found = [t for t in tables(at) if "What is wrong" in t]
    assert any("99" in " ".join(map(str, t.get("Value in the file", []))) for t in found)
    assert not any("Expected" in t for t in found), "it is what is allowed"
    assert any("What was found" in t for t in tables(at)), "a small count is nothing wrong"
    assert not [button for button in at.button if button.key == "submit"]
    assert not at.exception


def test_something_that_is_no_return_at_all_is_a_sentence(home, visit):
    at = visit("submit", **example_url())
    upload(at, {"notes.csv": "\x00\x01 not a return"})
    at.button(key="check").click().run()
    assert "cannot be read" in said(at)
    assert not at.exception


def test_the_worked_example_is_accepted_and_gets_a_receipt(home, visit):
    at = visit("submit", **example_url())
    explained_example(at)
    at.button(key="submit").click().run()
    assert "Accepted, and live in the next release" in said(at)
    receipt = next(t for t in tables(at) if "Receipt" in t)
    assert any(len(str(cell)) == 64 for cell in receipt.iloc[:, 1])
    assert {"Rows read", "Errors found"} <= set(receipt["Receipt"])
    assert not any("_" in str(label) for label in receipt["Receipt"] if "SHA" not in str(label))
    again = uploads.earlier("facial_recognition", example_url()["force"], example_period())
    assert [str(s.state) for s in again] == ["signed_off"]
    assert "Already sent: version 1 (live)." in said(visit("submit", **example_url()))


@pytest.mark.parametrize("period", ["March 2024", "2024-13", "2024-3", "2024-03-30"])
def test_a_period_that_is_none_of_the_return_is_said(period, home, visit):
    at = visit("submit", **(URL | {"sending": period}))
    assert "is not offered here, so “" in at.info[0].value


def test_a_period_is_chosen_in_words(home, visit):
    at = visit("submit", **(URL | {"sending": "1999-11"}))
    period = at.selectbox(key="choose_sending")
    assert (period.options[-1], period.value) == ("November 1999", "1999-11")
    period.select("2024-02").run()
    assert at.query_params["sending"] in ("2024-02", ["2024-02"])
    assert "for February 2024" in said(at)


def test_a_period_goes_on_with_another_return(home, visit):
    at = visit("submit", **(URL | {"sending": "2021-02"}))
    at.selectbox(key="choose_return").select("mobile_devices").run()
    assert at.selectbox(key="choose_sending").value == "2021-Q1"
    assert [info.value for info in at.info if "not offered" in info.value] == []


def test_an_answer_is_never_shown_for_another_file(home, visit):
    at = visit("submit", **example_url())
    upload(at, {"notes.csv": "a,b\n1,2\n"})
    at.button(key="check").click().run()
    assert "cannot be read" in said(at)
    at.file_uploader(key="files").upload("more.csv", b"c,d\n3,4\n")
    assert "cannot be read" not in said(at.run())


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("stock.csv", "stock.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\forces\\stock.csv", "stock.csv"),
        ("sto\u202eck.csv", "stock.csv"),
        (" .hidden", "hidden"),
    ],
)
def test_plain_name(name, plain):
    assert uploads.plain_name(name) == plain


@pytest.mark.parametrize("name", ["", "...", "/", "x" * 300])
def test_a_name_that_cannot_be_used_is_refused(name):
    with pytest.raises(UsageError, match="short name"):
        uploads.plain_name(name)


def test_two_files_of_one_name_are_refused():
    twice = [uploads.Upload("a.csv", b"1"), uploads.Upload("x/a.csv", b"2")]
    with pytest.raises(UsageError, match=r"called a\.csv"), uploads.on_disk(twice):
        pass


def test_the_template_of_the_page_is_the_contracts_own():
    content = zipfile.ZipFile(io.BytesIO(template(CONTRACT, "csv")))
    assert sorted(content.namelist()) == sorted(f"{table.name}.csv" for table in CONTRACT.tables)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("return.pdf", b"%PDF-1.7\n", "return.pdf is a PDF"),
        ("return.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an old Excel workbook"),
        ("return.zip", b"PK\x05\x06" + bytes(18), "unpack it and send the files that are in it"),
    ],
)
def test_a_file_of_a_kind_that_is_not_read_is_told_what_to_do_and_not_its_media_type(
    name, content, told, home, visit
):
    at = visit("submit", **example_url())
    uploader = at.file_uploader(key="files")
    assert not uploader.proto.type, "the uploader lets it by, so that the check can say so in words"
    uploader.upload(name, content)
    at.run()
    at.button(key="check").click().run()
    assert told in " ".join(t.to_string() for t in tables(at))
    assert not at.exception


def test_of_many_places_the_csv_is_said_to_have_all(home, visit):
    """The workbook lists the worst 20,000 findings only, and for a large file there is none."""
    at = visit("submit", **example_url())
    files = example_csv()
    name = f"{CONTRACT.tables[0].name}.csv"
    files[name] += files[name].splitlines(keepends=True)[1] * 60
    upload(at, files)
    at.button(key="check").click().run()
    assert "This rule is broken in 10 more places; the CSV lists all of them." in said(at)


def test_after_a_live_version_was_withdrawn_the_return_is_sent_again(home, visit):
    """The ledger asks why; the page once did not, and nobody could send it from there."""
    url = example_url()
    at = visit("submit", **url)
    nil(at)
    with open_ledger(home) as ledger:
        [first] = ledger.submissions(actor=local_administrator())
        ledger.withdraw(
            first.submission_id, actor=local_administrator(), at=datetime.now(UTC),
            reason="It was not nil after all.",
        )  # fmt: skip
    at = visit("submit", **url)
    explained_example(at)
    assert "No version is live now." in said(at)
    assert "stays live" not in said(at)
    assert at.button(key="submit").disabled, "nobody has said yet why it is sent again"
    at.selectbox(key="revision_reason").select("CORRECTION_FORCE").run()
    at.button(key="submit").click().run()
    assert "Accepted, and live in the next release" in said(at)
    with open_ledger(home) as ledger:
        kept = ledger.submissions(actor=local_administrator())
    assert [(s.version, str(s.state)) for s in kept] == [(1, "withdrawn"), (2, "signed_off")]
    assert kept[-1].revision_reason == "CORRECTION_FORCE"


def nil(at):
    at.checkbox(key="nil_sure").check().run()
    at.button(key="nil").click().run()
    assert "Accepted, and live in the next release" in said(at)


def test_after_a_nil_return_the_page_says_what_is_sent_and_does_not_offer_it_again(home, visit):
    at = visit("submit", **example_url())
    nil(at)
    assert "Already sent: version 1 (live)." in said(at)
    assert "nil" not in [button.key for button in at.button], "a second click sends it twice"
    at = visit("submit", **example_url())
    assert "Why are you sending it again?" in [box.label for box in at.selectbox]
