"""Signing in and out as the ledger remembers it, and what one signed-in person may upload."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from anyio import to_thread
from starlette.types import Scope

from app.door import asgi
from contracts.errors import MusterError, SignInError
from ledger.audit import Act
from ledger.store import Ledger
from muster.identity import Person, Provider, person_of
from muster.limits import Quota

log = logging.getLogger("muster.door")
UPLOAD_PATH = "/_stcore/upload_file"
UPLOAD_BYTES_AN_HOUR = 2 * 1024**3
_LONGEST_SESSION = timedelta(days=1)
# Who signs out at another process is out here after so long.
LOOK_AGAIN_SECONDS = 2.0


class Sessions:
    """Who signed in and out. The ledger knows those that ended, so a restart forgets none."""

    def __init__(self, ledger: Ledger, *, clock: Callable[[], float] = time.time) -> None:
        self._ledger = ledger
        self._clock = clock
        self._ended: set[str] | None = None
        self._looked_at = 0.0
        self._read_to = 0
        self._quota = Quota(UPLOAD_BYTES_AN_HOUR, 3600)

    def has_ended(self, session: str) -> bool:
        """Whether that sign-in was signed out of, here or at another process of the app.

        Where the ledger does not answer, what was known before still holds.
        """
        now = self._clock()
        lately = 0 <= now - self._looked_at < LOOK_AGAIN_SECONDS  # the clock may be put back
        if self._ended is None or not lately:
            try:
                begin = datetime.fromtimestamp(now, UTC) - _LONGEST_SESSION
                found, self._read_to = self._ledger.sessions_ended(begin, self._read_to)
            except MusterError:
                if self._ended is None:
                    raise
                log.exception("Who signed out elsewhere could not be read.")
                found = frozenset[str]()
            self._ended = (self._ended or set()) | found
            self._looked_at = now
        return session in self._ended

    async def sign_in(
        self, claims: Mapping[str, Any], provider: Provider, now: float
    ) -> Person | None:
        """Write a sign-in down; None where the claims give nobody a role."""
        return await self._note(claims, provider, now, Act.SIGN_IN)

    async def sign_out(
        self, claims: Mapping[str, Any] | None, provider: Provider, now: float
    ) -> None:
        """End a sign-in: its cookie is worth nothing from now on, wherever a copy of it is."""
        person = await self._note(claims, provider, now, Act.SIGN_OUT) if claims else None
        if person is not None:
            self.has_ended(person.session)  # makes sure that earlier ones are known
            assert self._ended is not None, "filled by the line above"
            self._ended.add(person.session)

    def may_upload(self, person: Person, scope: Scope) -> bool:
        """Whether a request is no upload into memory, or one that the person's quota allows."""
        if not scope["path"].startswith(UPLOAD_PATH) or scope["method"] != "PUT":
            return True
        told = asgi.header(scope, b"content-length") or ""
        if not (told.isascii() and told.isdigit()):
            return False
        return self._quota.take(person.subject, int(told), self._clock())

    async def _note(
        self, claims: Mapping[str, Any], provider: Provider, now: float, act: Act
    ) -> Person | None:
        try:
            person = person_of(claims, provider, now)
        except SignInError:
            return None
        try:
            await to_thread.run_sync(self._write, person, act, now)
        except MusterError:
            log.exception("A %s could not be written to the audit trail.", act)
        return person

    def _write(self, person: Person, act: Act, now: float) -> None:
        at = datetime.fromtimestamp(now, UTC)
        self._ledger.note(person.actor(), act, person.session, at=at)
