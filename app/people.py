"""Who is in front of the page, and in which role they act.

In local mode that is this machine's own administrator; otherwise whoever the identity provider
vouches for, as long as their sign-in lasts. Streamlit itself never looks at when that is.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from app import parts
from contracts.errors import SignInError
from contracts.load import load_codelist
from ledger import access
from ledger.access import Operation, Reach
from ledger.model import Actor
from muster.identity import Person, person_of
from muster.settings import identity_provider

_ROLE_KEY = "acting_as"


def person() -> Person | None:
    """Who is signed in; None in local mode. Raises SignInError where a sign-in is over."""
    provider = identity_provider()
    if provider is None:
        return None
    claims: Mapping[str, Any] = st.user.to_dict()
    if not claims.get("is_logged_in"):
        raise SignInError("Your sign-in has ended. Sign in again to go on where you were.")
    return person_of(claims, provider, time.time())


def actor() -> Actor:
    """Who acts, in the role that they chose. Raises as `person`."""
    who = person()
    if who is None:
        return access.local_administrator()
    return who.actor(st.session_state.get(_ROLE_KEY))


def may(operation: Operation) -> bool:
    """Whether who acts may do that to anything at all."""
    return access.reach(actor(), operation) is not Reach.NO


def forces(operation: Operation) -> dict[str, str]:
    """The forces, code to name, that who acts may do that for."""
    who = actor()
    names = {code.code: code.label for code in load_codelist("force").codes}
    if access.reach(who, operation) is Reach.OWN:
        return {code: name for code, name in names.items() if code == who.force_code}
    return names if access.reach(who, operation) is not Reach.NO else {}


def traceable(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows as who acts may see them: without the references of other forces' submissions."""
    mine = forces(Operation.TRACE)
    return [
        {**row, "submission_id": row["submission_id"] if row["force_code"] in mine else None}
        for row in rows
    ]


def named(subject: str, role: str) -> str:
    """Whoever did something, and as what."""
    return f"{subject} ({role})" if role else subject


def banner() -> None:
    """Who one is here, until when, and the way out; or that nobody had to sign in."""
    who = person()
    if who is None:
        st.caption("Local mode: no sign-in is configured, so Muster answers on this computer only.")
        return
    with st.container(horizontal=True, vertical_alignment="center", key="person"):
        until = datetime.fromtimestamp(who.until, ZoneInfo("Europe/London"))
        st.caption(
            parts.escaped(
                f"Signed in as {who.name}, {_roles(who)}. This sign-in lasts until {until:%H:%M}."
            )
        )
        if len(who.roles) > 1:
            st.selectbox(
                "Act as", who.roles, format_func=str, key=_ROLE_KEY, label_visibility="visible"
            )
        st.button("Sign out", on_click=st.logout, key="sign_out")


def _roles(who: Person) -> str:
    acting = who.actor(st.session_state.get(_ROLE_KEY))
    if acting.force_code is None:
        return str(acting.role)
    names = {code.code: code.label for code in load_codelist("force").codes}
    return f"{acting.role} of {names[acting.force_code]}"
