"""What a page of sending is about: a return, its force and its period."""

from __future__ import annotations

from dataclasses import dataclass

from app import state
from contracts.model import Contract


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whose return of what, and of when."""

    contract: Contract
    force_code: str
    force: str
    period: str

    @property
    def in_url(self) -> dict[str, str]:
        """What a link to another page says of them."""
        asked = {"return": self.contract.slug, "sending": self.period, "force": self.force_code}
        return state.carried(**asked)
