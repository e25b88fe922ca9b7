"""When returns are asked for: opened, extended and closed by those who may."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.engine import Connection

from ledger import access, windows
from ledger.appending import Appending
from ledger.model import Actor
from ledger.windows import Window


class WindowDesk(Appending):
    """The windows of a ledger. Every time given is aware."""

    def open_window(
        self,
        return_slug: str,
        period: str,
        *,
        actor: Actor,
        at: datetime,
        due_on: date | None = None,
        reason: str | None = None,
    ) -> Window:
        """Ask for a return; due when the contract says, unless `due_on` is given."""
        access.require_windows(actor)
        with self._appending() as chain:
            windows.open_window(
                chain, return_slug, period, due=due_on, actor=actor, at=at, reason=reason
            )
            return self._window(chain.connection, return_slug, period)

    def extend_window(
        self,
        return_slug: str,
        period: str,
        *,
        due_on: date,
        reason: str,
        actor: Actor,
        at: datetime,
        force_code: str | None = None,
    ) -> Window:
        """A later due date, for one force or for all."""
        access.require_windows(actor)
        with self._appending() as chain:
            windows.extend(
                chain, return_slug, period, due=due_on, force_code=force_code,
                actor=actor, at=at, reason=reason,
            )  # fmt: skip
            return self._window(chain.connection, return_slug, period)

    def close_window(
        self,
        return_slug: str,
        period: str,
        *,
        actor: Actor,
        at: datetime,
        reason: str | None = None,
    ) -> Window:
        """Receive nothing more of that return and period, extensions excepted."""
        access.require_windows(actor)
        with self._appending() as chain:
            windows.close(chain, return_slug, period, actor=actor, at=at, reason=reason)
            return self._window(chain.connection, return_slug, period)

    def _window(self, connection: Connection, return_slug: str, period: str) -> Window:
        window = windows.one(connection, return_slug, period)
        assert window is not None, "a row just written is read in the same transaction"
        return window
