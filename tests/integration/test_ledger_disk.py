"""What happens when nothing more can be written; rows R4 and R5 of the table go further."""

from __future__ import annotations

import multiprocessing
import os
import resource
from collections.abc import Callable
from pathlib import Path

import pytest

from contracts.errors import SubmissionError
from ledger.objects import ObjectStore
from ledger.store import open_ledger
from tests import ledger_kit as kit

# A limit on the size of files: a server's files are not this process's.
pytestmark = pytest.mark.sqlite_only
FORK = multiprocessing.get_context("fork")


def in_child(work: Callable[[], None]) -> int | None:
    child = FORK.Process(target=work)
    child.start()
    child.join(60)
    return child.exitcode


def with_room_for(size_bytes: int, work: Callable[[], object]) -> int | None:
    """Run it where no file can grow beyond that size; 0 done, 1 refused with a sentence."""

    def limited() -> None:
        hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, hard))
        try:
            work()
        except SubmissionError as error:
            named = "Nothing was accepted" in str(error)
            os._exit(1 if named else 3)
        except BaseException:
            os._exit(2)
        os._exit(0)

    return in_child(limited)


CONTENT = b"x" * 200_000


@pytest.mark.parametrize("thousands", range(0, 200, 40))
def test_disk_full(tmp_path: Path, thousands: int) -> None:
    """Five levels, from nothing at all to nearly enough: refused by name, nothing harmed."""
    home = tmp_path / "home"
    with open_ledger(home) as ledger:
        first = kit.accept(ledger, tmp_path, content=b"first")

    def submit() -> None:
        with open_ledger(home) as ledger:
            kit.accept(ledger, tmp_path / "full", content=CONTENT, revision_reason="LATE_RECORDS")

    kit.sent(tmp_path / "full" / "sent", content=CONTENT)
    kit.typed(tmp_path / "full" / "typed")

    def without_writing_the_source() -> None:
        with open_ledger(home) as ledger:
            ledger.accept(
                [("return.csv", tmp_path / "full" / "sent" / "return.csv")],
                kit.report(),
                {"deployments": tmp_path / "full" / "typed" / "deployments.parquet"},
                **kit.asked(revision_reason="LATE_RECORDS"),
            )

    assert with_room_for(thousands * 1000, without_writing_the_source) == 1
    with open_ledger(home) as ledger:
        assert ledger.submissions(actor=kit.LOCAL) == (first,)
        assert [d for d in ledger.verify() if not d.harmless] == []
    submit()  # space is free again: it works without repair
    with open_ledger(home) as ledger:
        assert [str(s.state) for s in ledger.submissions(actor=kit.LOCAL)] == [
            "superseded",
            "signed_off",
        ]
        ledger.doctor()
        assert ledger.verify() == []


def test_control_without_a_temporary_name_a_full_disk_leaves_half_an_object(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: written at its final name, a truncated object stays and is seen."""
    store = ObjectStore(tmp_path / "home")
    source = kit.sent(tmp_path, content=CONTENT)
    sha256, _ = store.put(source)
    store.path(sha256).unlink()
    monkeypatch.setattr(ObjectStore, "temporary", lambda self: self.path(sha256))
    monkeypatch.setattr(Path, "unlink", lambda self, missing_ok=False: None)
    assert with_room_for(50_000, lambda: store.put(source)) == 1
    monkeypatch.undo()
    with pytest.raises(SubmissionError, match="was altered"):
        store.read(sha256)
