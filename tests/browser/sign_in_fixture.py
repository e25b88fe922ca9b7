"""A real identity provider and the app that trusts it, each a process of its own, on loopback."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

OIDC = Path(__file__).parents[1] / "oidc"
MISSING = "The identity provider of the tests is missing: run `make tests/oidc/node_modules/made`."
CLIENT_SECRET = "a-secret-that-only-these-tests-use-0001"
# Long enough to sign in and open a page on a busy machine.
LASTS_SECONDS = 20
PEOPLE = {
    "ann": {"name": "Ann Preparer", "force": "42", "duties": ["preparer"]},
    "bob": {"name": "Bob Approver", "force": "42", "duties": ["approver"]},
    "both": {"name": "Bea Both", "force": "42", "duties": ["preparer", "approver"]},
    "eve": {"name": "Eve Elsewhere", "force": "05", "duties": ["preparer"]},
    "ian": {"name": "Ian Inspector", "duties": ["inspector"]},
    "fay": {"name": "Fay Fleeting", "force": "42", "duties": ["preparer"], "lasts": LASTS_SECONDS},
    "noone": {"name": "Noone", "force": "42", "duties": ["gardener"]},
}


@dataclass(frozen=True)
class Signed:
    """The address of an app with sign-in, the home that it serves, its provider and process."""

    address: str
    home: Path
    provider: str
    process_id: int

    def sign_in(
        self, page: Page, subject: str, path: str = "/", *, again: bool = False, **url: str
    ) -> Page:
        """Open a page, go to the provider, sign in there and consent, as a person does once."""
        query = f"?{urlencode(url)}" if url else ""
        page.goto(f"{self.address}{path}{query}")
        page.get_by_role("link", name="Sign in").click()
        page.wait_for_url(f"{self.provider}/**")
        page.locator("input[name=login]").fill(subject)
        page.locator("input[name=password]").fill("any")
        page.get_by_role("button", name="Sign-in").click()
        if not again:
            page.get_by_role("button", name="Continue").click()
        page.wait_for_url(f"{self.address}/**")
        return page

    def cookies(self, context: BrowserContext) -> dict[str, dict[str, object]]:
        return {str(c["name"]): dict(c) for c in context.cookies(self.address)}


@contextmanager
def provider(callback: str) -> Iterator[str]:
    """The address of an identity provider that knows PEOPLE."""
    node = shutil.which("node")
    if node is None or not (OIDC / "node_modules" / "oidc-provider").is_dir():
        pytest.fail(MISSING, pytrace=False)
    process = subprocess.Popen(
        [node, "provider.mjs"],
        cwd=OIDC,
        env={
            **os.environ,
            "CALLBACK": callback,
            "CLIENT_SECRET": CLIENT_SECRET,
            "PEOPLE": json.dumps(PEOPLE),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        if not address:
            pytest.fail("The identity provider did not start.", pytrace=False)
        yield address
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def environment(address: str, issuer: str, home: Path) -> dict[str, str]:
    """How an installation names its provider."""
    return {
        "MUSTER_HOME": str(home),
        "MUSTER_PAGE_UPLOAD_MB": "1",
        "MUSTER_OIDC_METADATA_URL": f"{issuer}/.well-known/openid-configuration",
        "MUSTER_OIDC_CLIENT_ID": "muster",
        "MUSTER_OIDC_CLIENT_SECRET": CLIENT_SECRET,
        "MUSTER_OIDC_SCOPE": "openid profile police",
        "MUSTER_PUBLIC_URL": address,
        "MUSTER_COOKIE_SECRET": "a cookie secret that only these tests use",
        "MUSTER_CLAIM_FORCE": "force",
        "MUSTER_CLAIM_ROLES": "duties",
    }


@contextmanager
def app_with_sign_in(home: Path, port: int) -> Iterator[Signed]:
    """The app over `home`, and the provider that it trusts."""
    address = f"http://127.0.0.1:{port}"
    with provider(f"{address}/oauth2callback") as issuer:
        log = (home / "server.log").open("wb")
        server = subprocess.Popen(
            [sys.executable, "-m", "app.launch", "--port", str(port)],
            cwd=home,
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, **environment(address, issuer, home)},
        )
        try:
            wait_until_it_asks(address, server)
            yield Signed(address, home, issuer, server.pid)
        finally:
            server.terminate()
            server.wait(timeout=20)
            log.close()


def wait_until_it_asks(address: str, server: subprocess.Popen[bytes]) -> None:
    """Wait until the app refuses who is not signed in."""
    for _ in range(300):
        if server.poll() is not None:
            pytest.fail(f"The app stopped with exit code {server.returncode} while starting.")
        try:
            if httpx.get(address).status_code == 401:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    pytest.fail("The app did not answer within 60 seconds.")


def heading(page: Page, text: str) -> None:
    """The page's first heading says that."""
    expect(page.get_by_role("heading", level=1)).to_have_text(text)
