"""The ledger that the settings name, for commands."""

from __future__ import annotations

from contracts.errors import UsageError
from ledger import anchor, unfinished
from ledger.store import Ledger, open_ledger
from muster.settings import home, ledger_url


def ledger_here() -> Ledger:
    """The ledger of MUSTER_HOME or MUSTER_LEDGER_URL, begun where there is none."""
    return open_ledger(home(), ledger_url())


def known_ledger() -> Ledger:
    """The same, for commands that only make sense where something was begun before.

    Raises UsageError where nothing was: an empty ledger begun by a look at it would say of a
    mistyped folder that all is well there.
    """
    require_begun()
    return ledger_here()


def require_begun() -> None:
    """Raises UsageError where the folder of the settings holds no ledger."""
    traces = ("ledger.sqlite", anchor.FILE, unfinished.FILE)
    if ledger_url() is None and not any((home() / name).exists() for name in traces):
        raise UsageError(
            f"There is no ledger in {home()}. Say with MUSTER_HOME in which folder it is; "
            "`muster submit` or `muster demo` begins one."
        )
