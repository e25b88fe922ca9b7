"""Reminders to forces that have not sent a return: files in a folder, or mail by a server.

A reminder says what is asked, until when and how to send it. It holds no figure and no finding.
"""

from __future__ import annotations

import csv
import re
import smtplib
import ssl
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from pathlib import Path
from urllib.parse import urlsplit

from contracts.errors import UsageError
from contracts.load import load_contract
from ledger.model import State
from ledger.standing import MISSING, Standing

TIMEOUT_SECONDS = 20.0
_ADDRESS = re.compile(r"[^@\s<>,;:\"\\]+@[A-Za-z0-9.-]+")


def read_contacts(path: Path) -> dict[str, str]:
    """Force code to e-mail address. Raises UsageError with the line that is no contact."""
    if not path.is_file():
        raise UsageError(
            f"Muster knows no contacts: write {path.name} (columns force_code, email) in "
            "MUSTER_HOME, or say with MUSTER_CONTACTS where it is."
        )
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    found: dict[str, str] = {}
    for line, row in enumerate(rows, start=2):
        code, address = (row.get("force_code") or "").strip(), (row.get("email") or "").strip()
        if not code or not _ADDRESS.fullmatch(address):
            raise UsageError(f"{path.name}, line {line}: give a force_code and one e-mail address.")
        found[code] = address
    return found


def to_remind(standings: Sequence[Standing]) -> list[Standing]:
    """Those of whom nothing stands: nothing was sent, or what was sent was refused or withdrawn."""
    return [each for each in standings if not each.has_sent]


def reminder(standing: Standing, recipient: str, sender: str, at: datetime) -> EmailMessage:
    """One message; deterministic but for its id. `at` is when it is written."""
    contract = load_contract(standing.return_slug)
    due = f"{standing.due_at.day} {standing.due_at:%B %Y}"
    overdue = at > standing.due_at
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = Address(standing.force_name, addr_spec=recipient)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = make_msgid(domain="muster.invalid")
    message["Subject"] = (
        f"{'Overdue' if overdue else 'Reminder'}: {contract.title}, {standing.period}"
    )
    message.set_content(_body(standing, contract.title, due, overdue))
    return message


def _body(standing: Standing, title: str, due: str, overdue: bool) -> str:
    why = {
        MISSING: "Nothing has been received from your force yet.",
        State.REJECTED: "What your force sent was rejected and has not been sent again.",
        State.WITHDRAWN: "What your force sent was withdrawn and has not been replaced.",
    }[standing.state]
    when = f"It was due on {due}." if overdue else f"It is due on {due}."
    own = " (the extension that was agreed with your force)" if standing.extended else ""
    return (
        f"To the preparer of returns, {standing.force_name}\n\n"
        f"Return: {title} ({standing.return_slug})\n"
        f"Period: {standing.period}\n\n"
        f"{why} {when[:-1]}{own}.\n\n"
        "Check your file as often as you like; checking leaves no trace. If there was nothing to\n"
        "report, send a nil return: silence is never read as a zero. If you need more time, ask\n"
        "the inspectorate for an extension.\n"
    )


def file_name(standing: Standing) -> str:
    return f"{standing.return_slug}-{standing.period}-{standing.force_code}.eml"


def write_files(
    standings: Sequence[Standing],
    contacts: Mapping[str, str],
    folder: Path,
    *,
    sender: str,
    at: datetime,
) -> tuple[list[Path], list[Standing]]:
    """A .eml file for each force to be reminded; those without a contact are given back."""
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for standing, message in _messages(standings, contacts, sender, at):
        path = folder / file_name(standing)
        path.write_bytes(bytes(message))
        written.append(path)
    return written, _unknown(standings, contacts)


def send(
    standings: Sequence[Standing],
    contacts: Mapping[str, str],
    server: str,
    *,
    sender: str,
    at: datetime,
    login: tuple[str, str] | None = None,
) -> tuple[list[Standing], list[Standing]]:
    """Send them through the server; those who got one, and those without a contact.

    Raises UsageError with a sentence where the server cannot be reached or refuses; how many went
    out before is in it, so that nobody has to guess.
    """
    scheme, host, port = _server(server)
    sent: list[Standing] = []
    try:
        with _connect(scheme, host, port) as smtp:
            if login:
                if scheme != "smtps":
                    smtp.starttls(context=ssl.create_default_context())
                smtp.login(*login)
            for standing, message in _messages(standings, contacts, sender, at):
                smtp.send_message(message)
                sent.append(standing)
    except (OSError, smtplib.SMTPException) as error:
        raise UsageError(
            f"The mail server {host}:{port} did not take it ({type(error).__name__}). "
            f"{len(sent)} reminders went out before."
        ) from error
    return sent, _unknown(standings, contacts)


def _messages(
    standings: Sequence[Standing], contacts: Mapping[str, str], sender: str, at: datetime
) -> list[tuple[Standing, EmailMessage]]:
    return [
        (each, reminder(each, contacts[each.force_code], sender, at))
        for each in to_remind(standings)
        if each.force_code in contacts
    ]


def _unknown(standings: Sequence[Standing], contacts: Mapping[str, str]) -> list[Standing]:
    return [each for each in to_remind(standings) if each.force_code not in contacts]


def _server(given: str) -> tuple[str, str, int]:
    parts = urlsplit(given)
    try:
        port = parts.port
    except ValueError:
        port = None
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or port is None:
        raise UsageError(f"MUSTER_SMTP is {given!r}; write smtp://host:port or smtps://host:port.")
    return parts.scheme, parts.hostname, port


def _connect(scheme: str, host: str, port: int) -> smtplib.SMTP:
    if scheme == "smtps":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=context)
    return smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
