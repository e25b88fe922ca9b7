"""What a build may go on from, and what it makes again: each question as a table."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from expectations.concern import Moved, is_concerned
from expectations.suites import all_checks
from ledger.model import Snapshot, State, StoredFile, Submission, SubmissionType
from muster.release import store
from muster.release.base import GENERATIONS, base_of, engines
from muster.release.changes import Known
from muster.release.manifest import code_version
from muster.release.records import submission_rows
from muster.release.selection import Graph, select
from muster.release.stale import Recheck

RECEIVED = datetime(2026, 1, 2, 9, 30, tzinfo=UTC)


def submission(number: int, **changes: Any) -> Submission:
    return replace(
        Submission(
            submission_id=f"S{number}",
            return_slug="workforce" if number % 2 else "crime_management",
            contract_version="1.0.0",
            force_code="42",
            period="2025-12-31" if number % 2 else "2025-12",
            version=1,
            submission_type=SubmissionType.INITIAL,
            state=State.SIGNED_OFF,
            received_at=RECEIVED,
            received_by="somebody",
            signed_off_at=RECEIVED,
            files=(StoredFile("a.csv", "0" * 64, 1),),
        ),
        **changes,
    )


HELD = tuple(submission(number) for number in range(20))
FAILS = Recheck(submission_id="S3", asked_of="2.0.0", outcome="fails", errors={"R01-01": 2})


def seen(submissions: tuple[Submission, ...]) -> Snapshot:
    return Snapshot(submissions=submissions, outcomes=(), explanations=(), live_tables=())


def changed(
    now: tuple[Submission, ...], rechecks: Mapping[str, Recheck] | None = None
) -> tuple[Known, Any]:
    known = Known({str(row[0]): row for row in submission_rows(HELD, {})})
    known.detail(now)
    return known, known.changes(seen(now), rechecks or {})


def instead(number: int, **changes: Any) -> tuple[Submission, ...]:
    return tuple(submission(n, **(changes if n == number else {})) for n in range(20))


@pytest.mark.parametrize(
    ("now", "moved", "returns"),
    [
        pytest.param(HELD, set(), set(), id="nothing happened"),
        pytest.param((*HELD, submission(21)), {"S21"}, {"workforce"}, id="a new one"),
        pytest.param(
            instead(4, state=State.WITHDRAWN), {"S4"}, {"crime_management"}, id="withdrawn"
        ),
        pytest.param(
            (*instead(3, state=State.SUPERSEDED), submission(23, version=2)),
            {"S3", "S23"},
            {"workforce"},
            id="replaced",
        ),
        pytest.param(
            instead(5, agreed_due_at=RECEIVED - timedelta(days=9)),
            {"S5"},
            {"workforce"},
            id="late by a new date",
        ),
        pytest.param(
            (*HELD, submission(22, state=State.REJECTED, signed_off_at=None)),
            {"S22"},
            {"crime_management"},
            id="refused",
        ),
    ],
)
def test_what_moved(now: tuple[Submission, ...], moved: set[str], returns: set[str]) -> None:
    known, changes = changed(now)

    assert changes.submissions == moved
    assert changes.returns == returns
    assert changes.detailed == known.detailed == moved
    assert not changes.doubt


NATIONAL = submission(24, return_slug="context_drivers", force_code="EW")
OTHER_FORCE = submission(26, force_code="37")


@pytest.mark.parametrize(
    ("now", "forces"),
    [
        pytest.param(HELD, set(), id="nothing happened"),
        pytest.param((*HELD, OTHER_FORCE), {"37"}, id="a force's own"),
        pytest.param((*HELD, NATIONAL), {"42", "EW"}, id="the inspectorate's: all that are held"),
        pytest.param((*HELD, NATIONAL, OTHER_FORCE), {"37", "42", "EW"}, id="and all that are new"),
    ],
)
def test_whose_rows_are_made_again(now: tuple[Submission, ...], forces: set[str]) -> None:
    _, changes = changed(now)

    assert changes.keys["force_code"] == sorted(forces)


@pytest.mark.parametrize("state", [State.RECEIVED, State.NEEDS_EXPLANATION, State.READY])
def test_what_may_still_be_explained_is_always_read_again(state: State) -> None:
    waiting = submission(2, state=state, signed_off_at=None)
    held = (*HELD[:2], waiting, *HELD[3:])
    known = Known({str(row[0]): row for row in submission_rows(held, {})})

    assert known.detail(held) == {"S2"}
    assert known.changes(seen(held), {}).submissions == frozenset()


def test_what_was_explained_when_it_was_live_is_read_again_and_has_not_moved() -> None:
    known = Known({str(row[0]): row for row in submission_rows(HELD, {})})
    known.detail(HELD)
    changes = known.changes(replace(seen(HELD), detailed=frozenset({"S2"})), {})

    assert (changes.submissions, changes.detailed) == (frozenset(), {"S2"})
    assert changes.keys == {"submission_id": ["S2"], "force_code": ["42"]}


def test_another_answer_of_the_newest_contract_is_a_move_whose_details_stand() -> None:
    _, changes = changed(HELD, {"S3": FAILS})

    assert changes.submissions == {"S3"}
    assert changes.detailed == frozenset()


@pytest.mark.parametrize(
    ("now", "says"),
    [
        pytest.param(
            (*HELD, *(submission(n) for n in range(30, 40))),
            "10 of 30 submissions are new or moved.",
            id="too many",
        ),
    ],
)
def test_what_is_doubted(now: tuple[Submission, ...], says: str) -> None:
    assert changed(now)[1].doubt == says


def released(home: Path, **changes: Any) -> Path:
    """A home whose current release says that of itself."""
    made = {"engines": engines(), "own_project": False, "generation": 0}
    content: dict[str, Any] = {
        "release_id": "20260101T000000Z-00000000",
        "as_of": "2026-01-01T00:00:00.000000Z",
        "code_version": code_version(),
        "reference": {"populations.csv": "ab"},
        "made": made | {key: changes.pop(key) for key in list(changes) if key in made},
    }
    folder = store.releases_folder(home)
    folder.mkdir(parents=True)
    (folder / f"{content['release_id']}.json").write_text(json.dumps(content | changes))
    (folder / f"{content['release_id']}.duckdb").touch()
    (home / "CURRENT").write_text(content["release_id"])
    return home


HELD_TABLES = {"populations.csv": "ab"}
OF_THE_QUARTER = datetime(2026, 3, 31, 23, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        pytest.param({}, "", id="all as it was"),
        pytest.param({"code_version": "0+other"}, "Muster is another version.", id="code"),
        pytest.param({"engines": {}}, "An engine is another version.", id="engines"),
        pytest.param(
            {"reference": {"populations.csv": "cd"}},
            "A reference table is another one.",
            id="a reference table changed",
        ),
        pytest.param(
            {"reference": {}}, "A reference table is another one.", id="a reference table came"
        ),
        pytest.param({"own_project": True}, "The models are not Muster's own.", id="own models"),
        pytest.param(
            {"generation": GENERATIONS},
            f"{GENERATIONS} releases in a row were made from the last whole one.",
            id="long ago",
        ),
        pytest.param(
            {"made": None},
            "The figures of release 20260101T000000Z-00000000 cannot be started from.",
            id="built before this was known",
        ),
    ],
)
def test_when_the_whole_is_built(tmp_path: Path, changes: dict[str, Any], says: str) -> None:
    found = base_of(
        store.shown(released(tmp_path, **changes)),
        HELD_TABLES,
        as_of=OF_THE_QUARTER,
        whole=False,
        own_project=False,
    )

    assert found.why == says
    assert (found.release is None) is bool(says)


@pytest.mark.parametrize(
    "as_of", [datetime(2026, 4, 1, tzinfo=UTC), datetime(2025, 12, 31, tzinfo=UTC)]
)
def test_the_whole_is_built_where_a_quarter_has_turned(tmp_path: Path, as_of: datetime) -> None:
    home = released(tmp_path)
    found = base_of(store.shown(home), HELD_TABLES, as_of=as_of, whole=False, own_project=False)

    assert found.why == "A quarter has turned: what was provisional may be final."


def test_the_whole_is_built_where_figures_are_gone_or_it_is_asked_for(tmp_path: Path) -> None:
    home = released(tmp_path)

    ask = partial(base_of, as_of=OF_THE_QUARTER, own_project=False)

    assert ask(store.shown(home), HELD_TABLES, whole=True).why == "It was asked for."
    next(store.releases_folder(home).glob("*.duckdb")).unlink()
    assert ask(store.shown(home), HELD_TABLES, whole=False).release is None
    assert ask(store.shown(tmp_path / "none"), {}, whole=False).release is None


def graph() -> Graph:
    """Two returns: crime goes into the measures of workforce as well; forces are a seed."""
    parents = {
        "model.m.stg_submissions": ["source.m.raw.submissions"],
        "model.m.stg_workforce": ["source.m.raw.workforce__stock"],
        "model.m.stg_crime": ["source.m.raw.crime__outcomes"],
        "model.m.int_forces": ["seed.m.forces"],
        "model.m.int_measures__workforce": ["model.m.stg_workforce", "model.m.stg_crime"],
        "model.m.int_measures__crime": ["model.m.stg_crime", "model.m.stg_submissions"],
        "model.m.comparison": ["model.m.int_measures__workforce", "model.m.int_measures__crime"],
        "model.m.coverage": ["model.m.stg_submissions", "model.m.int_forces"],
        "test.m.of_crime": ["model.m.int_measures__crime"],
        "test.m.of_workforce": ["model.m.int_measures__workforce"],
        "test.m.of_forces": ["model.m.int_forces"],
    }
    nodes = {
        key: {
            "name": key.rpartition(".")[2],
            "resource_type": key.partition(".")[0],
            "config": {
                "materialized": "view" if ".stg_" in key else "table",
                "unique_key": "indicator" if key.endswith("comparison") else None,
            },
        }
        for key in parents
    }
    return Graph(nodes, parents)


@pytest.mark.parametrize(
    ("moved", "made", "beside", "tests"),
    [
        pytest.param(
            "workforce",
            {"stg_workforce", "int_measures__workforce"},
            (),
            ("of_workforce",),
            id="a return that nobody else reads",
        ),
        pytest.param(
            "crime",
            {"stg_crime", "int_measures__crime", "int_measures__workforce"},
            ("workforce",),
            ("of_crime", "of_workforce"),
            id="a return that goes into another's measures",
        ),
    ],
)
def test_what_is_made_again(
    moved: str, made: set[str], beside: tuple[str, ...], tests: tuple[str, ...]
) -> None:
    """What knows the submissions only is always made again."""
    chosen = select(graph(), [moved], {"sickness", "officers"})

    assert set(chosen.models) == made | {"stg_submissions", "coverage", "comparison"}
    assert set(chosen.own) == made
    assert (chosen.returns, chosen.beside) == ((moved,), beside)
    assert chosen.indicators == ("officers", "sickness")
    assert chosen.tests == tests
    assert chosen.carried == 3 - len(tests)


def test_a_model_is_of_the_returns_that_its_sql_names_as_well() -> None:
    """It reads tables of workforce, and of crime only which submissions there are."""
    of_both = {
        "model.m.int_posts": ["model.m.stg_submissions", "model.m.stg_workforce"],
        "model.m.int_posts_seen": ["model.m.int_posts"],
    }
    named = {
        "model.m.int_posts": "where duty.return_slug = 'crime'",
        "model.m.int_posts_seen": "select * from posts",
    }
    plain = graph()
    nodes = {
        key: {
            "name": key.rpartition(".")[2],
            "resource_type": "model",
            "config": {"materialized": "table", "unique_key": None},
            "raw_code": raw_code,
        }
        for key, raw_code in named.items()
    }
    both = Graph({**plain.nodes, **nodes}, {**plain.parents, **of_both})

    assert {"int_posts", "int_posts_seen"} <= set(select(both, ["crime"], []).own)
    assert {"int_posts", "int_posts_seen"} <= set(select(both, ["workforce"], []).own)
    assert not {"int_posts", "int_posts_seen"} & set(select(both, [], []).models)


@pytest.mark.parametrize(
    ("key", "moved", "asked"),
    [
        ("C09 moved_from_history workforce", {"workforce"}, True),
        ("C09 moved_from_history workforce", {"collisions"}, False),
        ("R01-04 stock_flow raw.workforce__flows", {"workforce"}, True),
        ("R01-04 stock_flow raw.workforce__flows", {"domestic_abuse"}, False),
        # Devices issued are held against the headcount that another return gives.
        ("R11-05 issued_over_headcount raw.mobile_devices__devices", {"workforce"}, True),
        ("R11-05 issued_over_headcount raw.mobile_devices__devices", {"collisions"}, False),
        # What forces say of outages is read from a mart of all of them.
        ("R05-08 starts_agree system_reliability.outages", {"force_impact"}, True),
        ("PEER-01 within_plausible_range marts.comparison", {"collisions"}, True),
        ("GATE-11 live_submission_in_coverage raw.submissions", set(), True),
        ("STALE-01 newest_contract_accepts raw.submissions", set(), True),
    ],
)
def test_which_checks_are_asked_again(key: str, moved: set[str], asked: bool) -> None:
    check = next(each for each in all_checks() if each.key == key)

    assert is_concerned(check, Moved(frozenset(moved))) is asked


@pytest.mark.parametrize(
    ("key", "asked"),
    [
        ("C09 moved_from_history incidents_response", True),
        ("C09 moved_from_history collisions", False),
        ("R03-05 mix_moved incidents_response.incidents", False),
    ],
)
def test_where_some_figures_moved_what_looks_at_figures_is_asked_again(
    key: str, asked: bool
) -> None:
    """Officers of workforce stand in figures of incidents, and in no row that was sent of them."""
    check = next(each for each in all_checks() if each.key == key)
    moved = Moved(
        names=frozenset({"workforce", "officer_fte", "incidents_per_response_officer"}),
        beside=frozenset({"incidents_response"}),
        figures=frozenset({"comparison"}),
    )
    assert is_concerned(check, moved) is asked
