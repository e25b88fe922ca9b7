"""Calls that were refused, written down so that whoever asks in a loop fills no disk.

Of the same call of the same person the first of an hour is written at once, and the others as one
count once the hour is over; who asks for ever more kinds of calls is counted so from some of them
on, whatever they are. Calls without a valid token are of four kinds, whatever they ask for:
nothing that a stranger wrote is kept, not the token, not the address, not the path.
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
# Of one person in an hour: who asks for yet other things is counted as one from there on.
MOST_KINDS = 100
OTHERS = "calls of yet other kinds"
# More are not counted at a time: what was counted is written down then.
MOST_SPELLS = 1_000
_STRANGER = Actor("unknown", "nobody")


@dataclass(slots=True)
class _Spell:
    """The calls of one kind since the first of them, which is `written` down at once."""

    since: datetime
    last: datetime
    more: int = 0
    written: bool = True

    def is_over(self, now: datetime) -> bool:
        return _is_over(self.since, now)


def _is_over(since: datetime, now: datetime) -> bool:
    """After an hour; and at once where it began under a clock that was ahead."""
    return now < since or now - since >= SPELL


_Kind = tuple[Actor, str]


class Refusals:
    """What one process counts of calls that it turned away; at most two rows an hour and kind, of
    which a person has so many."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._spells: dict[_Kind, _Spell] = {}
        # Since when each person asks, and for how many kinds of calls.
        self._kinds: dict[Actor, tuple[datetime, int]] = {}
        self._lock = threading.Lock()

    def stranger(self, shown: str, came: str, now: datetime) -> None:
        """Count a call of nobody that is known."""
        self.count(_STRANGER, f"{shown}, {came}", now)

    def count(self, actor: Actor, about: str, now: datetime) -> None:
        """Count a call; the first of its kind in an hour is written down now.

        Where that could not be written, it is tried again with the next call.
        """
        with self._lock:
            kind = self._kind(actor, about, now)
            spell = self._spells.get(kind)
            if spell is None:
                crowded = len(self._spells) >= MOST_SPELLS
                told = self._taken(now, crowded=True) if crowded else {}
                spell = self._spells[kind] = _Spell(now, now)
            else:
                spell.more, spell.last = spell.more + 1, now
                if spell.written:
                    return
                told = {}
            spell.written = True
        self._tell(told, now)
        if not self._write(kind, kind[1], now):
            with self._lock:
                spell.written = False

    def tell(self, now: datetime, *, closing: bool = False) -> None:
        """Write the counts of the hours that are over, or of all where nobody will ask again."""
        with self._lock:
            over = self._taken(now, every=closing)
            asking = self._kinds.items()
            self._kinds = {who: of for who, of in asking if not _is_over(of[0], now)}
        self._tell(over, now)

    def _kind(self, actor: Actor, about: str, now: datetime) -> _Kind:
        """What a call is counted as: itself, or one more where its person asks for ever more."""
        if (actor, about) in self._spells:
            return actor, about
        since, kinds = self._kinds.get(actor, (now, 0))
        if _is_over(since, now):
            since, kinds = now, 0
        self._kinds[actor] = since, kinds + 1
        return actor, about if kinds < MOST_KINDS else OTHERS

    def _taken(
        self, now: datetime, *, every: bool = False, crowded: bool = False
    ) -> dict[_Kind, _Spell]:
        """The spells that are over, or all, or those that make a crowd; they are counted no more.

        What is counted as one is no crowd, however often others make one.
        """
        over = {
            kind: spell
            for kind, spell in self._spells.items()
            if every or spell.is_over(now) or (crowded and kind[1] != OTHERS)
        }
        for kind in over:
            del self._spells[kind]
        return over

    def _tell(self, over: dict[_Kind, _Spell], now: datetime) -> None:
        for kind, spell in over.items():
            if not spell.written:
                self._write(kind, kind[1], now)
            if spell.more:
                until = f"{spell.last:%Y-%m-%dT%H:%M:%SZ}"
                self._write(kind, f"{spell.more} more {kind[1]}, until {until}", now)

    def _write(self, kind: _Kind, about: str, now: datetime) -> bool:
        try:
            self._desk.note(kind[0], Act.CALL, about, at=now, outcome=Outcome.REFUSED)
        except MusterError:
            log.exception("A refused call could not be written to the audit trail.")
            return False
        return True
