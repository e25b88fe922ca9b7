"""Who somebody is, from the claims of an OpenID Connect provider: names, roles, force, until when.

Nothing here knows of web servers or pages: claims come in, a person or a sentence comes out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from contracts.errors import SignInError, UsageError
from contracts.load import load_codelist
from ledger.model import Actor, Role

PROVIDER = "muster"  # the name under which Streamlit keeps it; no underscore allowed
CALLBACK_PATH = "/oauth2callback"
MINIMUM_SECRET = 32
_NEEDED = (
    "MUSTER_OIDC_METADATA_URL",
    "MUSTER_OIDC_CLIENT_ID",
    "MUSTER_OIDC_CLIENT_SECRET",
    "MUSTER_PUBLIC_URL",
    "MUSTER_COOKIE_SECRET",
)
_MAY_BE_SAID: Mapping[str, str] = {
    "MUSTER_OIDC_SCOPE": "scope",
    "MUSTER_OIDC_PROMPT": "prompt",
    "MUSTER_CLAIM_FORCE": "force_claim",
    "MUSTER_CLAIM_ROLES": "roles_claim",
}
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """The identity provider of this installation, and what its claims are called.

    `session_minutes` is the longest that a sign-in lasts, however long the provider's token does.
    """

    metadata_url: str
    client_id: str
    client_secret: str
    public_url: str
    cookie_secret: str
    scope: str = "openid profile email"
    prompt: str = "login"
    force_claim: str = "force_code"
    roles_claim: str = "roles"
    session_minutes: int = 480

    @property
    def host(self) -> str:
        """The one Host that requests may name, port included where it is not the usual one."""
        return urlsplit(self.public_url).netloc

    @property
    def served_over_tls(self) -> bool:
        return self.public_url.startswith("https://")

    def as_secrets(self) -> dict[str, Any]:
        """The `auth` section that Streamlit reads."""
        return {
            "auth": {
                "redirect_uri": self.public_url + CALLBACK_PATH,
                "cookie_secret": self.cookie_secret,
                PROVIDER: {
                    "client_id": self.client_id,
                    "client_secret": self.client_secret,
                    "server_metadata_url": self.metadata_url,
                    "client_kwargs": {"scope": self.scope, "prompt": self.prompt},
                },
            }
        }


def read_provider(given: Mapping[str, str]) -> Provider | None:
    """The provider that the environment names; None, where it names none: local mode.

    Raises UsageError where only some of it is said, or where it is not safe.
    """
    named = [name for name in _NEEDED if given.get(name)]
    if not named:
        return None
    lacking = [name for name in _NEEDED if name not in named]
    if lacking:
        raise UsageError(f"An identity provider is named only in part: set {', '.join(lacking)}.")
    public_url = given["MUSTER_PUBLIC_URL"].rstrip("/")
    for name, url in (
        ("MUSTER_PUBLIC_URL", public_url),
        ("MUSTER_OIDC_METADATA_URL", given["MUSTER_OIDC_METADATA_URL"]),
    ):
        _require_safe(name, url)
    if urlsplit(public_url).path:
        raise UsageError("MUSTER_PUBLIC_URL is the address of the whole site: leave its path out.")
    if len(given["MUSTER_COOKIE_SECRET"]) < MINIMUM_SECRET:
        raise UsageError(f"MUSTER_COOKIE_SECRET needs at least {MINIMUM_SECRET} random characters.")
    minutes = given.get("MUSTER_SESSION_MINUTES") or "480"
    if not minutes.isascii() or not minutes.isdigit() or not 1 <= int(minutes) <= 1440:
        raise UsageError("MUSTER_SESSION_MINUTES is a whole number of minutes, 1 to 1440.")
    return Provider(
        metadata_url=given["MUSTER_OIDC_METADATA_URL"],
        client_id=given["MUSTER_OIDC_CLIENT_ID"],
        client_secret=given["MUSTER_OIDC_CLIENT_SECRET"],
        public_url=public_url,
        cookie_secret=given["MUSTER_COOKIE_SECRET"],
        session_minutes=int(minutes),
        **{field: given[name] for name, field in _MAY_BE_SAID.items() if given.get(name)},
    )


def _require_safe(name: str, url: str) -> None:
    """TLS, except on this very machine."""
    parts = urlsplit(url)
    if not parts.hostname or (
        parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    ):
        raise UsageError(f"{name} must begin with https:// (http:// only for this machine).")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who is signed in. `until` is in seconds since 1970; `session` names the sign-in."""

    subject: str
    name: str
    roles: tuple[Role, ...]
    force_code: str | None
    until: float
    session: str

    def actor(self, role: Role | None = None) -> Actor:
        """The person in one of their roles; the first, unless they say which."""
        chosen = role if role is not None and role in self.roles else self.roles[0]
        return Actor(self.subject, chosen, self.force_code if chosen.of_a_force else None)


def person_of(claims: Mapping[str, Any], provider: Provider, now: float) -> Person:
    """The person whom verified claims speak of.

    Raises SignInError where the sign-in has ended, says no time at which it ends, or gives no role
    that counts here: a role of a force counts only together with a known force.
    """
    subject, expires = claims.get("sub"), claims.get("exp")
    if not isinstance(subject, str) or not subject or not isinstance(expires, int | float):
        raise SignInError("The identity provider did not say who you are, or until when.")
    begun = claims.get("iat")
    begun = float(begun) if isinstance(begun, int | float) else float(expires)
    until = min(float(expires), begun + provider.session_minutes * 60)
    if now >= until:
        raise SignInError("Your sign-in has ended. Sign in again to go on where you were.")
    force_code = _force(claims.get(provider.force_claim))
    roles = tuple(
        role
        for role in Role
        if role in _words(claims.get(provider.roles_claim))
        and (force_code is not None or not role.of_a_force)
    )
    if not roles:
        raise NoRoleError(
            "You are signed in, but have no role in Muster yet. Ask whoever looks after sign-ins "
            "at your organisation for a role, and for your force if you act for one."
        )
    name = claims.get("name") or claims.get("email") or subject
    said = json.dumps(dict(claims), sort_keys=True, default=str)
    return Person(
        subject=subject,
        name=str(name),
        roles=roles,
        force_code=force_code,
        until=until,
        session=hashlib.sha256(said.encode()).hexdigest(),
    )


class NoRoleError(SignInError):
    """Signed in, but with no role that counts here: signing in again would not help."""


def _force(claim: object) -> str | None:
    known = {code.code for code in load_codelist("force").codes}
    return claim if isinstance(claim, str) and claim in known else None


def _words(claim: object) -> frozenset[str]:
    """The words of a claim: a list, or one text with spaces, as `scope` is written."""
    if isinstance(claim, str):
        return frozenset(claim.split())
    if isinstance(claim, list | tuple):
        return frozenset(str(word) for word in claim)
    return frozenset()
