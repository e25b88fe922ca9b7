"""The state of a page is in its URL, and nowhere else.

Every choice writes one history entry, so Back and Forward walk through the choices, a copied
address shows the same thing to somebody else, and every link between pages carries the choices on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.markdown import escaped


def given(name: str) -> str | None:
    """What the URL says about `name`, or None."""
    value = st.query_params.get(name)
    return None if value is None or value == "" else str(value)


def carried(**changes: str) -> dict[str, str]:
    """The choices of this page for a link to another, with `changes` made."""
    return {**{name: str(value) for name, value in st.query_params.items()}, **changes}


def row_of(count: int) -> Sequence[DeltaGenerator]:
    """Places for choices side by side: their fields stay level where a notice stands over one."""
    return st.columns(count, vertical_alignment="bottom")


def choose(
    label: str, name: str, options: Mapping[str, str], default: str, *, asked: str | None = None
) -> str:
    """A drop-down of `options` (code to label) whose choice is `name` in the URL.

    A code in the URL that is not among the options is said to be unknown, and the default stands.
    `asked` is what the page makes of that code, where it is not taken as it is.
    """
    asked = asked or given(name)
    current = asked if asked is not None and asked in options else default
    if asked is not None and asked not in options:
        st.info(
            escaped(
                f"{label}: “{asked[:60]}” is not offered here, so “{options[default]}” is shown."
            )
        )
    key = f"choose_{name}"
    st.session_state[key] = current
    st.selectbox(
        label,
        list(options),
        format_func=lambda code: options[code],
        key=key,
        on_change=_remember,
        args=(name, key),
    )
    return current


def _remember(name: str, key: str) -> None:
    st.query_params[name] = st.session_state[key]
