"""The demonstration data: the same everywhere, complete, and anchored to published figures."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from statistics import median

import pytest

from contracts.load import all_contracts, load_contract
from contracts.model import NATIONAL_CODE
from ledger.calendar import due_at
from muster.demo import guide
from muster.demo.dice import Dice
from muster.demo.facts import MISSING_FORCE, Force, facial_recognition_uses, forces
from muster.demo.fault import REJECTED, RELEASE
from muster.demo.generate import generate
from muster.demo.model import DemoReturn
from muster.demo.plan import PlannedSubmission, read_plan
from muster.demo.registry import demo_returns, faults
from muster.demo.window import Window, month_text, received_after
from tests.demo_kit import live, rows, whole_plan

pytestmark = pytest.mark.xdist_group("demonstration")

FAULTS = faults()
FIRST_SNAPSHOT = Window().every_quarter_end[0]


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


LAST_MONTH = "2026-08"


@pytest.fixture(scope="module")
def one_month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One month of every return, for reading only."""
    folder = tmp_path_factory.mktemp("month") / "one"
    generate(folder, months=1, last_month=LAST_MONTH)
    return folder


def test_two_generations_are_the_same_bytes(one_month: Path, tmp_path: Path) -> None:
    generate(tmp_path / "two", months=1, last_month=LAST_MONTH)
    first, second = contents(one_month), contents(tmp_path / "two")
    assert len(first) > 250
    assert first == second


def test_another_seed_gives_other_figures(one_month: Path, tmp_path: Path) -> None:
    generate(tmp_path / "two", months=1, last_month=LAST_MONTH, seed=2027)
    path = "system_reliability/42/2026-08/service_months.csv"
    assert contents(one_month)[path] != contents(tmp_path / "two")[path]


def test_dice_fall_the_same_on_every_machine() -> None:
    dice = Dice(2026, "workforce", "42")
    assert [dice.whole(1, 1000) for _ in range(5)] == PINNED_DRAWS


# Written down once; a machine or a version of Python that disagrees makes other figures.
PINNED_DRAWS = [921, 844, 469, 175, 962]


def test_a_second_run_writes_nothing(one_month: Path) -> None:
    said: list[str] = []
    before = {p: p.stat().st_mtime_ns for p in one_month.rglob("*")}
    again = generate(one_month, months=1, last_month=LAST_MONTH, progress=said.append)
    assert {p: p.stat().st_mtime_ns for p in one_month.rglob("*")} == before
    assert again == read_plan(one_month / "plan.json")
    assert "written already" in said[0]


