"""A changed contract asked of a real ledger, through real limited children."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from contracts.load import contract_path, load_contract_file
from ledger.access import local_administrator
from ledger.store import open_ledger
from muster.backtest import Backtest, Fate, backtest
from muster.backtest_words import render
from muster.pipeline import submit

pytestmark = pytest.mark.xdist_group("backtest")

HEADER = (
    "snapshot_date,force_code,sex,rank_code,worker_type,headcount,headcount_status,fte,fte_status\n"
)
ROWS = {
    # force: (headcount, fte), and what stands in the ledger under 1.0.0
    "42": ("13", "12.50"),  # live
    "43": ("13", "13.00"),  # live, exactly at the limit
    "44": ("13", "14.50"),  # rejected: R01-01
}
PERIOD = "2022-03-31"
AT = datetime(2022, 4, 5, 9, tzinfo=UTC)
LIMIT = "implementation: {predicate: not_more_than, of: fte, limit: headcount, tolerance: 0.01}"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with two live submissions, one rejected and one nil return."""
    folder = tmp_path_factory.mktemp("backtest")
    with open_ledger(folder / "home") as ledger:
        for force, (headcount, fte) in ROWS.items():
            path = folder / force / "stock.csv"
            path.parent.mkdir()
            row = f"{PERIOD},{force},FEMALE,CONSTABLE,POLICE_OFFICER,{headcount},,{fte},\n"
            path.write_text(HEADER + row)
            submit(
                ledger, [path], "workforce", force, PERIOD,
                actor=local_administrator(), received_at=AT,
            )  # fmt: skip
        ledger.accept(
            [], None, {}, return_slug="workforce", force_code="45", period=PERIOD,
            contract_version="1.0.0", actor=local_administrator(), received_at=AT,
            submission_type="NIL",
        )  # fmt: skip
    return folder / "home"


def changed(folder: Path, old: str, new: str) -> Path:
    """The workforce contract with one text in it replaced."""
    text = contract_path("workforce", "1.0.0").read_text(encoding="utf-8")
    assert old in text
    path = folder / "new.odcs.yaml"
    path.write_text(text.replace(old, new).replace("version: 1.0.0", "version: 2.0.0", 1))
    return path


def asked(home: Path, path: Path) -> Backtest:
    with open_ledger(home) as ledger:
        return backtest(
            ledger, load_contract_file(path), path, "workforce",
            actor=local_administrator(), workers=1,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "fates", "rules", "breaks"),
    [
        (
            "version: 1.0.0", "version: 1.0.0",
            {"42": "same", "43": "same", "44": "same"}, {}, False,
        ),
        (
            LIMIT, LIMIT.replace("0.01}", "0.01, factor: 0.98}"),
            {"42": "same", "43": "newly_fails", "44": "same"},
            {"R01-01 error": {"before": 0, "after": 1, "submissions": 1}}, True,
        ),
        (
            LIMIT, LIMIT.replace("0.01", "5"),
            {"42": "same", "43": "same", "44": "newly_passes"},
            {"R01-01 error": {"before": 1, "after": 0, "submissions": 1}}, False,
        ),
        (
            "name: headcount_status", "name: headcount_reason",
            {"42": "newly_fails", "43": "newly_fails", "44": "same"}, None, True,
        ),
    ],
    ids=["nothing", "stricter", "looser", "renamed"],
)  # fmt: skip
def test_who_would_newly_fail_and_who_would_newly_pass(
    home: Path, tmp_path: Path, old: str, new: str, fates: dict[str, str],
    rules: dict[str, dict[str, int]] | None, breaks: bool,
) -> None:  # fmt: skip
    path = changed(tmp_path, old, new)
    if "headcount_reason" in new:
        path.write_text(path.read_text().replace("headcount_status", "headcount_reason"))
    result = asked(home, path)
    assert {each.force_code: str(each.fate) for each in result.outcomes} == fates
    assert result.breaks_live is breaks
    assert result.without_files == 1
    if rules is not None:
        assert result.by_rule() == rules


STRICTER = LIMIT.replace("0.01}", "0.01, factor: 0.98}")


def test_a_contract_whose_number_nobody_raised_is_asked_all_the_same(
    home: Path, tmp_path: Path
) -> None:
    path = changed(tmp_path, LIMIT, STRICTER)
    path.write_text(path.read_text().replace("version: 2.0.0", "version: 1.0.0", 1))
    result = asked(home, path)
    assert {each.force_code: str(each.fate) for each in result.outcomes} == {
        "42": "same", "43": "newly_fails", "44": "same",
    }  # fmt: skip
    assert result.breaks_live
    assert result.under_itself == 0


