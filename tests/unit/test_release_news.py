"""What a worker builds a release for, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from expectations.warehouse import to_write
from ledger.store import Ledger, open_ledger
from muster.release import base, news, store
from muster.release.held import digests, reference
from muster.release.landing import create_raw, insert
from muster.release.manifest import code_version, written_time
from muster.release.news import STATES_WAIT
from muster.release.records import COLUMNS, rows_of
from tests import ledger_kit as kit

LIVE = "What is live has changed."
SOON = kit.later(60)


@pytest.fixture
def ledger(tmp_path: Path) -> Any:
    """Two live submissions, one that waits for sign-off, and a release of them."""
    (tmp_path / "home" / "reference").mkdir(parents=True)
    (tmp_path / "home" / "reference" / "series_breaks.csv").write_text("force_code\n42\n")
    with open_ledger(tmp_path / "home") as opened:
        first = kit.accept(opened, tmp_path, content=b"a")
        opened.record_comparison(first.submission_id, kit.compared(kit.doubt()))
        kit.accept(opened, tmp_path, content=b"b", force_code="05")
        waits = replace(kit.PREPARER, force_code="06")
        kit.accept(opened, tmp_path, content=b"c", force_code="06", actor=waits)
        publish(opened)
        yield opened


def publish(opened: Ledger, /, **told: Any) -> None:
    """A release of what the ledger holds, without figures."""
    home, snapshot = opened.home, opened.snapshot()
    sequence = store.last_sequence(home) + 1
    release_id = f"20240410-{sequence:06d}"
    built = store.releases_folder(home) / f".{release_id}.duckdb"
    built.parent.mkdir(exist_ok=True)
    with to_write(built) as connection:
        create_raw(connection)
        for name, rows in rows_of(snapshot, release_id, kit.NOW, {}).items():
            insert(connection, f"raw.{name}", COLUMNS[name], rows)
        connection.execute("checkpoint")
    content: dict[str, Any] = {
        "release_id": release_id,
        "sequence": sequence,
        "as_of": written_time(kit.NOW),
        "ledger": asdict(snapshot.point) if snapshot.point else None,
        "code_version": code_version(),
        "reference": digests(reference(home)),
        "made": {"engines": base.engines()},
    }
    store.publish(home, built, content | told)


def submissions(ledger: Ledger) -> list[str]:
    return [each.submission_id for each in ledger.submissions(actor=kit.LOCAL)]


def nothing(ledger: Ledger) -> None:
    pass


def plausibility_is_answered(ledger: Ledger) -> None:
    for sid in submissions(ledger):
        ledger.record_comparison(sid, kit.compared(sequence=2))


def another_comes(ledger: Ledger) -> None:
    kit.receive(ledger, ledger.home.parent, content=b"d", force_code="07")


def one_is_signed_off(ledger: Ledger) -> None:
    approver = replace(kit.APPROVER, force_code="06")
    ledger.sign_off(submissions(ledger)[2], actor=approver, at=kit.later(9))


def one_is_withdrawn(ledger: Ledger) -> None:
    ledger.withdraw(submissions(ledger)[0], actor=kit.LOCAL, at=kit.later(9), reason="Wrong file.")


def one_is_explained(ledger: Ledger) -> None:
    given = [kit.answer_to_doubt()]
    ledger.explain(submissions(ledger)[0], given, actor=kit.LOCAL, at=kit.later(9))


def table(name: str, text: str | None) -> Callable[[Ledger], None]:
    def change(ledger: Ledger) -> None:
        path = ledger.home / "reference" / name
        path.unlink() if text is None else path.write_text(text)

    return change


def released_by(**told: Any) -> Callable[[Ledger], None]:
    return lambda opened: publish(opened, **told)


TABLE = "A reference table is another one."


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        pytest.param(nothing, None, id="nothing"),
        pytest.param(plausibility_is_answered, None, id="plausibility, which each release asks"),
        pytest.param(another_comes, None, id="another comes"),
        pytest.param(one_is_signed_off, LIVE, id="one is signed off"),
        pytest.param(one_is_withdrawn, LIVE, id="one is withdrawn"),
        pytest.param(one_is_explained, LIVE, id="one that is live is explained further"),
        pytest.param(table("series_breaks.csv", "force_code\n43\n"), TABLE, id="another table"),
        pytest.param(table("series_breaks.csv", None), TABLE, id="a table less"),
        pytest.param(table("populations.csv", "x\n"), TABLE, id="a table more"),
        pytest.param(released_by(code_version="0"), "Muster is another version.", id="an upgrade"),
        pytest.param(
            released_by(made={"engines": {}}), "An engine is another version.", id="an engine"
        ),
        pytest.param(
            released_by(ledger={"sequence": 3, "hash": "other"}),
            "The last release cannot be compared with the ledger.",
            id="another ledger",
        ),
    ],
)
def test_what_there_is_to_tell(
    happens: Callable[[Ledger], None], why: str | None, ledger: Ledger
) -> None:
    happens(ledger)
    found = news.news(ledger.home, ledger, SOON)
    assert (found.why if found else None) == why


@pytest.mark.parametrize(
    ("now", "told"), [(SOON, False), (kit.NOW + STATES_WAIT + timedelta(minutes=1), True)]
)
def test_what_is_not_live_is_told_once_a_day(now: Any, told: bool, ledger: Ledger) -> None:
    another_comes(ledger)
    assert bool(news.news(ledger.home, ledger, now)) is told
    publish(ledger, as_of="2024-04-01T00:00:00Z")
    assert news.news(ledger.home, ledger, now) is None


def test_a_release_is_built_when_the_last_live_submission_is_gone(ledger: Ledger) -> None:
    for sid in submissions(ledger)[:2]:
        ledger.withdraw(sid, actor=kit.LOCAL, at=kit.later(9), reason="Wrong file.")
    found = news.news(ledger.home, ledger, SOON)
    assert found and found.why == LIVE
    publish(ledger)
    assert news.news(ledger.home, ledger, SOON) is None


def test_where_nothing_was_released_only_what_is_live_is_news(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "home") as ledger:
        kit.receive(ledger, tmp_path)
        assert news.news(tmp_path / "home", ledger, SOON) is None
        kit.accept(ledger, tmp_path, content=b"b", force_code="05")
        found = news.news(tmp_path / "home", ledger, SOON)
        assert found and found.why == "There was no release before."


def test_what_it_is_made_from_changes_with_what_is_live_and_with_nothing_else(
    ledger: Ledger,
) -> None:
    one_is_withdrawn(ledger)
    before = news.news(ledger.home, ledger, SOON)
    ledger.record_comparison(submissions(ledger)[1], kit.compared(sequence=2))
    assert news.news(ledger.home, ledger, kit.later(90)) == before
    one_is_signed_off(ledger)
    after = news.news(ledger.home, ledger, SOON)
    assert before and after and after.made_from != before.made_from
