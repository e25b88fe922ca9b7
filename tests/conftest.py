"""What many tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from validators.jobs import Budget, Job
from validators.pool import Pool


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
