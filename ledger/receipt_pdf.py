"""A receipt on paper: the same facts as its JSON, to be printed and filed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from contracts import periods
from contracts.load import load_codelist, load_contract
from ledger.receipt import Receipt

_MARGIN_MM, _LABEL_MM, _LINE_MM = 20.0, 45.0, 6.0
DEMONSTRATION = "DEMONSTRATION DATA: made up to show how Muster works. Not a figure of any force."
_STATES = {
    "received": "Received; not checked yet",
    "checked": "Being checked",
    "rejected": "Rejected: kept as received, and not part of any figure",
    "needs_explanation": "Received; its warnings still have to be explained",
    "ready": "Received, and ready for another person to sign off",
    "signed_off": "Signed off, and live",
    "superseded": "Superseded by a later version",
    "withdrawn": "Withdrawn",
}
_TYPES = {
    "INITIAL": "first submission",
    "RESUBMISSION": "resubmission",
    "NIL": "a nil return",
    "WITHDRAWAL": "a withdrawal",
}
_COUNTED = {
    "error": "Errors found",
    "warning": "Warnings found",
    "info": "For information",
    "rows": "Rows read",
    "not_assessed": "Checks that could not be made",
}


def as_pdf(receipt: Receipt) -> bytes:
    """One A4 page or more; the same receipt gives the same bytes."""
    from fpdf import FPDF

    pdf = FPDF(format="A4")
    pdf.set_creation_date(receipt.signed_off_at or receipt.received_at)
    pdf.set_title(f"Receipt {receipt.submission_id}")
    pdf.set_lang("en-GB")
    pdf.set_margins(_MARGIN_MM, _MARGIN_MM)
    pdf.set_auto_page_break(auto=True, margin=_MARGIN_MM)
    pdf.add_page()
    pdf.set_font("Helvetica", "B", 20)
    pdf.cell(0, 12, "Receipt", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("Helvetica", "", 11)
    pdf.multi_cell(0, _LINE_MM, printable(_sentence(receipt)), new_x="LMARGIN", new_y="NEXT")
    if receipt.demonstration:
        pdf.ln(2)
        pdf.set_font("Helvetica", "B", 11)
        pdf.multi_cell(0, _LINE_MM + 2, DEMONSTRATION, border=1, new_x="LMARGIN", new_y="NEXT")
    pdf.ln(4)
    for label, value in facts(receipt):
        pdf.set_font("Helvetica", "B", 10)
        if pdf.will_page_break(2 * _LINE_MM):  # a label stays with its value
            pdf.add_page()
        top = pdf.get_y()
        pdf.multi_cell(_LABEL_MM, _LINE_MM, printable(label), new_x="RIGHT", new_y="TOP")
        pdf.set_xy(_MARGIN_MM + _LABEL_MM, top)
        mono = len(value) == 64
        pdf.set_font("Courier" if mono else "Helvetica", "", 8.5 if mono else 10)
        pdf.multi_cell(0, _LINE_MM, printable(value), new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())


def facts(receipt: Receipt) -> Iterator[tuple[str, str]]:
    """Label and value of every line, in order."""
    contract = load_contract(receipt.return_slug, receipt.contract_version)
    forces = {code.code: code.label for code in load_codelist("force").codes}
    yield "Submission", receipt.submission_id
    yield "Return", f"{contract.title} ({receipt.return_slug})"
    yield "Contract version", receipt.contract_version
    yield "Force", f"{receipt.force_code} {forces.get(receipt.force_code, '')}".strip()
    yield "Period", f"{periods.in_words(receipt.period)} ({receipt.period})"
    yield "Version", f"{receipt.version} ({_TYPES[receipt.submission_type]})"
    if receipt.revision_reason:
        yield "Reason for resubmission", receipt.revision_reason
    yield "State", _STATES.get(receipt.state, receipt.state)
    yield "Received", _moment(receipt.received_at)
    if receipt.due_at is not None:
        yield "Due", _moment(receipt.due_at) + (" (received late)" if receipt.late else "")
    yield "Signed off", _moment(receipt.signed_off_at) if receipt.signed_off_at else "not yet"
    for file in receipt.files:
        yield "File", f"{file.name}, {file.size_bytes:,} bytes"
        yield "SHA-256", file.sha256
    if not receipt.files:
        yield "File", "none: this submission carries no file"
    for name, count in receipt.counts.items():
        yield counted_words(name), f"{count:,}"


def counted_words(name: str) -> str:
    """What a count of a receipt is a count of."""
    return _COUNTED.get(name, name.replace("_", " ").capitalize())


def printable(text: str) -> str:
    """The text in the letters of the built-in typefaces; any other sign is spelt out, as \\u2019.

    The receipt's JSON has every name exactly.
    """
    return "".join(_printed(sign) for sign in text)


def _printed(sign: str) -> str:
    if not sign.isprintable():
        return sign.encode("unicode_escape").decode("ascii")
    try:
        sign.encode("latin-1")
    except UnicodeEncodeError:
        return sign.encode("unicode_escape").decode("ascii")
    return sign


def _sentence(receipt: Receipt) -> str:
    what = {
        "NIL": "Muster received a nil return: there was nothing to report.",
        "WITHDRAWAL": "Muster received a withdrawal of what was live.",
    }.get(receipt.submission_type)
    return (what or "Muster received this return and keeps the files exactly as they came.") + (
        " Quote the submission's reference in every question about it."
    )


def _moment(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y, %H:%M:%S} UTC"
