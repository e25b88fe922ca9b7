"""Settings that hold a number: whatever else stands there is a sentence that names the setting."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from contracts.errors import UsageError
from muster import settings
from muster.release.modelling import models

NUMBERS = [
    ("MUSTER_PAGE_UPLOAD_MB", settings.page_upload_mb, 200),
    ("MUSTER_BODY_SECONDS", settings.body_seconds, 60),
    ("MUSTER_DBT_THREADS", settings.dbt_threads, 2),
]


@pytest.mark.parametrize(("name", "asked", "usual"), NUMBERS)
def test_a_setting_is_what_is_said_or_what_is_usual(
    name: str, asked: Callable[[], int], usual: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for said, found in (("7", 7), ("", usual)):
        monkeypatch.setenv(name, said)
        assert asked() == found
    monkeypatch.delenv(name)
    assert asked() == usual


@pytest.mark.parametrize("said", ["many", "0", "-1", "1.5", "٣", " 2"])
@pytest.mark.parametrize(("name", "asked", "usual"), NUMBERS)
def test_a_number_that_is_none_is_named(
    name: str, asked: Callable[[], int], usual: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, said)
    with pytest.raises(UsageError, match=f"^{name} is .*; it is a whole number, such as {usual}"):
        asked()


@pytest.mark.parametrize(("said", "found"), [("json", True), ("text", False), ("", False)])
def test_logs_are_for_machines_where_that_is_said(
    said: str, found: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUSTER_LOGS", said)
    assert settings.logs_are_for_machines() is found


def test_logs_of_a_kind_that_there_is_not_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUSTER_LOGS", "JSON")
    with pytest.raises(UsageError, match="MUSTER_LOGS is 'JSON'; it is json or text"):
        settings.logs_are_for_machines()


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({}, None),
        ({"USER": "u", "PASSWORD": "p"}, ("u", "p")),
        ({"USER": "", "PASSWORD": ""}, None),
    ],
)
def test_a_login_is_a_name_and_a_password(
    said: dict[str, str], found: tuple[str, str] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in said.items():
        monkeypatch.setenv(f"MUSTER_SMTP_{name}", value)
    assert settings.smtp_login() == found


@pytest.mark.parametrize("name", ["USER", "PASSWORD"])
def test_one_half_of_a_login_is_told(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"MUSTER_SMTP_{name}", "x")
    with pytest.raises(UsageError, match="Set both MUSTER_SMTP_USER and MUSTER_SMTP_PASSWORD"):
        settings.smtp_login()


def test_dbt_is_not_started_with_a_number_of_threads_that_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUSTER_DBT_THREADS", "many")
    with (
        pytest.raises(UsageError, match="MUSTER_DBT_THREADS is 'many'"),
        models(tmp_path / "a.duckdb", tmp_path / "work"),
    ):
        pass
