"""What there is to ask, looked at often and cheaply: nothing is read where nothing has happened."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ledger.store import Ledger
from muster.plausibility import places, rehearsals
from muster.plausibility.standing import built_from, to_compare_with
from muster.release import store


@dataclass(slots=True)
class Watch:
    """The submissions and rehearsals that wait for an answer, of one home."""

    home: Path
    ledger: Ledger
    _seen: tuple[int, str | None] | None = None
    _due: tuple[str, ...] = ()
    _release_id: str = field(default="")

    def rehearsals(self) -> list[str]:
        """Somebody sits before a page and waits for these."""
        return rehearsals.waiting(self.home)

    def submissions(self) -> tuple[str, ...]:
        """What is kept and was not put to the present release: what waits first, then what is live.

        What the release holds was asked about at its gate; what failed is not tried again.
        """
        now = (self.ledger.head(), store.named(self.home))
        if now != self._seen:
            self._due, self._seen = self._look(), now
        return tuple(
            each for each in self._due if places.failure(self.home, each, self._release_id) is None
        )

    def _look(self) -> tuple[str, ...]:
        release = to_compare_with(self.home)
        if isinstance(release, str):
            return ()
        self._release_id = release.release_id
        held = built_from(release)
        return tuple(
            each for each in self.ledger.to_compare(release.release_id) if each not in held
        )

    def anything(self) -> bool:
        return bool(self.rehearsals() or self.submissions())
