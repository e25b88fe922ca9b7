"""Reminders to forces that have not sent a return: files in a folder, or mail by a server.

A reminder says what is asked, until when and how to send it. It holds no figure and no finding.
"""

from __future__ import annotations

import csv
import re
import smtplib
import ssl
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from pathlib import Path
from urllib.parse import urlsplit

from contracts.calendar import is_over, london_day
from contracts.errors import UsageError
from contracts.load import load_codelist, load_contract
from ledger.model import MISSING, State
from ledger.standing import Standing

TIMEOUT_SECONDS = 20.0
_ADDRESS = re.compile(r"[^@\s<>,;:\"\\]+@[A-Za-z0-9.-]+")


def read_contacts(path: Path) -> dict[str, str]:
    """Force code to e-mail address. Raises UsageError with the line that is no contact."""
    if not path.is_file():
        raise UsageError(
            f"Muster knows no contacts: write {path.name} (columns force_code, email) in "
            "MUSTER_HOME, or say with MUSTER_CONTACTS where it is."
        )
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            rows = list(csv.DictReader(handle))
    except (UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"{path.name} is not CSV in UTF-8: save it as CSV UTF-8.") from error
    known = {code.code for code in load_codelist("force").codes}
    found: dict[str, str] = {}
    for line, row in enumerate(rows, start=2):
        code, address = (row.get("force_code") or "").strip(), (row.get("email") or "").strip()
        if not code or not _ADDRESS.fullmatch(address):
            raise UsageError(f"{path.name}, line {line}: give a force_code and one e-mail address.")
        if code not in known:
            hint = f"; write {code.zfill(2)}" if code.zfill(2) in known else ""
            raise UsageError(
                f"{path.name}, line {line}: {code!r} is not the code of a force{hint}."
            )
        if code in found:
            raise UsageError(f"{path.name}, line {line}: force {code} has an address already.")
        found[code] = address
    return found


def to_remind(standings: Sequence[Standing]) -> list[Standing]:
    """Those of whom nothing stands: nothing was sent, or what was sent was refused or withdrawn."""
    return [each for each in standings if not each.has_sent]


def reminder(standing: Standing, recipient: str, sender: str, at: datetime) -> EmailMessage:
    """One message; deterministic but for its id. `at` is when it is written."""
    contract = load_contract(standing.return_slug)
    overdue = is_over(standing.due_at, at)
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = Address(standing.force_name, addr_spec=recipient)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = make_msgid(domain="muster.invalid")
    message["Subject"] = (
        f"{'Overdue' if overdue else 'Reminder'}: {contract.title}, {standing.period}"
    )
    message.set_content(_body(standing, contract.title, overdue))
    return message


def _body(standing: Standing, title: str, overdue: bool) -> str:
    why = {
        MISSING: "Nothing has been received from your force yet.",
        State.REJECTED: "What your force sent was rejected and has not been sent again.",
        State.WITHDRAWN: "What your force sent was withdrawn and has not been replaced.",
    }[standing.state]
    own = ", the extension that was agreed with your force" if standing.extended else ""
    paragraphs = (
        f"To the preparer of returns, {standing.force_name}",
        f"Return: {title} ({standing.return_slug})",
        f"Period: {standing.period}",
        f"{why} It {'was' if overdue else 'is'} due on {_day(standing.due_at)}{own}.",
        _next_step(standing),
    )
    # No line is longer than mail may have it without being spelt out.
    return "\n\n".join(textwrap.fill(each, 72) for each in paragraphs) + "\n"


def _next_step(standing: Standing) -> str:
    """What its reader can do now: under a closed window nothing is received."""
    may = (
        "Check your file as often as you like; checking leaves no trace. If there was nothing to "
        "report, send a nil return: silence is never read as a zero."
    )
    if standing.closed_at is None:
        return f"{may} If you need more time, ask the inspectorate for an extension."
    return (
        f"The collection window was closed on {_day(standing.closed_at)}: nothing is received now. "
        f"Ask the inspectorate for an extension, and send it then. {may}"
    )


def _day(moment: datetime) -> str:
    day = london_day(moment)
    return f"{day.day} {day:%B %Y}"


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
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise UsageError(f"{folder} is a file; give a folder for the reminders.") from None
    written: list[Path] = []
    for standing, message in _messages(standings, contacts, sender, at):
        path = folder / file_name(standing)
        path.write_bytes(bytes(message))
        written.append(path)
    return written, _unknown(standings, contacts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Who got a reminder, whom the server refused with its words, and who has no contact."""

    reached: list[Standing]
    refused: list[tuple[Standing, str]]
    unknown: list[Standing]


def send(
    standings: Sequence[Standing],
    contacts: Mapping[str, str],
    server: str,
    *,
    sender: str,
    at: datetime,
    login: tuple[str, str] | None = None,
) -> Sent:
    """Send them through the server. One that it refuses does not keep the others from theirs.

    Raises UsageError with a sentence where the server cannot be reached, does not let us in or
    breaks off; who got one before is in it, so that nobody has to guess.
    """
    scheme, host, port = _server(server)
    done = Sent(reached=[], refused=[], unknown=_unknown(standings, contacts))
    try:
        with _connect(scheme, host, port) as smtp:
            if login:
                if scheme != "smtps":
                    smtp.starttls(context=ssl.create_default_context())
                smtp.login(*login)
            for standing, message in _messages(standings, contacts, sender, at):
                try:
                    smtp.send_message(message)
                except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as error:
                    done.refused.append((standing, _words_of(error)))
                else:
                    done.reached.append(standing)
    except OSError as error:  # what smtplib raises is one
        before = ", ".join(each.force_code for each in done.reached)
        reached = f"Reminders went out before to: {before}." if before else "No reminder went out."
        raise UsageError(
            f"The mail server {host}:{port} did not take them: {_words_of(error)}. {reached}"
        ) from error
    return done


def _words_of(error: OSError) -> str:
    """What the server said, or what the system says of it, without a full stop."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, said = error.smtp_code, error.smtp_error
    else:
        return (error.strerror or str(error) or type(error).__name__).rstrip(".")
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return f"{code} {words}".rstrip(".")


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
    if "@" in given:  # it would be left out, and an answer that quotes it would show it
        raise UsageError(
            "MUSTER_SMTP holds a name or a password: write smtp://host:port or smtps://host:port, "
            "and set MUSTER_SMTP_USER and MUSTER_SMTP_PASSWORD."
        )
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
