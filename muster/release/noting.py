"""What was published, written down in the ledger's audit trail, where it is chained."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from contracts.errors import MusterError
from ledger.audit import Act
from ledger.model import Actor

from . import sums
from .store import Release

_BUILDER = Actor("muster", "builder", None, local=False)


def note(home: Path, ledger_url: str | None, release: Release) -> str:
    """Write down the digests of a release; nothing, or a sentence where that cannot be done.

    The release stands either way: a ledger that cannot be written just now costs no figures.
    """
    from ledger.store import open_ledger

    digests = sums.read(release.path.parent, release.release_id)
    about = " ".join((release.release_id, *(digests or ())))
    try:
        with open_ledger(home, ledger_url) as ledger:
            ledger.note(_BUILDER, Act.PUBLISH, about, at=datetime.now(UTC))
    except MusterError as problem:
        return (
            f"The ledger has not noted release {release.release_id}, so its sums alone will tell "
            f"whether it was altered: {problem}"
        )
    return ""
