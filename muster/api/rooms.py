"""What every route works with: the ledger, the files on their way in, the work under way."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPBearer

from contracts.errors import UsageError
from ledger.model import Actor
from ledger.store import Ledger
from ledger.tokens import Token
from muster.api.door import TOKEN
from muster.api.problems import ApiError
from muster.api.staging import Staging
from muster.api.work import Work

BEARER = HTTPBearer(auto_error=False, description="A token of `muster token issue`.")


@dataclass(frozen=True, slots=True)
class Rooms:
    """`clock` gives the time of everything that is written down."""

    home: Path
    ledger: Ledger
    staging: Staging
    work: Work
    clock: Callable[[], datetime]


def _rooms(request: Request) -> Rooms:
    return request.app.state.rooms


def _token(request: Request) -> Token:
    """The token that the door recognised."""
    return request.scope[TOKEN]


def _actor(request: Request) -> Actor:
    return _token(request).actor


In = Annotated[Rooms, Depends(_rooms)]
Shown = Annotated[Token, Depends(_token)]
Who = Annotated[Actor, Depends(_actor)]


def force_of(actor: Actor, asked: str | None) -> str:
    """The force that is meant: the one named, or the token's own."""
    force = asked or actor.force_code
    if force is None:
        raise ApiError(409, "Say whose return it is: give the force's code.")
    return force


@contextmanager
def looked_up() -> Generator[None]:
    """What is named in the address and is not known is not there."""
    try:
        yield
    except UsageError as error:
        raise ApiError(404, str(error)) from error
