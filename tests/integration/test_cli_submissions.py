"""From window to receipt on the command line, and what hard times look like there."""

from __future__ import annotations

import csv
import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from typer.testing import CliRunner

from contracts.amounts import count as counted
from contracts.errors import MusterError
from ledger.access import local_administrator
from ledger.store import open_ledger
from muster.cli import app
from muster.pipeline import Submitted, submit
from validators.pool import Pool

HEADER = (
    "snapshot_date,force_code,sex,rank_code,worker_type,headcount,headcount_status,fte,fte_status\n"
)
LINE = "2022-03-31,{force},FEMALE,{rank},POLICE_OFFICER,{head},,{head}.00,\n"
PLACE = ("--return", "workforce", "--force", "42", "--period", "2022-03-31")
RESENT = ("--reason", "CORRECTION_FORCE")
WHY = ("--reason", "The second file was of another month.")


class Told:
    """What a command said, and how it ended."""

    def __init__(self, code: int, out: str) -> None:
        self.code, self.out = code, out


@pytest.fixture
def muster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, warm_check: None):
    """The command line in this process, over a home of its own; errors as a person reads them."""
    monkeypatch.setenv("MUSTER_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)

    def run(*words: object) -> Told:
        done = CliRunner().invoke(app, [str(word) for word in words])
        if isinstance(done.exception, MusterError):
            return Told(2, str(done.exception))
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return Told(done.exit_code, done.output)

    return run


def stock(
    path: Path, force: str = "42", head: int = 13, ranks: tuple[str, ...] = ("CONSTABLE",)
) -> Path:
    path.write_text(
        HEADER + "".join(LINE.format(force=force, rank=rank, head=head) for rank in ranks)
    )
    return path


def ids(muster) -> list[str]:
    return [line.split()[0] for line in muster("submissions", "list").out.splitlines()]


def test_from_an_open_window_to_a_receipt_and_back(muster, tmp_path: Path) -> None:
    assert muster("windows", "open", "workforce", "2022-03-31").out == (
        "workforce 2022-03-31: open, due 2022-05-03\n"
    )
    first = stock(tmp_path / "stock.csv")
    assert "accepted and live" in muster("submit", first, *PLACE).out
    status = json.loads(
        muster("windows", "status", "workforce", "2022-03-31", "--format", "json").out
    )
    [sent] = [row for row in status if row["state"] != "missing"]
    assert (sent["force_code"], sent["state"], sent["late"]) == ("42", "signed_off", True)
    assert len(status) == 43

    stock(first, head=15)
    told = muster("changes", first, *PLACE).out
    assert "headcount 13 -> 15 (2)" in told
    assert len(ids(muster)) == 1, "a comparison leaves no trace"
    assert muster("submit", first, *PLACE, *RESENT, "--as", "preparer").code == 0
    older, newer = ids(muster)
    assert muster("submissions", "changes", newer).out == told
    read_to = json.loads(muster("status", newer).out)["read_to"]
    early = muster("submissions", "signoff", newer, "--read-to", read_to - 1)
    assert (early.code, "after you had read it" in early.out) == (2, True)
    signed = muster("submissions", "signoff", newer, "--read-to", read_to)
    assert json.loads(signed.out)["state"] == "signed_off"
    assert f"version 1, {older}, is live again" in muster("submissions", "revert", newer, *WHY).out
    listed = muster("submissions", "list").out.splitlines()
    assert all(re.search(r"  \d{4}-\d\d-\d\d \d\d:\d\d UTC  ", line) for line in listed)
    states = [line.rsplit("  ", 2) for line in listed]
    assert [row[-2] for row in states] == ["signed off", "withdrawn"]

    pdf = tmp_path / "receipt.pdf"
    muster("submissions", "receipt", older, "--out", pdf)
    assert pdf.read_bytes().startswith(b"%PDF-")
    receipt = json.loads(muster("submissions", "receipt", older).out)
    assert (receipt["state"], receipt["late"]) == ("signed_off", True)
    assert muster("submissions", "withdraw", older, *WHY).code == 0
    assert muster("windows", "close", "workforce", "2022-03-31").code == 0
    trail = json.loads(muster("audit", "--format", "json").out)
    asked = [entry["act"] for entry in trail if entry["about"] == "workforce 2022-03-31"]
    assert asked == ["open_window", "close_window"]
    assert muster("verify").code == 0


@pytest.mark.parametrize(
    ("period", "code", "says"),
    [
        ("2022-03-31", 0, "  42  2022-03-31  v1  "),
        ("2022-06-30", 0, "No submission that you may see matches what was asked for."),
        ("2022-3", 2, "There is no period '2022-3'; write it as the last day of a quarter"),
    ],
)
def test_a_list_of_nothing_says_why(
    muster, tmp_path: Path, period: str, code: int, says: str
) -> None:
    muster("submit", stock(tmp_path / "stock.csv"), *PLACE)
    told = muster("submissions", "list", "--period", period)
    assert told.code == code
    assert says in told.out


def test_warnings_go_out_as_a_sheet_and_come_back_explained_and_carried(
    muster, tmp_path: Path
) -> None:
    path = stock(tmp_path / "stock.csv", ranks=("CONSTABLE", "SERGEANT"))
    muster("submit", path, *PLACE)
    [sid] = ids(muster)
    refused = muster("submissions", "warnings", sid, "--out", tmp_path / "sheet.ods")
    assert refused.code == 2 and "sheet.ods in .csv or .xlsx" in refused.out
    assert not (tmp_path / "sheet.ods").exists()
    sheet = tmp_path / "sheet.csv"
    muster("submissions", "warnings", sid, "--out", sheet)
    with sheet.open(newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert {row["rule_id"] for row in rows} == {"R01-05"}
    for row in rows:
        row |= {"reason_code": "REAL_CHANGE", "sentence": "As many sergeants as constables."}
    with sheet.open("w", newline="") as handle:
        writer = csv.DictWriter(handle, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    told = muster("submissions", "explain", sid, sheet).out
    assert f"Taken in: {counted(len(rows), 'explanation')}; left: 0 warnings." in told
    assert json.loads(muster("submissions", "signoff", sid).out)["state"] == "signed_off"

    stock(path, head=14, ranks=("CONSTABLE", "SERGEANT"))
    resent = muster("submit", path, *PLACE, *RESENT).out
    assert "accepted and live" in resent
    assert "1 explanation of an earlier version is carried over to the same warnings" in resent
    again = ids(muster)[-1]
    muster("submissions", "warnings", again, "--out", sheet)
    with sheet.open(newline="") as handle:
        assert {row["carried_from"] for row in csv.DictReader(handle)} == {sid}


def test_an_explanation_of_no_warning_says_that_the_return_is_kept(muster, tmp_path: Path) -> None:
    path = stock(tmp_path / "stock.csv", ranks=("CONSTABLE", "SERGEANT"))
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(
        "rule_id,table,column,key,reason_code,sentence\n"
        "R01-99,stock,fte,,REAL_CHANGE,As many sergeants as constables.\n"
    )
    told = muster("submit", path, *PLACE, "--explain", sheet)
    [sid] = ids(muster)
    assert told.code == 2
    assert f"The return is kept as {sid} and needs explanation" in told.out
    assert "none of the explanations given was taken in" in told.out


def test_suggested_corrections_are_written_beside_their_list_and_nothing_is_sent(
    muster, tmp_path: Path
) -> None:
    path = stock(tmp_path / "stock.csv", ranks=("CONSTABEL",))
    out = tmp_path / "corrected.xlsx"
    told = muster("validate", path, "--return", "workforce", "--corrected", out)
    assert told.code == 1
    assert "Read it; nothing was submitted" in told.out
    listed = (tmp_path / "corrected.changes.csv").read_text()
    assert "CONSTABEL,CONSTABLE,C06" in listed
    assert muster("validate", out, "--return", "workforce").code == 0
    assert not (tmp_path / "home").exists()


def closed(muster) -> None:
    muster("windows", "open", "workforce", "2022-03-31")
    muster("windows", "close", "workforce", "2022-03-31")


# What is sent in hard times, what is said, and what the ledger keeps of it.
HARD = {
    "0 bytes": ("empty.csv", "", "is empty", ["rejected"]),
    "the wrong return": ("stock.csv", "case_id,opened\n1,2022-03-31\n", "stock", ["rejected"]),
    "another force's data": ("stock.csv", HEADER + LINE.format(force="05", rank="CONSTABLE",
                             head=13), "force_code holds '05'", ["rejected"]),
    "another period's file": ("stock.csv", HEADER + LINE.format(force="42", rank="CONSTABLE",
                              head=13).replace("2022-03-31", "2021-12-31"),
                              "snapshot_date holds '2021-12-31'", ["rejected"]),
    "under a closed window": ("stock.csv", HEADER + LINE.format(force="42", rank="CONSTABLE",
                              head=13), "was closed on", []),
}  # fmt: skip


@pytest.mark.parametrize("name", HARD)
def test_hard_times(name: str, muster, tmp_path: Path) -> None:
    file, content, sentence, kept = HARD[name]
    path = tmp_path / file
    path.write_text(content)
    if name == "under a closed window":
        closed(muster)
    told = muster("submit", path, *PLACE)
    assert told.code != 0
    assert sentence in told.out
    assert "Traceback" not in told.out
    with open_ledger(tmp_path / "home") as ledger:
        every = ledger.submissions(actor=local_administrator())
        assert [str(s.state) for s in every] == kept
        assert ledger.snapshot().live_tables == ()
        assert [d for d in ledger.verify() if not d.harmless] == []


def test_the_same_file_again_is_the_same_submission_and_says_so(muster, tmp_path: Path) -> None:
    path = stock(tmp_path / "stock.csv")
    muster("submit", path, *PLACE)
    assert "These very files were here already" in muster("submit", path, *PLACE).out
    assert len(ids(muster)) == 1


def test_a_file_whose_submission_was_withdrawn_can_be_sent_again(muster, tmp_path: Path) -> None:
    path = stock(tmp_path / "stock.csv")
    muster("submit", path, *PLACE)
    muster("submissions", "withdraw", ids(muster)[0], *WHY)
    assert "accepted and live" in muster("submit", path, *PLACE, *RESENT).out
    assert len(ids(muster)) == 2


def test_sent_six_times_at_once_it_is_one_submission(tmp_path: Path, warm_pool: Pool) -> None:
    path, home = stock(tmp_path / "stock.csv"), tmp_path / "home"
    together = Barrier(6)

    def send(_: int) -> Submitted:
        with open_ledger(home) as ledger:
            together.wait()
            return submit(
                ledger, [path], "workforce", "42", "2022-03-31",
                actor=local_administrator(), pool=warm_pool,
            )  # fmt: skip

    with ThreadPoolExecutor(6) as six:
        done = list(six.map(send, range(6)))
    assert len({each.submission.submission_id for each in done}) == 1
    with open_ledger(home) as ledger:
        [only] = ledger.submissions(actor=local_administrator())
        assert only.is_live
        assert [d for d in ledger.verify() if not d.harmless] == []


@pytest.mark.slow
def test_two_gigabytes_of_nothing_are_refused_within_the_childs_limits(
    muster, tmp_path: Path
) -> None:
    path = tmp_path / "stock.csv"
    with path.open("wb") as handle:
        handle.truncate(2 * 1024**3)
    told = muster("validate", path, "--return", "workforce")
    assert told.code == 2
    assert "cannot be read" in told.out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("windows", "open", "payroll", "2022-03"), "There is no return called 'payroll'"),
        (("windows", "open", "workforce", "2022-03"), "'2022-03' is not a period"),
        (("windows", "open", "workforce", "2024-05-17"), "its quarter, 2024-06-30"),
        (("windows", "open", "workforce", "2022-03-31", "--due", "soon"), "'soon' is no date"),
        (("windows", "open", "workforce", "2022-03-31", "--as", "inspector"), "may not open"),
        (("windows", "close", "workforce", "2022-03-31"), "There is no window"),
        (("windows", "remind", "workforce", "2022-03-31"), "--out FOLDER, or --send"),
        (("windows", "remind", "workforce", "2022-03-31", "--send"), "knows no contacts"),
        (("windows", "status", "workforce", "2022-03-31", "--format", "pdf"), "no format 'pdf'"),
        (("submissions", "signoff", "AAAA"), "There is no submission AAAA"),
        (("submissions", "receipt", "AAAA", "--format", "pdf"), "add --out receipt.pdf"),
        (("submissions", "effects", "AAAA"), "There is no submission AAAA"),
    ],
)
def test_a_command_that_is_wrong_is_answered_with_a_sentence(
    words: tuple[str, ...], sentence: str, muster, tmp_path: Path
) -> None:
    open_ledger(tmp_path / "home").close()
    told = muster(*words)
    assert told.code == 2
    assert sentence in told.out


def test_reminders_are_files_for_those_who_have_not_sent(muster, tmp_path: Path) -> None:
    muster("submit", stock(tmp_path / "stock.csv"), *PLACE)
    (tmp_path / "home" / "contacts.csv").write_text(
        "force_code,email\n42,a@essex.example\n05,b@merseyside.example\n"
    )
    told = muster("windows", "remind", "workforce", "2022-03-31", "--out", tmp_path / "mail").out
    assert "1 reminder is in" in told
    assert "No contact is known for: 01 Metropolitan" in told
    [written] = (tmp_path / "mail").iterdir()
    assert written.name == "workforce-2022-03-31-05.eml"


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("--nil",), 0, "is accepted and live."),
        (("--nil", "--as", "preparer"), 0, "an approver can sign it off with `muster submissions"),
        ((), 2, "or say that there was nothing: --nil."),
        (("stock.csv", "--nil"), 2, "leave the files out"),
    ],
)
def test_a_nil_return_needs_no_file_and_takes_none(
    words: tuple[str, ...], code: int, sentence: str, muster
) -> None:
    told = muster("submit", *words, *PLACE)
    assert (told.code, sentence in told.out) == (code, True), told.out
