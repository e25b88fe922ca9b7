"""Navigation, and what every page carries: banner, pages, apology."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st
from streamlit.navigation.page import StreamlitPage

# Raised by Streamlit itself to stop or rerun a script; not problems.
from streamlit.runtime.scriptrunner import RerunException, StopException

from app import declared, parts, people, queries, state
from app.menu import DECLARED, MENU, NEEDS_NO_RELEASE, ONLY_FOR
from app.views.declared import as_function
from contracts.errors import SignInError

# In local mode whoever reads this sits at the machine; whoever signed in has no shell there.
NO_RELEASE_HERE = (
    "There is no release yet. Run `muster demo` for demonstration data, or `muster submit` and "
    "`muster build` for your own, then reload this page."
)
NO_RELEASE = (
    "There are no figures yet. They appear here once forces' returns have been signed off and "
    "whoever runs Muster here has made the first release from them (`muster build`). Forces can "
    "send and sign off returns before that, under Returns. If you expected figures, tell whoever "
    "runs Muster here."
)


def _sections() -> dict[str, list[StreamlitPage]]:
    """The pages of whoever is here, by section; sections without a page are left out."""
    found: dict[str, list[StreamlitPage]] = {}
    for section, entries in MENU.items():
        pages: list[StreamlitPage] = []
        for entry in entries:
            pages += _declared() if entry == DECLARED else _views(*entry)
        if pages:
            found[section] = pages
    return found


def _refused() -> list[StreamlitPage]:
    """The pages that are not for whoever is here: an address that says so, and in no menu."""
    return [
        st.Page(_as_refusal(title), title=title, url_path=name)
        for entries in MENU.values()
        for name, title in entries
        if name in ONLY_FOR and not people.may(ONLY_FOR[name])
    ]


def _as_refusal(title: str) -> Callable[[], None]:
    def show_refusal() -> None:
        st.title(title)
        st.info(
            f"This page is not for the role {people.actor().role}. If you have another role, "
            "choose it under Act as; if not, ask whoever looks after sign-ins at your organisation."
        )

    return show_refusal


def _declared() -> list[StreamlitPage]:
    return [
        st.Page(as_function(page), title=page.title, url_path=page.name)
        for page in declared.pages()
    ]


def _views(name: str, title: str) -> list[StreamlitPage]:
    if name in ONLY_FOR and not people.may(ONLY_FOR[name]):
        return []
    first = name == "national"
    return [st.Page(f"views/{name}.py", title=title, url_path=name, default=first)]


def _menu(sections: Mapping[str, Sequence[StreamlitPage]], chosen: StreamlitPage) -> None:
    """The sections in one row, and under it the pages of the section that one is in."""
    with st.container(horizontal=True, key="sections", gap="small"):
        for section, pages in sections.items():
            here = chosen in pages
            with st.container(key="section_here" if here else None, width="content"):
                st.page_link(pages[0], label=section, query_params=state.carried())
    own = next((pages for pages in sections.values() if chosen in pages), ())
    with st.container(horizontal=True, key="pages", gap="small"):
        for page in own:
            st.page_link(page, query_params=state.carried())


def show() -> None:
    st.set_page_config(page_title="Muster", layout="wide", initial_sidebar_state="collapsed")
    try:
        sections = _sections()
        refused = _refused()
    except SignInError as problem:
        parts.apologise(problem)
        st.link_button("Sign in", "/")
        return
    pages = [*(page for of in sections.values() for page in of), *refused]
    chosen = st.navigation(pages, position="hidden")
    st.set_page_config(page_title=f"{chosen.title} \u2013 Muster")
    try:
        _menu(sections, chosen)
        release = queries.current_release()
        parts.banner(release is not None and queries.is_demonstration(release))
        people.banner()
        if release is None and chosen not in refused and chosen.title not in NEEDS_NO_RELEASE:
            st.title(chosen.title)
            st.info(NO_RELEASE_HERE if people.person() is None else NO_RELEASE)
            return
        chosen.run()
    except (RerunException, StopException):
        raise
    except BaseException as problem:  # a reader's panic is not an Exception
        parts.apologise(problem)


show()
