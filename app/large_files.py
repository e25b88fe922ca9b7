"""Files beyond the page's own uploader: the browser streams them to disk, the page finds them.

`large_files.js` draws the control and does the sending; `app.door.large` receives.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

import streamlit as st

from app import parts, people, state, words
from app.door import large
from app.uploads import FILE_TYPES, Upload
from muster.api.problems import ApiError
from muster.api.staging import MOST_BYTES, Arrivals, Arrived
from muster.settings import home, page_upload_mb

_NAME = "upload"


def ask() -> tuple[list[Upload], bool]:
    """The control for large files and what has arrived; and whether all of it is whole."""
    upload = _named()
    found = _found(upload)
    limit = f"{page_upload_mb():,} MB"
    with st.expander(f"A file larger than {limit}", expanded=bool(found), key="large_files"):
        st.markdown(
            f"You can send a file of up to {MOST_BYTES // 1024**3} GB. It is sent in pieces, and "
            "carries on by itself if the connection drops. If it does not, or if you reload the "
            "page, choose the same file again: it will carry on from where it stopped. The file "
            "is checked and submitted like any other file of this return, and removed after a "
            "day if you do not submit it."
        )
        st.html(
            f'<div class="muster-large" data-upload="{upload}" data-limit="{MOST_BYTES}" '
            f'data-slice="{_slice_bytes()}" '
            f'data-accept="{",".join("." + kind for kind in FILE_TYPES)}"></div>'
        )
        with st.container(horizontal=True):
            st.button("Show what has arrived", key="large_look")
            if found and st.button("Remove what has arrived", key="large_remove"):
                forget()
                st.rerun()
        _tell(found)
    if found and state.given(_NAME) is None:
        st.query_params[_NAME] = upload
    whole = all(each.complete for each in found)
    return (_whole(upload) if found and whole else []), whole


def _slice_bytes() -> int:
    """What is sent at once: at most half of what the page's own uploader takes."""
    return min(large.MOST_SLICE_BYTES, page_upload_mb() << 19)


def forget() -> None:
    """Remove what has arrived: it was submitted, or is not wanted."""
    Arrivals(home()).drop(people.actor(), _named())


def _named() -> str:
    """The upload of this visit: its name is in the URL as soon as something has arrived."""
    given = state.given(_NAME)
    if given is not None and large.is_name(given):
        return given
    return st.session_state.setdefault("large_upload", secrets.token_urlsafe(12))


def _found(upload: str) -> Sequence[Arrived]:
    try:
        return Arrivals(home()).arrived(people.actor(), upload)
    except ApiError:
        return ()


def _whole(upload: str) -> list[Upload]:
    paths = large.arrived(Arrivals(home()), people.actor(), upload)
    return [Upload(path.name, path=path) for path in paths]


def _tell(found: Sequence[Arrived]) -> None:
    if not found:
        st.markdown("Nothing has arrived yet.")
        return
    parts.table(
        [
            {
                "name": each.name,
                "size": words.size_words(each.size_bytes),
                "state": "Arrived" if each.complete else "Incomplete",
            }
            for each in found
        ],
        {"name": "File", "size": "Size", "state": "State"},
    )
    if not all(each.complete for each in found):
        st.markdown(
            "An incomplete file is still being sent, or was cut off. If it was cut off, choose "
            "the same file again."
        )
