"""The files of a submission, byte for byte as they were received, for whoever may have them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import streamlit as st

from app import ledgers, parts, people
from contracts.errors import SubmissionError
from ledger.audit import Act
from ledger.model import StoredFile
from muster.settings import page_upload_mb


def offer(submission_id: str, label: str = "") -> None:
    """A button for each of its files; nothing for whoever may not read them."""
    files = _files(submission_id)
    most = page_upload_mb() * 1024**2
    for position, file in enumerate(files):
        if file.size_bytes <= most:
            st.download_button(
                f"{label}{parts.escaped(file.name)}",
                _content(submission_id, file),
                file_name=file.name,
                mime="application/octet-stream",
                key=f"received_{submission_id}_{position}",
                on_click="ignore",
            )
    larger = [file.name for file in files if file.size_bytes > most]
    if larger:
        names = parts.escaped(", ".join(larger))
        st.markdown(f"{label}{names}: too large for a page, and to be had through the API.")


def _files(submission_id: str) -> Sequence[StoredFile]:
    """Its files, or none where they are not the reader's or not in this ledger."""
    try:
        return [file for file, _ in ledgers.shared().files(submission_id, people.actor())]
    except SubmissionError:
        return ()


def _content(submission_id: str, file: StoredFile) -> Callable[[], bytes]:
    """What reads the bytes, and writes down who did, whenever they are asked for.

    Where they are gone or altered it raises, and the button says that there is no file: a sentence
    under the name of what was received would be taken for it.
    """
    ledger, actor = ledgers.shared(), people.actor()

    def content() -> bytes:
        found = ledger.objects.read(file.sha256)
        ledger.note(actor, Act.READ_FILES, submission_id, at=datetime.now(UTC))
        return found

    return content
