"""Reminders: as files, and through a real SMTP server on this machine."""

from __future__ import annotations

import email
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from contracts.errors import UsageError
from ledger.standing import Standing
from muster import reminders

AT = datetime(2024, 4, 30, 9, tzinfo=UTC)
MIDNIGHT = datetime(2024, 6, 30, 23, 30, tzinfo=UTC)  # half past, in London
CONTACTS = {"42": "returns@essex.example", "05": "returns@merseyside.example"}
SENDER = "returns@inspectorate.example"


def standing(code: str, state: str, **more: Any) -> Standing:
    facts: dict[str, Any] = {
        "return_slug": "facial_recognition",
        "period": "2024-03",
        "force_code": code,
        "force_name": f"Force {code}",
        "state": state,
        "due_at": AT - timedelta(days=8),
        "late": True,
    }
    return Standing(**(facts | more))


ROWS = (
    standing("42", "missing"),
    standing("05", "rejected"),
    standing("06", "withdrawn"),  # no contact is known
    standing("07", "signed_off"),
    standing("10", "nil"),
    standing("11", "needs_explanation"),
    standing("12", "ready"),
)


class Postbox:
    """A mail server's hands: it keeps every message that it is given, or refuses it."""

    def __init__(self) -> None:
        self.kept: list[tuple[list[str], EmailMessage]] = []
        self.refuses = ""

    async def handle_DATA(  # noqa: N802 - the name that the server calls
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.refuses in envelope.rcpt_tos:
            return "550 No such mailbox"
        content = envelope.content
        assert isinstance(content, bytes)
        self.kept.append((envelope.rcpt_tos, email.message_from_bytes(content, policy=default)))
        return "250 OK"


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, str]]:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port = chosen.getsockname()[1]
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, f"smtp://127.0.0.1:{port}"
    controller.stop()


def test_mail_reaches_those_who_have_not_sent_and_nobody_else(
    postbox: tuple[Postbox, str],
) -> None:
    box, server = postbox
    done = reminders.send(ROWS, CONTACTS, server, sender=SENDER, at=AT)
    assert [row.force_code for row in done.reached] == ["42", "05"]
    assert [row.force_code for row in done.unknown] == ["06"]
    assert done.refused == []
    assert [to for to, _ in box.kept] == [[CONTACTS["42"]], [CONTACTS["05"]]]
    _, message = box.kept[0]
    assert message["From"] == SENDER
    assert message["Subject"].startswith("Overdue: Facial recognition")
    assert message["Subject"].endswith(", 2024-03")
    body = " ".join(message.get_content().split())
    assert "Nothing has been received from your force yet. It was due on 22 April 2024." in body
    assert "nil return" in body
    assert "was rejected" in box.kept[1][1].get_content()


def test_one_whom_the_server_refuses_keeps_nobody_else_from_theirs(
    postbox: tuple[Postbox, str],
) -> None:
    box, server = postbox
    box.refuses = CONTACTS["42"]
    done = reminders.send(ROWS, CONTACTS, server, sender=SENDER, at=AT)
    assert [row.force_code for row in done.reached] == ["05"]
    assert [(row.force_code, said) for row, said in done.refused] == [("42", "550 No such mailbox")]
    assert [to for to, _ in box.kept] == [[CONTACTS["05"]]]


def test_a_server_that_is_not_there_is_a_sentence() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        server = f"smtp://127.0.0.1:{nobody.getsockname()[1]}"
        with pytest.raises(UsageError, match=r"Connection refused\. No reminder went out"):
            reminders.send(ROWS, CONTACTS, server, sender=SENDER, at=AT)


@pytest.mark.parametrize("given", ["mail.example", "smtp://mail", "http://mail:25", "smtp://:25"])
def test_a_setting_that_names_no_server(given: str) -> None:
    with pytest.raises(UsageError, match="write smtp://host:port"):
        reminders.send(ROWS, CONTACTS, given, sender=SENDER, at=AT)


