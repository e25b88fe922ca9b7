"""Where things live, said by the environment and nowhere else."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.errors import UsageError

if TYPE_CHECKING:
    from muster.identity import Provider

DEFAULT_HOME = Path("var")


def home() -> Path:
    """MUSTER_HOME: the folder of the ledger, the received files and the releases."""
    return Path(os.environ.get("MUSTER_HOME") or DEFAULT_HOME).resolve()


def ledger_url() -> str | None:
    """MUSTER_LEDGER_URL: the database of the ledger; SQLite in MUSTER_HOME where it is not set."""
    return os.environ.get("MUSTER_LEDGER_URL") or None


def boundaries_file() -> Path | None:
    """MUSTER_BOUNDARIES: GeoJSON of police force areas for the map; where it is not set, what was
    loaded as a reference, or tiles."""
    given = os.environ.get("MUSTER_BOUNDARIES")
    return Path(given) if given else None


def identity_provider() -> Provider | None:
    """MUSTER_OIDC_*, MUSTER_PUBLIC_URL, MUSTER_COOKIE_SECRET: who vouches for people.

    None is local mode. Raises UsageError where it is said in part, or is not safe.
    """
    from muster.identity import read_provider

    return read_provider(os.environ)


def contacts_file() -> Path:
    """MUSTER_CONTACTS: CSV (force_code, email) of who is reminded; `contacts.csv` in the home."""
    given = os.environ.get("MUSTER_CONTACTS")
    return Path(given) if given else home() / "contacts.csv"


def smtp_server() -> str | None:
    """MUSTER_SMTP: smtp://host:port or smtps://host:port; without it nothing is ever sent."""
    return os.environ.get("MUSTER_SMTP") or None


def smtp_login() -> tuple[str, str] | None:
    """MUSTER_SMTP_USER and MUSTER_SMTP_PASSWORD, where the server asks for them.

    Raises UsageError where only one of them is set.
    """
    user = os.environ.get("MUSTER_SMTP_USER")
    password = os.environ.get("MUSTER_SMTP_PASSWORD")
    if user and password:
        return user, password
    if user or password:
        raise UsageError("Set both MUSTER_SMTP_USER and MUSTER_SMTP_PASSWORD, or neither.")
    return None


def mail_from() -> str:
    """MUSTER_MAIL_FROM: whom reminders come from."""
    return os.environ.get("MUSTER_MAIL_FROM") or "muster@localhost"


def logs_are_for_machines() -> bool:
    """MUSTER_LOGS=json: the app logs one JSON object a line, as `muster.logs` says.

    Raises UsageError where it is another word: logs that are not so may hold more.
    """
    given = os.environ.get("MUSTER_LOGS") or "text"
    if given not in ("json", "text"):
        raise UsageError(f"MUSTER_LOGS is {given!r}; it is json or text.")
    return given == "json"


def page_upload_mb() -> int:
    """MUSTER_PAGE_UPLOAD_MB: what the page's own uploader takes, in MB; larger files are streamed.

    Raises UsageError where it is no whole number above 0.
    """
    return _whole_number("MUSTER_PAGE_UPLOAD_MB", 200)


def body_seconds() -> int:
    """MUSTER_BODY_SECONDS: how long the rest of a body of which nothing more comes is waited for.

    Raises UsageError where it is no whole number above 0.
    """
    return _whole_number("MUSTER_BODY_SECONDS", 60)


def dbt_threads() -> int:
    """MUSTER_DBT_THREADS: how many models dbt makes at once.

    Raises UsageError where it is no whole number above 0.
    """
    return _whole_number("MUSTER_DBT_THREADS", 2)


def _whole_number(name: str, usual: int) -> int:
    given = os.environ.get(name) or str(usual)
    if not given.isascii() or not given.isdigit() or int(given) == 0:
        raise UsageError(f"{name} is {given!r}; it is a whole number, such as {usual}.")
    return int(given)
