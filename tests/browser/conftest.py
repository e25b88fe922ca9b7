"""One server and one Chromium for all browser tests; whoever lacks Chromium is told what to do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "app"))

from release_fixture import write_release  # noqa: E402 - found through the line above
from sign_in_fixture import Signed, app_with_sign_in  # noqa: E402

from tests.ports import free_port  # noqa: E402

CHROMIUM = "/usr/bin/chromium"
MISSING = (
    "Chromium is missing: install it with `apt-get install chromium`, "
    "or say where it is in MUSTER_CHROMIUM."
)
PATIENCE_MS = 45_000
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
}
READY = "[data-testid=stApp][data-test-script-state=notRunning]"


@contextmanager
def running(home: Path, port: int) -> Iterator[str]:
    """The address of the app over that home, as long as it runs."""
    start = (
        "import sys; from pathlib import Path; from app.launch import launch; "
        "launch(Path(sys.argv[1]), int(sys.argv[2]))"
    )
    log = (home / "server.log").open("ab")
    server = subprocess.Popen(
        [sys.executable, "-c", start, str(home), str(port)],
        cwd=home,
        stdout=log,
        stderr=subprocess.STDOUT,
        # A small limit, so that what goes beyond it is cheap.
        env={**os.environ, "MUSTER_HOME": str(home), "MUSTER_PAGE_UPLOAD_MB": "1"},
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/_stcore/health", server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)
        log.close()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app over a small release, in a folder that is not the project's."""
    home = tmp_path_factory.mktemp("browser") / "home"
    write_release(home)
    with running(home, free_port()) as address:
        yield address


@pytest.fixture(scope="session")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Signed]:
    """The same app with a real identity provider in front of it."""
    home = tmp_path_factory.mktemp("signed") / "home"
    write_release(home)
    with app_with_sign_in(home, free_port()) as served:
        yield served


def wait_for(url: str, server: subprocess.Popen[bytes], seconds: float = 60) -> None:
    """Wait until the server answers, or fail with what it said."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if server.poll() is not None:
            pytest.fail(f"The app stopped with exit code {server.returncode} while starting.")
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    pytest.fail(f"The app did not answer within {seconds:.0f} seconds.")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = os.environ.get("MUSTER_CHROMIUM") or CHROMIUM
    if not Path(path).exists() and shutil.which(path) is None:
        pytest.fail(MISSING, pytrace=False)
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()


# What axe finds in Streamlit's own markup that no option and no script of ours can mend, and why.
EXEMPT: dict[str, str] = {}


def at_each_width(page: Page) -> Iterator[int]:
    """A desk's width in pixels, then a telephone's; the page has either while one looks."""
    for width in (1366, 320):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(400)  # charts are drawn anew for the new width
        yield width
    page.set_viewport_size({"width": 1366, "height": 900})


def audit(page: Page) -> None:
    """Nothing that axe finds, and nothing beyond the edge."""
    found = Axe().run(page, options=RULES).response["violations"]
    assert [
        f"{one['id']}: {one['help']} at {one['nodes'][0]['target']}"
        for one in found
        if one["id"] not in EXEMPT
    ] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def accessible(page: Page) -> None:
    """At either width as `audit` asks."""
    for _ in at_each_width(page):
        audit(page)


@dataclass
class Visitor:
    """One person in front of one tab, and what their browser complained of."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def open(self, name: str, **url: str) -> Page:
        query = f"?{urlencode(url)}" if url else ""
        self.page.goto(f"{self.address}/{name}{query}")
        return self.settled()

    def settled(self) -> Page:
        """The page when it has stopped running and everything on it is drawn."""
        expect(self.page.locator("h1")).to_be_visible()
        self.page.wait_for_selector(READY)
        expect(self.page.locator("[data-testid=stSkeleton]")).to_have_count(0)
        return self.page

    def choose(self, label: str, option: str) -> None:
        box = self.page.get_by_role("combobox", name=label)
        box.click()
        box.press_sequentially(option)  # a long list draws only what is in view
        self.page.get_by_role("option", name=option).first.click()
        self.settled()


@pytest.fixture
def visitor(browser: Browser, served: str) -> Iterator[Visitor]:
    """A new tab; a request to anywhere else, or an error on the console, fails the test."""
    context = browser.new_context(
        viewport={"width": 1366, "height": 900}, accept_downloads=True, locale="en-GB"
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    one = Visitor(page, served)
    page.on(
        "console",
        lambda message: (
            one.complaints.append(f"console: {message.text}") if message.type == "error" else None
        ),
    )
    page.on("pageerror", lambda error: one.complaints.append(f"script: {error}"))
    page.on(
        "request",
        lambda sent: (
            None
            if sent.url.startswith((served, served.replace("http", "ws"), "data:", "blob:"))
            else one.complaints.append(f"request: {sent.url}")
        ),
    )
    yield one
    context.close()
    assert one.complaints == []
