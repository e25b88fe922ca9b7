"""What a newer contract made of a submission is kept, and used only as it was kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from contracts.load import contract_path, load_contract
from ledger.store import open_ledger
from muster.release import stale
from tests import ledger_kit as kit
from tests.tampered_home import flip, unreadable

CONTRACTS = {kit.SLUG: (load_contract(kit.SLUG), contract_path(kit.SLUG, kit.VERSION))}


def pointed_elsewhere(room: Path) -> None:
    """To a file with the same bytes, which may be other ones tomorrow."""
    other = room / "other.parquet"
    other.write_bytes((room / "typed" / "deployments.parquet").read_bytes())
    told = (room / "answer.json").read_text()
    (room / "answer.json").write_text(told.replace("typed/deployments", "other"))


HARMS: list[Callable[[Path], object]] = [
    lambda room: flip(room / "typed" / "deployments.parquet"),
    lambda room: (room / "typed" / "deployments.parquet").write_bytes(b""),
    lambda room: (room / "typed" / "deployments.parquet").unlink(),
    lambda room: unreadable(room / "typed" / "deployments.parquet"),
    lambda room: (room / "answer.json").write_text("{"),
    pointed_elsewhere,
]


@pytest.mark.sqlite_only
@pytest.mark.parametrize("harm", HARMS)
def test_an_answer_whose_tables_are_not_as_they_were_kept_is_asked_for_again(
    tmp_path: Path, harm: Callable[[Path], object]
) -> None:
    home = tmp_path / "home"
    with open_ledger(home) as ledger:
        sent = kit.accept(ledger, tmp_path)
    room = stale._folder(home, sent, CONTRACTS)
    kit.typed(room / "typed")
    answer = stale._keep(sent, room, kit.report(), CONTRACTS)
    assert stale._kept(home, sent, CONTRACTS) == answer
    harm(room)
    assert stale._kept(home, sent, CONTRACTS) is None
