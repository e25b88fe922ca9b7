"""The receipt on paper: the same facts as the JSON, whatever the names are."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from ledger import receipt_pdf
from ledger.model import StoredFile
from ledger.receipt import Receipt
from ledger.receipt_pdf import DEMONSTRATION, facts, printable
from ledger.store import open_ledger
from tests import ledger_kit as kit


@pytest.fixture
def receipt(tmp_path: Path) -> Receipt:
    with open_ledger(tmp_path / "home") as ledger:
        return Receipt.of(kit.accept(ledger, tmp_path, kit.finding("info")))


def words_of(pdf: bytes) -> str:
    """The text of the page, which is stored as it is where nothing is compressed."""
    return pdf.decode("latin-1")


@pytest.fixture(autouse=True)
def uncompressed(monkeypatch: pytest.MonkeyPatch) -> None:
    import fpdf

    def plain(*args: object, **more: object) -> fpdf.FPDF:
        made = original(*args, **more)  # type: ignore[arg-type]
        made.set_compression(False)
        return made

    original = fpdf.FPDF
    monkeypatch.setattr(fpdf, "FPDF", plain)


def test_every_fact_is_on_the_page(receipt: Receipt) -> None:
    said = words_of(receipt.as_pdf())
    assert said.startswith("%PDF-")
    told = dict(facts(receipt))
    for label in ("Submission", "Contract version", "Force", "Received", "Due", "SHA-256"):
        assert f"({label})" in said
    assert told["SHA-256"] == receipt.files[0].sha256
    assert receipt.files[0].sha256 in said
    assert receipt.submission_id in said
    assert told["Received"] == "10 April 2024, 09:30:00 UTC"
    assert told["State"] == "Signed off, and live"
    assert (told["For information"], told["Rows read"]) == ("1", "3")
    assert (told["Period"], told["Version"]) == ("March 2024 (2024-03)", "1 (first submission)")


def test_the_same_receipt_is_the_same_file(receipt: Receipt) -> None:
    assert receipt.as_pdf() == receipt.as_pdf()


@pytest.mark.parametrize("marked", [True, False])
def test_demonstration_data_says_so(receipt: Receipt, marked: bool) -> None:
    said = words_of(replace(receipt, demonstration=marked).as_pdf())
    assert (DEMONSTRATION.split(":", maxsplit=1)[0] in said) is marked


@pytest.mark.parametrize(
    ("changed", "label", "value"),
    [
        ({"submission_type": "NIL", "files": ()}, "File", "none: this submission carries no file"),
        ({"revision_reason": "LATE_RECORDS"}, "Reason for resubmission", "LATE_RECORDS"),
        ({"signed_off_at": None, "state": "ready"}, "Signed off", "not yet"),
        ({"state": "withdrawn"}, "State", "Withdrawn"),
    ],
)
def test_what_is_special(
    receipt: Receipt, changed: dict[str, object], label: str, value: str
) -> None:
    assert dict(facts(replace(receipt, **changed)))[label] == value  # type: ignore[arg-type]


def test_a_late_one_says_so(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "home") as ledger:
        late = kit.accept(ledger, tmp_path, received_at=kit.NOW + timedelta(days=60))
    assert dict(facts(Receipt.of(late)))["Due"].endswith("(received late)")
    assert Receipt.of(late).as_dict()["late"] is True


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Heddlu Gwent", "Heddlu Gwent"),
        ("Dyfed-Powys \u00f4", "Dyfed-Powys \u00f4"),
        ("o\u2019brien.csv", r"o\u2019brien.csv"),
        ("\u202ecsv.exe", r"\u202ecsv.exe"),
        ("a\nb", r"a\nb"),
        ("\u8b66\u5bdf", r"\u8b66\u5bdf"),
    ],
)
def test_signs_that_the_typeface_lacks_are_spelt_out(text: str, printed: str) -> None:
    assert printable(text) == printed


def test_many_files_with_long_names_fit_on_pages(receipt: Receipt) -> None:
    files = tuple(StoredFile(f"{'x' * 150}{n}.csv", f"{n:064d}", 1) for n in range(40))
    said = words_of(receipt_pdf.as_pdf(replace(receipt, files=files)))
    assert f"{39:064d}" in said
    assert said.count("/Type /Page\n") > 1
