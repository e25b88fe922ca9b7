"""The API keeps to its published description, whatever a stranger's program sends it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

from muster.api.application import Allowance
from tests import ledger_kit as kit
from tests.api_kit import Desk, desk

BOUNDED = settings(
    max_examples=12,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder: Path = tmp_path_factory.mktemp("schema")
    may = Allowance(
        calls_per_minute=1_000_000, calls_at_once=1_000_000, workers=1, patience_seconds=300
    )
    with desk(folder / "home", may) as opened:
        kit.accept(opened.ledger, folder, kit.finding("warning"), actor=kit.PREPARER)
        yield opened


@pytest.fixture(scope="module")
def operations(served: Desk) -> dict[str, schemathesis.schemas.APIOperation]:
    described = schemathesis.openapi.from_asgi("/api/v1/openapi.json", served.app)
    found = [each.ok() for each in described.get_all_operations()]
    return {str(one.definition.raw["operationId"]): one for one in found}


OPERATIONS = (
    "put_file", "get_upload", "delete_upload", "check", "submit", "list_submissions", "status",
    "report", "receipt", "receipt_on_paper", "received_file", "explanations", "explain",
    "sign_off", "withdraw", "revert", "me", "returns", "releases", "changes", "comparison", "trace",
    "indicators",
    "changes_of_upload", "submission_changes", "effects", "explanation_sheet", "explain_by_sheet",
    "corrections", "windows", "standing", "open_window", "extend_window", "close_window",
    "list_mappings", "keep_mapping", "retire_mapping", "preview_mapping",
    "ask_plausibility", "look_at_plausibility", "drop_plausibility",
)  # fmt: skip


def test_every_operation_is_tried(operations: dict[str, object]) -> None:
    assert sorted(operations) == sorted(OPERATIONS)


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_call_keeps_to_the_description(
    name: str, operations: dict[str, schemathesis.schemas.APIOperation], served: Desk
) -> None:
    @BOUNDED
    @given(case=operations[name].as_strategy())
    def try_it(case: schemathesis.Case) -> None:
        case.call_and_validate(
            base_url=served.address, headers=served.shown("preparer"), timeout=300
        )

    try_it()


def test_the_description_is_published_and_names_every_refusal(served: Desk) -> None:
    told = served.call(None, "GET", "/openapi.json").json()
    assert told["servers"] == [{"url": "/api/v1"}]
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            assert {"401", "403", "404", "429"} <= set(operation["responses"]), (path, method)
            assert operation["summary"], (path, method)
            assert operation["security"] == [{"HTTPBearer": []}], (path, method)
