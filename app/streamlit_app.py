"""Navigation, and what every page carries: banner, pages, apology."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from streamlit.navigation.page import StreamlitPage

# Raised by Streamlit itself to stop or rerun a script; not problems.
from streamlit.runtime.scriptrunner import RerunException, StopException

from app import declared, parts, people, queries, state
from app.views.declared import as_function
from contracts.errors import SignInError
from ledger.access import Operation

PAGES = (
    ("national", "National picture"),
    ("compare", "Compare forces"),
    ("force", "Force profile"),
    ("reliability", "System reliability"),
    ("submit", "Submit a return"),
    ("trace", "Trace"),
    ("checks", "Release checks"),
    ("definitions", "Definitions"),
)
# The declared pages stand before the pages about Muster's own work.
DECLARED_AT = 4
NEEDS_NO_RELEASE = ("Submit a return",)
# Pages that are there only for who may do at least this; every page is asked again by the ledger.
ONLY_FOR: Mapping[str, Operation] = {
    "submit": Operation.RECEIVE,
    "trace": Operation.TRACE,
}


def _pages() -> list[StreamlitPage]:
    """The pages of whoever is here, the declared ones in their place."""
    pages = [
        (name, st.Page(f"views/{name}.py", title=title, url_path=name, default=name == "national"))
        for name, title in PAGES
    ]
    pages[DECLARED_AT:DECLARED_AT] = [
        (page.name, st.Page(as_function(page), title=page.title, url_path=page.name))
        for page in declared.pages()
    ]
    return [page for name, page in pages if name not in ONLY_FOR or people.may(ONLY_FOR[name])]


def show() -> None:
    st.set_page_config(page_title="Muster", layout="wide", initial_sidebar_state="collapsed")
    try:
        pages = _pages()
    except SignInError as problem:
        parts.apologise(problem)
        st.link_button("Sign in", "/")
        return
    chosen = st.navigation(pages, position="hidden")
    try:
        with st.container(horizontal=True, key="pages", gap="small"):
            for page in pages:
                st.page_link(page, query_params=state.carried())
        release = queries.current_release()
        parts.banner(release is not None and queries.is_demonstration(release))
        people.banner()
        if release is None and chosen.title not in NEEDS_NO_RELEASE:
            st.title(chosen.title)
            st.info(
                "There is no release yet. Run `muster demo` for demonstration data, or "
                "`muster submit` and `muster build` for your own, then reload this page."
            )
            return
        chosen.run()
    except (RerunException, StopException):
        raise
    except BaseException as problem:  # a reader's panic is not an Exception
        parts.apologise(problem)


show()
