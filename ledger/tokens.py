"""Tokens of the API: issued to a person, for one role and one force, until a day.

The secret is 256 random bits and is told once. The ledger keeps its SHA-256 only; a slow hash would
protect a secret that could be guessed, which this one cannot.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.engine import Connection, RowMapping

from contracts.errors import SignInError, UsageError
from contracts.load import load_codelist
from ledger import audit, schema_access
from ledger.audit import Act
from ledger.chain import Row
from ledger.model import Actor, Role
from ledger.request import new_submission_id
from ledger.times import aware_utc, read_time, written_time

MAXIMUM_DAYS = 366
_FORM = re.compile(r"muster_([0-9A-Z]{16})_([A-Za-z0-9_-]{43})", re.ASCII)
# The same sentence whatever is wrong: who guesses learns nothing.
_REFUSED = (
    "This token is not valid: it is unknown, expired or revoked. Ask whoever runs Muster for a "
    "new one."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What may be told about a token: all but its secret."""

    token_id: str
    subject: str
    role: Role
    force_code: str | None
    issued_at: datetime
    expires_at: datetime
    issued_by: str
    revoked_at: datetime | None = None
    revoked_by: str | None = None

    @property
    def actor(self) -> Actor:
        """Whom the token speaks for: the person it was issued to, so that a token and a sign-in
        of one person are one person."""
        return Actor(self.subject, self.role, self.force_code)

    def stands(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at


def issue(
    connection: Connection,
    by: Actor,
    *,
    subject: str,
    role: str,
    force_code: str | None,
    at: datetime,
    days: int,
) -> tuple[Token, str]:
    """Issue a token; gives it and the text that its owner keeps, which is told this once.

    Raises UsageError for an unknown role or force, or a time beyond `MAXIMUM_DAYS`.
    """
    known = _require_sound(subject, role, force_code, days)
    moment = aware_utc(at, "the time of issue")
    token_id, secret = new_submission_id().replace("-", ""), secrets.token_urlsafe(32)
    row: Row = {
        "token_id": token_id,
        "secret_sha256": hashlib.sha256(secret.encode()).hexdigest(),
        "subject": subject,
        "role": str(known),
        "force_code": force_code,
        "issued_at": written_time(moment),
        "expires_at": written_time(moment + timedelta(days=days)),
        "issued_by": by.subject,
    }
    audit.append(
        connection, by, Act.ISSUE_TOKEN, token_id, at=at, rows={schema_access.token: [row]}
    )
    issued = one(connection, token_id)
    assert issued is not None, "a row just written is read in the same transaction"
    return issued, f"muster_{token_id}_{secret}"


def _require_sound(subject: str, role: str, force_code: str | None, days: int) -> Role:
    if role not in set(Role):
        raise UsageError(f"There is no role {role!r}; there are {', '.join(Role)}.")
    known = Role(role)
    if not subject.strip() or not subject.isprintable():
        raise UsageError("Say for whom the token is: the subject that their sign-in carries.")
    if known.of_a_force and force_code is None:
        raise UsageError(f"A token of the role {known} is for one force: give its code.")
    if not known.of_a_force and force_code is not None:
        raise UsageError(f"A token of the role {known} is for no force: leave the force out.")
    if force_code is not None and force_code not in {c.code for c in load_codelist("force").codes}:
        raise UsageError(f"There is no force with the code {force_code!r}.")
    if not 1 <= days <= MAXIMUM_DAYS:
        raise UsageError(f"A token lasts 1 to {MAXIMUM_DAYS} days.")
    return known


def revoke(connection: Connection, by: Actor, token_id: str, *, at: datetime) -> Token:
    """End a token now. Raises UsageError where there is none, or where it has ended already."""
    found = one(connection, token_id)
    if found is None:
        raise UsageError(f"There is no token {token_id}; `muster token list` names them.")
    if found.revoked_at is not None:
        raise UsageError(f"Token {token_id} was revoked already.")
    row: Row = {
        "token_id": token_id,
        "revoked_at": written_time(aware_utc(at, "the time of revocation")),
        "revoked_by": by.subject,
    }
    audit.append(
        connection, by, Act.REVOKE_TOKEN, token_id, at=at, rows={schema_access.token_end: [row]}
    )
    ended = one(connection, token_id)
    assert ended is not None, "it was there a moment ago, and nothing is ever deleted"
    return ended


def every(connection: Connection) -> tuple[Token, ...]:
    """Every token that was ever issued, oldest first."""
    rows = connection.execute(_TOKENS.order_by(_t.c.sequence)).mappings()
    return tuple(_token(row) for row in rows)


def one(connection: Connection, token_id: str) -> Token | None:
    row = connection.execute(_TOKENS.where(_t.c.token_id == token_id)).mappings().first()
    return None if row is None else _token(row)


def recognise(connection: Connection, text: str, now: datetime) -> Token:
    """The token behind what a caller shows. Raises SignInError, the same whatever is wrong."""
    form = _FORM.fullmatch(text)
    if form is None:
        raise SignInError(_REFUSED)
    row = connection.execute(_TOKENS.where(_t.c.token_id == form[1])).mappings().first()
    kept = "" if row is None else str(row["secret_sha256"])
    shown = hashlib.sha256(form[2].encode()).hexdigest()
    if not hmac.compare_digest(kept, shown) or row is None:
        raise SignInError(_REFUSED)
    found = _token(row)
    if not found.stands(now):
        raise SignInError(_REFUSED)
    return found


_t, _e = schema_access.token, schema_access.token_end
_TOKENS = select(_t, _e.c.revoked_at, _e.c.revoked_by).outerjoin(_e, _e.c.token_id == _t.c.token_id)


def _token(row: RowMapping) -> Token:
    return Token(
        token_id=row["token_id"],
        subject=row["subject"],
        role=Role(row["role"]),
        force_code=row["force_code"],
        issued_at=read_time(row["issued_at"]),
        expires_at=read_time(row["expires_at"]),
        issued_by=row["issued_by"],
        revoked_at=read_time(row["revoked_at"]) if row["revoked_at"] else None,
        revoked_by=row["revoked_by"],
    )