@pytest.mark.parametrize("given", ["smtp://u:secret@mail:25", "smtp://u:sec#ret@mail", "u@mail"])
def test_a_setting_that_holds_a_password_is_refused_and_not_quoted(given: str) -> None:
    with pytest.raises(UsageError, match="set MUSTER_SMTP_USER and MUSTER_SMTP_PASSWORD") as caught:
        reminders.send(ROWS, CONTACTS, given, sender=SENDER, at=AT)
    assert "sec" not in str(caught.value)


def test_files_can_be_opened_by_a_mail_program(tmp_path: Path) -> None:
    written, unknown = reminders.write_files(ROWS, CONTACTS, tmp_path, sender=SENDER, at=AT)
    assert [path.name for path in written] == [
        "facial_recognition-2024-03-42.eml",
        "facial_recognition-2024-03-05.eml",
    ]
    message = email.message_from_bytes(written[0].read_bytes(), policy=default)
    assert message["To"].addresses[0].addr_spec == CONTACTS["42"]
    assert len(unknown) == 1


@pytest.mark.parametrize(
    ("changed", "subject", "sentence"),
    [
        ({}, "Overdue", "It was due on 22 April 2024."),
        ({"due_at": AT + timedelta(days=7)}, "Reminder", "It is due on 7 May 2024."),
        ({"closed_at": AT}, "Overdue", "window was closed on 30 April 2024: nothing is received"),
        (
            {"closed_at": MIDNIGHT},
            "Overdue",
            "window was closed on 1 July 2024: nothing is received",
        ),
        (
            {"due_at": AT + timedelta(days=7), "extended": True},
            "Reminder",
            "It is due on 7 May 2024, the extension that was agreed with your force.",
        ),
    ],
)
def test_before_and_after_the_due_date(
    changed: dict[str, Any], subject: str, sentence: str
) -> None:
    message = reminders.reminder(standing("42", "missing", **changed), "a@b.example", SENDER, AT)
    assert str(message["Subject"]).startswith(subject)
    assert sentence in " ".join(message.get_content().split())
    assert message["Content-Transfer-Encoding"] == "7bit"


@pytest.mark.parametrize(
    "content",
    ["force_code,email\n42,\n", "force_code,email\n42,a@b.example;c@d.example\n", "a,b\n1,2\n",
     'force_code,email\n42,"a@b.example\nBcc: x@y.example"\n',
     "force_code,email\n99,a@b.example\n", "force_code,email\n3,a@b.example\n"],
)  # fmt: skip
def test_a_line_that_is_no_contact_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "contacts.csv"
    path.write_text(content)
    with pytest.raises(UsageError, match=r"contacts\.csv, line 2"):
        reminders.read_contacts(path)


@pytest.mark.parametrize(
    "content",
    [
        "force_code,email,who\n42,a@b.example,Zo\xeb\n".encode("cp1252"),
        b"force_code\x00,email\n\xff",
    ],
)
def test_contacts_in_another_encoding_are_told_how_to_save_them(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "contacts.csv"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=r"contacts\.csv is not CSV in UTF-8: save it as"):
        reminders.read_contacts(path)


def test_an_address_is_not_replaced_in_silence(tmp_path: Path) -> None:
    path = tmp_path / "contacts.csv"
    path.write_text("force_code,email\n42,a@b.example\n42,c@d.example\n")
    with pytest.raises(UsageError, match="line 3: force 42 has an address already"):
        reminders.read_contacts(path)


def test_contacts_are_read_and_their_absence_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "contacts.csv"
    with pytest.raises(UsageError, match="knows no contacts"):
        reminders.read_contacts(path)
    path.write_text("force_code,email\n42,returns@essex.example\n", encoding="utf-8-sig")
    assert reminders.read_contacts(path) == {"42": "returns@essex.example"}
