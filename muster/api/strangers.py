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
    """The calls of one kind since the first of them was written down."""

    since: datetime
    last: datetime
    more: int = 0


class Strangers:
    """What one process counts of calls that it turned away; at most two rows an hour and kind."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._spells: dict[str, _Spell] = {}
        self._lock = threading.Lock()

    def called(self, shown: str, came: str, now: datetime) -> None:
        """Count a call; the first of its kind in an hour is written down now."""
        kind = f"{shown}, {came}"
        with self._lock:
            spell = self._spells.get(kind)
            if spell is not None:
                spell.more, spell.last = spell.more + 1, now
                return
            self._spells[kind] = _Spell(now, now)
        self._write(kind, now)

    def tell(self, now: datetime, *, closing: bool = False) -> None:
        """Write the counts of the hours that are over, or of all where nobody will ask again."""
        with self._lock:
            over = {
                kind: spell
                for kind, spell in self._spells.items()
                if closing or now - spell.since >= SPELL
            }
            for kind in over:
                del self._spells[kind]
        for kind, spell in over.items():
            if spell.more:
                until = f"{spell.last:%Y-%m-%dT%H:%M:%SZ}"
                self._write(f"{spell.more} more {kind}, until {until}", now)

    def _write(self, about: str, now: datetime) -> None:
        try:
            self._desk.note(_STRANGER, Act.CALL, about, at=now, outcome=Outcome.REFUSED)
        except MusterError:
            log.exception("A refused call could not be written to the audit trail.")
