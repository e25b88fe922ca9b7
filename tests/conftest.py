"""The ledger's whole suite runs on both of its databases; PostgreSQL is started where it is needed.

Its presence also makes the helpers beside it importable by every test folder.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import postgresql_kit
from validators.jobs import Budget, Job
from validators.pool import Pool

DATABASES = ("sqlite", "postgresql")
# Matrices are small and tests run side by side: threads that wait for each other cost minutes.
for library in ("OPENBLAS", "OMP", "MKL"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "sqlite_only: is about SQLite itself, or its one file")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    from tests.scheduling import ByFile

    return ByFile(config, log) if config.getvalue("dist") == "loadgroup" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    from tests.scheduling import longest_first

    longest_first(items)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test of the ledger that opens one is asked twice."""
    of_ledger = metafunc.module.__name__.rpartition(".")[2].startswith("test_ledger_")
    only = metafunc.definition.get_closest_marker("sqlite_only")
    if of_ledger and not only and "tmp_path" in metafunc.fixturenames:
        metafunc.parametrize("ledger_database", DATABASES, indirect=True, scope="function")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a real server: the one that is named, or one of our own for this process."""
    named = os.environ.get("MUSTER_TEST_POSTGRESQL_URL")
    if named:
        yield named
        return
    if postgresql_kit.programs() is None:
        pytest.fail(postgresql_kit.MISSING)
    with postgresql_kit.server() as started:
        yield started.url


@pytest.fixture(autouse=True)
def ledger_database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Which database a ledger without a URL is kept in; on PostgreSQL, a schema for each home."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return "sqlite"
    from ledger import database

    url: str = request.getfixturevalue("postgresql")
    connect = database.connect

    def to_server(home: Path, given: str | None, journal: str) -> Any:
        own = given or postgresql_kit.new_schema(url, schema_of(home))
        return connect(home, own, journal)

    monkeypatch.setattr(database, "connect", to_server)
    return "postgresql"


def schema_of(home: Path) -> str:
    return f"home_{hashlib.sha256(str(home).encode()).hexdigest()[:16]}"


@pytest.fixture(scope="session")
def warm_pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pool]:
    """One child that lives as long as the tests, its libraries loaded, however slow the machine."""
    folder = tmp_path_factory.mktemp("warm")
    path = folder / "stock.csv"
    path.write_text("snapshot_date\n2022-03-31\n")
    with Pool(1) as pool:
        pool.check(
            Job(
                paths=[path], return_slug="workforce", out_dir=folder / "out",
                budget=Budget(2 * 1024**3, 120, 600),
            )
        )  # fmt: skip
        yield pool


@pytest.fixture
def warm_check(warm_pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Checks are made by that child instead of by one that starts for each of them."""
    monkeypatch.setattr("validators.pool.check_one", warm_pool.check)


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """One hand-made warehouse and its run of dbt, for all tests of the group dbt-project."""
    from tests.integration.warehouse_built import build_warehouse

    return build_warehouse(tmp_path_factory.mktemp("warehouse"))


@pytest.fixture(scope="session")
def built(warehouse: Any) -> Path:
    """The file of that warehouse, where its run succeeded."""
    path, done = warehouse
    assert done.code == 0, f"{done.bad or done.output}"
    return path
