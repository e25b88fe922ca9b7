"""The ledger of this process, opened once for every session in it."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from ledger.store import Ledger, open_ledger
from muster.settings import home, ledger_url


def shared() -> Ledger:
    """The ledger, for as long as the process lives. Every question to it names who asks.

    Raises SubmissionError where it cannot be opened.
    """
    return _opened(home().absolute(), ledger_url())


@st.cache_resource(max_entries=4, show_spinner=False, on_release=Ledger.close)
def _opened(place: Path, url: str | None) -> Ledger:
    return open_ledger(place, url)
