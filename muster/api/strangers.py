"""Calls that show no valid token, written down so that a flood of them fills no disk.

Of each kind the first of an hour is written at once, and the others as one count once the hour is
over. Nothing that a stranger wrote is kept: not the token, not the address, not the path.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from contracts.errors import MusterError
from ledger.audit import Act, Outcome
from ledger.desk import Desk
from ledger.model import Actor

log = logging.getLogger("muster.api")

NO_TOKEN, NOT_VALID = "without a token", "with a token that is not valid"
DIRECT, PROXIED = "directly", "through a proxy"
SPELL = timedelta(hours=1)
_STRANGER = Actor("unknown", "nobody")


@dataclass(slots=True)
class _Spell:
    """The calls of one kind since the first of them, which is `written` down at once."""

    since: datetime
    last: datetime
    more: int = 0
    written: bool = True

    def is_over(self, now: datetime) -> bool:
        """After an hour; and at once where it began under a clock that was ahead."""
        return now < self.since or now - self.since >= SPELL


class Strangers:
    """What one process counts of calls that it turned away; at most two rows an hour and kind."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._spells: dict[str, _Spell] = {}
        self._lock = threading.Lock()

    def called(self, shown: str, came: str, now: datetime) -> None:
        """Count a call; the first of its kind in an hour is written down now.

        Where that could not be written, it is tried again with the next call.
        """
        kind = f"{shown}, {came}"
        with self._lock:
            spell = self._spells.get(kind)
            if spell is None:
                spell = self._spells[kind] = _Spell(now, now)
            else:
                spell.more, spell.last = spell.more + 1, now
                if spell.written:
                    return
            spell.written = True
        if not self._write(kind, now):
            with self._lock:
                spell.written = False

    def tell(self, now: datetime, *, closing: bool = False) -> None:
        """Write the counts of the hours that are over, or of all where nobody will ask again."""
        with self._lock:
            over = {
                kind: spell for kind, spell in self._spells.items() if closing or spell.is_over(now)
            }
            for kind in over:
                del self._spells[kind]
        for kind, spell in over.items():
            if not spell.written:
                self._write(kind, now)
            if spell.more:
                until = f"{spell.last:%Y-%m-%dT%H:%M:%SZ}"
                self._write(f"{spell.more} more {kind}, until {until}", now)

    def _write(self, about: str, now: datetime) -> bool:
        try:
            self._desk.note(_STRANGER, Act.CALL, about, at=now, outcome=Outcome.REFUSED)
        except MusterError:
            log.exception("A refused call could not be written to the audit trail.")
            return False
        return True