def test_a_contract_that_was_edited_in_its_place_is_compared_with_what_is_on_record(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = changed(tmp_path, LIMIT, STRICTER)
    path.write_text(path.read_text().replace("version: 2.0.0", "version: 1.0.0", 1))
    edited = load_contract_file(path)
    # The contracts of whoever runs it are those of the checkout that was edited.
    monkeypatch.setattr("contracts.load.load_contract", lambda *_, **__: edited)
    result = asked(home, path)
    assert {each.force_code: str(each.fate) for each in result.outcomes} == {
        "42": "same", "43": "newly_fails", "44": "same",
    }  # fmt: skip
    assert result.under_itself == len(ROWS)
    assert "3 submissions came under workforce 1.0.0 itself, as it reads now" in render(
        result, "text"
    )


def test_a_code_list_beside_the_contract_is_asked_too(home: Path, tmp_path: Path) -> None:
    path = changed(tmp_path, "version: 1.0.0", "version: 2.0.0")
    lists = tmp_path / "codelists"
    lists.mkdir()
    known = (contract_path("workforce", "1.0.0").parents[2] / "codelists/sex.csv").read_text()
    kept = [line for line in known.splitlines() if not line.startswith("FEMALE,")]
    (lists / "sex.csv").write_text("\n".join(kept) + "\n")
    result = asked(home, path)
    assert [each.force_code for each in result.of(Fate.NEWLY_FAILS)] == ["42", "43"]
    assert set(result.by_rule()) == {"C06 error"}


def muster(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "muster.cli", *words],
        capture_output=True, text=True, check=False,
        env={"MUSTER_HOME": str(home), "PATH": "/usr/bin:/bin", "HOME": str(home)},
    )  # fmt: skip


def test_the_command_tells_it_in_both_formats_and_its_exit_code(home: Path, tmp_path: Path) -> None:
    path = changed(tmp_path, LIMIT, LIMIT.replace("0.01}", "0.01, factor: 0.98}"))
    told = muster(home, "contracts", "backtest", str(path))
    assert told.returncode == 1, told.stderr
    assert "asked of 3 submissions of workforce: 2 fare the same." in told.stdout
    assert "Would newly fail: 1, of which live 1" in told.stdout
    assert f"{PERIOD} (signed off): R01-01 error 0 to 1" in told.stdout
    assert "1 live submission of 1 force would newly fail." in told.stdout
    done = muster(home, "contracts", "backtest", "workforce@1.0.0", "--format", "json")
    content = json.loads(done.stdout)
    assert done.returncode == 0
    assert content["counts"]["same"] == content["asked"] == 3


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["backtest", "workforce", "--format", "pdf"], "There is no format 'pdf'"),
        (["backtest", "facial_recognition"], "holds no submission of facial_recognition"),
        (["backtest", "nowhere.yaml"], "There is no file nowhere.yaml."),
        (["diff", "workforce", "payroll"], "There is no return called 'payroll'"),
        (["diff", "workforce", "facial_recognition"], "different returns"),
        (["export", "workforce", "--format", "pdf", "--out", "x"], "There is no format 'pdf'"),
        (["read", "nowhere.yaml"], "There is no file nowhere.yaml."),
    ],
)
def test_a_command_that_is_wrong_is_answered_with_a_sentence(
    words: list[str], sentence: str, home: Path
) -> None:
    done = muster(home, "contracts", *words)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("old", "new", "words", "code"),
    [
        ("version: 1.0.0", "version: 1.0.0", "2.0.0 obeys", 0),
        ("severity: info", "severity: error", "2.0.0 obeys", 0),
    ],
)
def test_diff_of_a_new_major_version_obeys(
    home: Path, tmp_path: Path, old: str, new: str, words: str, code: int
) -> None:
    path = changed(tmp_path, old, new)
    done = muster(home, "contracts", "diff", "workforce@1.0.0", str(path))
    assert (done.returncode, words in done.stdout) == (code, True), done.stderr


def test_diff_that_does_not_obey_is_exit_code_1_in_every_format(home: Path, tmp_path: Path) -> None:
    path = changed(tmp_path, "severity: info", "severity: error")
    path.write_text(path.read_text().replace("version: 2.0.0", "version: 1.1.0"))
    for form in ("text", "json", "markdown"):
        out = tmp_path / form
        done = muster(
            home, "contracts", "diff", "workforce@1.0.0", str(path), "--format", form,
            "--out", str(out),
        )  # fmt: skip
        assert done.returncode == 1, done.stderr
        assert "R01-09" in out.read_text()


def test_a_contract_that_is_not_of_muster_is_sent_to_read(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "theirs.yaml"
    path.write_text(
        "apiVersion: v3.1.0\nkind: DataContract\nid: x\nversion: 1.0.0\nstatus: active\n"
    )
    done = muster(home, "contracts", "diff", "workforce", str(path))
    assert done.returncode == 2
    assert "`muster contracts read" in done.stderr
    done = muster(home, "contracts", "read", str(path))
    assert done.returncode == 1
    assert "does not load" in done.stdout


def test_bytes_that_are_gone_are_said_to_be_gone(tmp_path: Path) -> None:
    path = tmp_path / "stock.csv"
    path.write_text(HEADER + f"{PERIOD},42,FEMALE,CONSTABLE,POLICE_OFFICER,13,,12.50,\n")
    with open_ledger(tmp_path / "home") as ledger:
        submit(
            ledger, [path], "workforce", "42", PERIOD, actor=local_administrator(), received_at=AT
        )
        [stored] = (tmp_path / "home/objects").glob("*/*")
        stored.unlink()
    result = asked(tmp_path / "home", contract_path("workforce", "1.0.0"))
    [outcome] = result.outcomes
    assert outcome.fate is Fate.NOT_RERUN
    assert "stock.csv are not in the store" in outcome.why
    assert result.breaks_live