def test_a_new_window_replaces_the_old_files_and_nothing_else(
    one_month: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "demonstration"
    shutil.copytree(one_month, folder)
    (folder / "notes").mkdir()
    (folder / "notes" / "mine.txt").write_text("keep")
    generate(folder, months=1, last_month="2026-07")
    assert (folder / "notes" / "mine.txt").read_text() == "keep"
    assert {p.name for p in (folder / "system_reliability" / "42").iterdir()} == {"2026-07"}


def test_the_plan_reads_back_as_it_was_written() -> None:
    plan = whole_plan()
    assert read_plan(plan.root / "plan.json") == plan


# ------------------------------------------------------------------------------------- faults


def test_every_rule_of_every_contract_has_its_fault() -> None:
    assert set(FAULTS) == {rule.id for contract in all_contracts() for rule in contract.rules}


def test_every_fault_is_planted() -> None:
    planted = {rule_id for s in whole_plan().submissions for rule_id in s.faults}
    assert planted == {rule_id for rule_id, fault in FAULTS.items() if fault.outcome != RELEASE}


def test_what_is_refused_is_changed_before_it_is_sent() -> None:
    assert all(fault.change for fault in FAULTS.values() if fault.outcome == REJECTED)
    for slug, each in demo_returns().items():
        assert {fault.return_slug for fault in each.faults.values()} == {slug}


@pytest.mark.parametrize("rule_id", [r for r, f in FAULTS.items() if f.outcome == REJECTED])
def test_what_is_refused_has_a_live_submission_in_its_place(rule_id: str) -> None:
    fault = FAULTS[rule_id]
    refused = [s for s in whole_plan().submissions if s.faults == (rule_id,)]
    assert [s.expected for s in refused] == ["rejected"]
    kept = live()[fault.return_slug, fault.force_code, fault.period]
    assert rule_id not in kept.faults
    assert (kept.received_at > refused[0].received_at) is (rule_id != "C11")
    if rule_id != "C11":
        assert (kept.submission_type, kept.revision_reason) == ("RESUBMISSION", "CORRECTION_FORCE")


def test_planned_answers_use_reasons_that_their_rules_offer() -> None:
    for submission in whole_plan().submissions:
        contract = load_contract(submission.return_slug)
        for told in submission.explanations:
            assert told.reason in contract.rule(told.rule_id).reasons
            assert told.sentence.endswith(".")


# --------------------------------------------------------------------------------- completeness


@pytest.mark.parametrize("each", demo_returns().values(), ids=lambda each: each.slug)
def test_the_live_picture_is_complete_but_for_one_force_and_period(each: DemoReturn) -> None:
    periods = each.periods(Window())
    national = load_contract(each.slug).national
    senders = {NATIONAL_CODE} if national else {force.code for force in forces()}
    expected = {(each.slug, code, period) for code in senders for period in periods}
    absent = {(each.slug, MISSING_FORCE, periods[-1])}
    assert expected - {key for key in live() if key[0] == each.slug} == (
        set() if national else absent
    )


def test_every_return_is_demonstrated() -> None:
    assert set(demo_returns()) == {contract.slug for contract in all_contracts()}


def test_one_first_submission_is_late() -> None:
    late = {s.faults for s in live().values() if is_late(s) and s.submission_type == "INITIAL"}
    assert late == {("C12",)}


def is_late(submission: PlannedSubmission) -> bool:
    contract = load_contract(submission.return_slug)
    due = due_at(submission.period, contract.period_grain, contract.due_working_days)
    return submission.received_at > due


def test_times_of_receipt_follow_from_the_period() -> None:
    assert received_after("2024-02", days=6, minutes=30).isoformat() == "2024-03-06T08:30:00+00:00"
    received = [s.received_at for s in whole_plan().submissions]
    assert received == sorted(received)


def test_nil_returns_hold_no_files_and_active_forces_send_few() -> None:
    nil = Counter(s.force_code for s in live().values() if s.submission_type == "NIL")
    assert all(not s.files for s in live().values() if s.submission_type == "NIL")
    assert (nil["01"], nil["62"]) == (0, 1)
    users = {use.force_code for use in facial_recognition_uses()}
    assert {code for code, months in nil.items() if months >= 35} >= {
        force.code for force in forces()
    } - users
    assert all(nil[code] < 36 for code in users)


# ------------------------------------------------------------------------------------ workforce


def fte(submission: PlannedSubmission, worker_type: str, table: str = "stock") -> float:
    found = [r for r in rows(submission, table) if r["worker_type"] == worker_type]
    return sum(float(r["fte"]) for r in found)


@pytest.mark.parametrize("force", forces(), ids=lambda force: force.code)
def test_first_snapshot_is_near_the_published_figures(force: Force) -> None:
    first = live()["workforce", force.code, FIRST_SNAPSHOT]
    published = {
        "POLICE_OFFICER": force.officers,
        "POLICE_STAFF": force.staff,
        "PCSO": force.pcso,
        "DESIGNATED_OFFICER": force.designated,
    }
    for worker_type, hundredths in published.items():
        assert fte(first, worker_type) == pytest.approx(hundredths / 100, rel=0.03, abs=0.02)


def test_norfolk_states_that_it_has_no_community_support_officers() -> None:
    found = rows(live()["workforce", "36", FIRST_SNAPSHOT], "stock")
    assert {r["fte"] for r in found if r["worker_type"] == "PCSO"} == {"0.00"}


def test_functions_add_up_to_the_stock_but_for_the_planted_fault() -> None:
    for (slug, force_code, period), submission in live().items():
        if slug != "workforce":
            continue
        planted = "R01-10" in submission.faults
        gap = fte(submission, "POLICE_STAFF", "functions") - fte(submission, "POLICE_STAFF")
        assert (abs(gap) < 0.01) is not planted, (force_code, period)


def test_flows_explain_the_stock_but_for_the_planted_break() -> None:
    broken = {
        (force.code, worker_type, period)
        for force in forces()
        for worker_type in ("POLICE_OFFICER", "POLICE_STAFF", "PCSO", "DESIGNATED_OFFICER")
        for period in unexplained(force.code, worker_type)
    }
    assert broken == {
        ("55", "POLICE_STAFF", "2025-06-30"),
        ("55", "DESIGNATED_OFFICER", "2025-06-30"),
    }


def unexplained(force_code: str, worker_type: str) -> list[str]:
    """The periods whose stock differs by more than 1% and 2 FTE from what the flows lead to."""
    found: list[str] = []
    quarters = [q for q in Window().every_quarter_end if ("workforce", force_code, q) in live()]
    for before, now in pairwise(quarters):
        old, new = (live()["workforce", force_code, q] for q in (before, now))
        flows = [r for r in rows(new, "flows") if r["worker_type"] == worker_type]
        signs = {"joiners": 1, "transfers_in": 1, "leavers": -1, "transfers_out": -1}
        net = sum(sign * float(r[f"{name}_fte"]) for r in flows for name, sign in signs.items())
        expected = fte(old, worker_type) + net
        gap = abs(fte(new, worker_type) - expected)
        if gap > max(2, 0.01 * expected):
            found.append(now)
    return found


def test_the_correction_changes_figures() -> None:
    fault = FAULTS["R01-05"]
    place = (fault.return_slug, fault.force_code, fault.period)
    versions = [
        s
        for s in whole_plan().submissions
        if (s.return_slug, s.force_code, s.period) == place and s.expected == "accepted"
    ]
    assert [s.submission_type for s in versions] == ["INITIAL", "RESUBMISSION"]
    ratios = [rank_fte(s, "CONSTABLE") / rank_fte(s, "SERGEANT") for s in versions]
    assert ratios[0] > 9 > ratios[1] > 4
    assert fte(versions[0], "POLICE_OFFICER") == pytest.approx(fte(versions[1], "POLICE_OFFICER"))


def rank_fte(submission: PlannedSubmission, rank: str) -> float:
    found = rows(submission, "stock")
    return sum(
        float(r["fte"])
        for r in found
        if (r["worker_type"], r["rank_code"]) == ("POLICE_OFFICER", rank)
    )


# -------------------------------------------------------------------------------- digital evidence


def test_physical_media_come_back_once_and_only_where_it_was_planted() -> None:
    risen: set[tuple[str, str]] = set()
    for force in forces():
        shares = {
            period: physical_share(submission)
            for (slug, code, period), submission in sorted(live().items())
            if (slug, code) == ("digital_evidence", force.code)
        }
        for before, (period, share) in enumerate(shares.items()):
            earlier = list(shares.values())[:before]
            if len(earlier) >= 3 and share - median(earlier) > 10:
                risen.add((force.code, period))
    assert risen == {(FAULTS["R06-06"].force_code, FAULTS["R06-06"].period)}


def physical_share(submission: PlannedSubmission) -> float:
    """Percent of what was received that came on discs and sticks."""
    found = rows(submission, "retrievals")
    physical = ("DISC_COURIER", "DISC_OFFICER", "USB")
    received = sum(int(r["received"]) for r in found)
    moved = sum(int(r["received"]) for r in found if r["retrieval_channel"] in physical)
    return 100 * moved / received


# ---------------------------------------------------------------------------------- free of people


def test_every_text_is_a_code_or_a_reference_and_names_nobody() -> None:
    for contract in all_contracts():
        texts = [
            (
                t.name,
                f.name,
                coded(f.codelist, contract.codelists) or reference(contract.slug, f.name),
            )
            for t in contract.tables
            for f in t.fields
            if f.kind == "text"
        ]
        for submission in live().values():
            if submission.return_slug == contract.slug and submission.period > "2025-12":
                for table, column, allowed in texts:
                    for row in rows(submission, table):
                        assert not row[column] or allowed(row[column]), (table, column, row)


def coded(name: str | None, lists: object) -> Callable[[str], bool] | None:
    codes = {c.code for c in lists[name].codes} if name else None  # type: ignore[index]
    return codes.__contains__ if codes else None


def reference(slug: str, column: str) -> Callable[[str], bool]:
    pattern = re.compile(demo_returns()[slug].references[column])
    return lambda value: pattern.fullmatch(value) is not None


def test_months_count_back_over_the_year() -> None:
    assert month_text(2026 * 12) == "2026-01"
    assert Window("2026-02", 3).every_month == ("2025-12", "2026-01", "2026-02")
    assert Window("2026-02", 3).every_quarter_end == ("2025-12-31",)
    assert Window("2026-02").quarter_end(1) == "2025-09-30"


def test_the_page_of_faults_is_current() -> None:
    written = (Path(__file__).parents[2] / guide.PAGE).read_text(encoding="utf-8")
    assert written == guide.page(), "run `make generate`"
