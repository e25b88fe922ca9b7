"""The two sides that `verify` compares: the ledger's rows, and the folders."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.engine import Connection

from ledger.artefacts import Artefacts
from ledger.objects import ObjectStore


@dataclass(frozen=True, slots=True)
class Evidence:
    """A connection to the ledger, and the stores of received bytes and of what a check made."""

    connection: Connection
    objects: ObjectStore
    artefacts: Artefacts
