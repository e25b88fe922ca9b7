"""A small release, written once; every test looks at its own copy of the folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import shown
from release_fixture import write_release
from streamlit.testing.v1 import AppTest

SCRIPT = Path(__file__).parents[2] / "app" / "streamlit_app.py"


@pytest.fixture(scope="session")
def written_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    write_release(home)
    return home


@pytest.fixture
def home(written_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one release, which MUSTER_HOME points at."""
    own = tmp_path / "home"
    shutil.copytree(written_home, own)
    monkeypatch.setenv("MUSTER_HOME", str(own))
    return own


@pytest.fixture
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without a release, which MUSTER_HOME points at."""
    own = tmp_path / "empty"
    own.mkdir()
    monkeypatch.setenv("MUSTER_HOME", str(own))
    return own


@pytest.fixture
def visit() -> Callable[..., AppTest]:
    """Open a page with what its URL says; `national` is the first page."""

    def opened(page: str, **url: str) -> AppTest:
        at = AppTest.from_file(str(SCRIPT), default_timeout=30)
        for name, value in url.items():
            at.query_params[name] = value
        at.run()
        if page != "national":
            at.switch_page(f"views/{page}.py")
            for name, value in url.items():
                at.query_params[name] = value
            at.run()
        return at

    return opened


def said(at: AppTest) -> str:
    """All the words on a page."""
    kinds = (at.title, at.markdown, at.caption, at.info, at.warning, at.error)
    plain = "\n".join(str(element.value) for kind in kinds for element in kind)
    plain = plain.replace("\\", "").replace(":gray[]", "")
    return f"{plain}\n{shown.words(at)}"
