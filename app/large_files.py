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
            f"A file of up to {MOST_BYTES // 1024**3} GB is sent in slices, and goes on by itself "
            "after a cut connection; where that does not help, or the page was loaded anew, choose "
            "the same file again: it goes on from where it was. It is checked and submitted like "
            "every other file of this return, and removed after a day if you submit nothing."
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
                "state": "Arrived" if each.complete else "Not yet whole",
            }
            for each in found
        ],
        {"name": "File", "size": "Size", "state": "State"},
    )
    if not all(each.complete for each in found):
        st.markdown(
            "What is not yet whole is being sent, or was cut: then choose the same file again."
        )
