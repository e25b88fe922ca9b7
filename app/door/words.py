"""The two plain pages in front of the app: sign in, and no role yet."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

SIGN_IN_PATH = "/muster/sign-in"
SIGN_OUT_PATH = "/auth/logout"

_PAGE = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>{title} - Muster</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>
body {{ font: 1.125rem/1.5 Arial, "Liberation Sans", sans-serif; color: #0b0c0c; margin: 0; }}
header {{ border-bottom: 4px solid #12436D; padding: .75rem 1rem; font-weight: 700; }}
main {{ max-width: 40rem; margin: 0 auto; padding: 1rem; }}
h1 {{ font-size: 2rem; }}
a.button {{ display: inline-block; background: #12436D; color: #fff; padding: .6rem 1.2rem;
 font-weight: 700; text-decoration: none; }}
a:focus-visible {{ outline: 3px solid #0b0c0c; outline-offset: 3px; }}
</style></head><body><header>Muster</header><main><h1>{title}</h1><p>{text}</p>
<p><a class="button" href="{href}">{label}</a></p></main></body></html>
"""


def sign_in(target: str, text: str) -> bytes:
    """What somebody sees who is not signed in; `target` is where they wanted to go."""
    href = f"{SIGN_IN_PATH}?to={quote(target, safe='')}"
    return _page("Sign in", text, href, "Sign in")


def no_role(text: str) -> bytes:
    """What somebody sees who is signed in and has no role here."""
    return _page("No role yet", text, SIGN_OUT_PATH, "Sign out")


def _page(title: str, text: str, href: str, label: str) -> bytes:
    return _PAGE.format(
        title=escape(title), text=escape(text), href=escape(href), label=escape(label)
    ).encode()
