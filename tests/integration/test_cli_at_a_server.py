"""Every command of a force through a server, from a machine that holds no ledger."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from contracts.errors import MusterError
from muster.api.application import Allowance
from muster.cli import app
from tests import ledger_kit as kit
from tests.api_kit import SLUG, Desk, desk, example

STARTER = Path(__file__).parents[2] / "mappings" / "starters" / "itsm_outages.mapping.yaml"
EXPORT = (
    "Number,Service,Opened,Started,Resolved,Priority,Planned,Effect,Users,Cause,Reference\n"
    "INC1,RMS,05/03/2024 08:20,05/03/2024 08:15,05/03/2024 10:45,"
    "2 - High,No,Down,1800,Platform,ATH-2024-007\n"
    "INC2,RMS,05/03/2024 08:20,05/03/2024 08:15,05/03/2024 10:45,"
    "Urgent,No,Down,1800,Platform,ATH-2024-007\n"
)
PERIOD, FILES = example()
PLACE = ("--return", SLUG, "--force", "42", "--period", PERIOD)
WHY = ("--reason", "The second file was of another month.")


class Told:
    """What a command said on its two ways out, and how it ended."""

    def __init__(self, code: int, out: str, aside: str) -> None:
        self.code, self.out, self.aside = code, out, aside


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    may = Allowance(calls_per_minute=100_000, calls_at_once=10_000, workers=1, patience_seconds=300)
    with desk(tmp_path_factory.mktemp("words") / "home", may) as opened:
        yield opened


@pytest.fixture
def muster(served: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """The command line as that person, whose own home must never be made."""
    home = tmp_path / "no home"
    monkeypatch.setenv("MUSTER_HOME", str(home))

    def run(person: str, *words: object) -> Told:
        monkeypatch.setenv("MUSTER_TOKEN", served.tokens[person])
        where = ("--server", served.address.removesuffix("/api/v1"))
        done = CliRunner().invoke(app, [*map(str, words), *where])
        assert not home.exists()
        if isinstance(done.exception, MusterError):
            return Told(2, done.stdout, str(done.exception))
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return Told(done.exit_code, done.stdout, done.stderr)

    return run


def written(folder: Path, **changed: bytes) -> list[Path]:
    """The example, some of its tables changed."""
    folder.mkdir(exist_ok=True)
    files = FILES | {f"{name}.csv": content for name, content in changed.items()}
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in files]


def scanned(more: int) -> bytes:
    """The deployments with that many more faces scanned in the first of them."""
    lines = FILES["deployments.csv"].decode().splitlines()
    columns, cells = lines[0].split(","), lines[1].split(",")
    at = columns.index("faces_scanned")
    cells[at] = str(int(cells[at]) + more)
    return "\n".join([lines[0], ",".join(cells), *lines[2:]]).encode()


def uploads(served: Desk) -> Sequence[Path]:
    return list((served.ledger.home / "uploads").iterdir())


def test_what_a_file_and_a_submission_change_and_a_revert(served, muster, tmp_path) -> None:
    first, second = written(tmp_path / "a"), written(tmp_path / "b", deployments=scanned(7))
    alone = muster("preparer", "changes", *first, *PLACE)
    assert (alone.code, "Nothing is live" in alone.out) == (0, True), alone.aside
    assert muster("preparer", "submit", *first, *PLACE).code == 0
    [sid] = [s.submission_id for s in served.ledger.submissions(actor=kit.LOCAL, period=PERIOD)]
    assert muster("approver", "submissions", "signoff", sid).code == 0

    before = muster("preparer", "changes", *second, *PLACE)
    assert "faces_scanned" in before.out
    assert "(7)" in before.out
    assert uploads(served) == [], "a comparison leaves no trace"
    listed = muster("preparer", "changes", *second, *PLACE, "--format", "csv").out
    assert [row["column"] for row in csv.DictReader(listed.splitlines())] == ["faces_scanned"]
    resent = ("--reason", "CORRECTION_FORCE")
    assert muster("preparer", "submit", *second, *PLACE, *resent).code == 0
    newer = served.ledger.submissions(actor=kit.LOCAL, period=PERIOD)[-1].submission_id
    assert muster("approver", "submissions", "changes", newer).out == before.out
    effects = muster("approver", "submissions", "effects", newer)
    assert (effects.code, "There is no release yet" in effects.aside) == (2, True)
    early = muster("approver", "submissions", "signoff", newer, "--read-to", "1")
    assert (early.code, "after you had read it" in early.aside) == (2, True)
    read_to = json.loads(muster("approver", "status", newer).out)["read_to"]
    signed = muster("approver", "submissions", "signoff", newer, "--read-to", read_to)
    assert signed.code == 0, signed.aside
    reverted = muster("approver", "submissions", "revert", newer, *WHY)
    assert f"version 1, {sid}, is live again" in reverted.out


def test_what_does_not_pass_is_not_compared_and_says_so(served, muster, tmp_path) -> None:
    bad = written(tmp_path / "bad", deployments=FILES["deployments.csv"].replace(b"42,", b"99,", 1))
    told = muster("preparer", "changes", *bad, *PLACE)
    assert (told.code, told.out) == (1, "")
    assert "run `muster validate`" in told.aside
    assert uploads(served) == []


def test_suggested_corrections_come_from_the_server(served, muster, tmp_path) -> None:
    wrong = FILES["deployments.csv"].replace(b"WANTED_PERSONS", b"WANTED_PERSON", 1)
    book, before = tmp_path / "corrected.xlsx", len(served.ledger.submissions(actor=kit.LOCAL))
    files = written(tmp_path / "typo", deployments=wrong)
    told = muster("preparer", "validate", *files, *PLACE, "--corrected", book)
    assert told.code == 1
    assert "Read it; nothing was submitted" in told.aside
    cells = openpyxl.load_workbook(book)["deployments"].iter_rows()
    assert "WANTED_PERSONS" in {cell.value for row in cells for cell in row}
    listed = (tmp_path / "corrected.changes.csv").read_text(encoding="utf-8")
    assert "WANTED_PERSON,WANTED_PERSONS,C06" in listed
    assert len(served.ledger.submissions(actor=kit.LOCAL)) == before
    assert uploads(served) == []

    right = written(tmp_path / "right")
    none = muster("preparer", "validate", *right, *PLACE, "--corrected", tmp_path / "none.xlsx")
    assert none.code == 0
    assert "No corrected file was written. There is no cell" in none.aside
    assert not (tmp_path / "none.xlsx").exists()


FORMS = ["text", "json", "csv", "html", "junit", "sarif", "github"]


@pytest.mark.parametrize("form", FORMS)
def test_a_report_is_the_same_here_and_there(form: str, served, muster, tmp_path) -> None:
    period = f"2022-{1 + FORMS.index(form):02}"
    sid = kit.accept(
        served.ledger, tmp_path, kit.finding("warning"), actor=kit.PREPARER, period=period
    ).submission_id
    out = tmp_path / "report"
    told = muster("preparer", "submissions", "report", sid, "--format", form, "--out", out)
    assert told.aside == f"It is in {out}.\n"
    own = served.call("preparer", "GET", f"/submissions/{sid}/report", params={"format": form})
    assert out.read_bytes() == own.content
    assert kit.WARNING_RULE in out.read_text(encoding="utf-8")


def test_a_sheet_goes_out_and_comes_back_and_a_doubt_is_told(served, muster, tmp_path) -> None:
    sid = kit.accept(
        served.ledger, tmp_path, kit.finding("warning"), actor=kit.PREPARER, period="2023-08"
    ).submission_id
    sheet = tmp_path / "sheet.csv"
    assert muster("preparer", "submissions", "warnings", sid, "--out", sheet).code == 0
    with sheet.open(newline="", encoding="utf-8") as handle:
        [row] = csv.DictReader(handle)
    with sheet.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.DictWriter(handle, list(row))
        writer.writeheader()
        writer.writerow({**row, "reason_code": kit.REASON, "sentence": kit.SENTENCE})
    told = muster("preparer", "submissions", "explain", sid, sheet)
    assert told.out == f"The sheet was taken in; left: 0 warnings. Submission {sid} is ready.\n"
    served.ledger.record_comparison(sid, kit.compared(kit.doubt()))
    doubted = muster("approver", "submissions", "plausibility", sid)
    assert "C09: False alerts are far from the force's own past." in doubted.out
    assert f"Submission {sid} needs explanation." in doubted.out
    hidden = muster("other", "submissions", "plausibility", sid)
    assert (hidden.code, hidden.aside) == (
        2, f"There is no submission {sid}. Check the reference."
    )  # fmt: skip


def test_a_window_is_extended_for_one_force(muster) -> None:
    place = ("workforce", "2024-03-31")
    assert muster("administrator", "windows", "open", *place, "--due", "2024-04-30").code == 0
    later = ("--due", "2024-05-07", "--force", "42", "--reason", "A system was moved.")
    told = muster("administrator", "windows", "extend", *place, *later)
    assert told.out == "workforce 2024-03-31: open, due 2024-04-30, 42 until 2024-05-07\n"
    own = muster("approver", "windows", "status", *place)
    assert "extended until 2024-05-07" in own.out
    assert own.out.startswith("workforce 2024-03-31: open, due 2024-04-30, 42 until 2024-05-07\n")
    refused = muster("approver", "windows", "extend", *place, *later)
    assert "may not open, extend or close" in refused.aside


def test_a_mapping_is_tried_kept_shown_and_retired(served, muster, tmp_path) -> None:
    export, own = tmp_path / "export.csv", ("--force", "42")
    export.write_text(EXPORT, encoding="utf-8")
    tried = muster("preparer", "local", "preview", STARTER, export, "--return",
                   "system_reliability", *own, "--period", "2024-03")  # fmt: skip
    assert "2 rows read, 1 taken into outages, 1 refused" in tried.out
    assert "  row 3, Priority: 'Urgent'" in tried.out
    assert "column Priority: 'Urgent' is not a Priority" in " ".join(tried.out.split())
    assert tried.code == 1
    assert uploads(served) == []

    assert muster("preparer", "local", "list", *own).out == "Force 42 keeps no mapping yet.\n"
    kept = muster("preparer", "local", "keep", STARTER, *own, "--name", "itsm")
    assert kept.out == "itsm, version 1, is kept for system_reliability.\n"
    assert "itsm v1  system_reliability" in muster("approver", "local", "list", *own).out
    shown = muster("approver", "local", "show", "itsm", *own)
    assert shown.out == STARTER.read_text(encoding="utf-8")
    refused = muster("approver", "local", "keep", STARTER, *own, "--name", "itsm")
    assert "The role approver may not submit returns" in refused.aside
    assert muster("preparer", "local", "retire", "itsm", *own).out == "itsm is retired.\n"
    gone = muster("preparer", "local", "show", "itsm", *own)
    assert (gone.code, gone.aside) == (2, "Force 42 keeps no mapping called 'itsm'.")
    assert "of your own force only" in muster("other", "local", "list", *own).aside


def test_a_file_that_is_not_here_is_named(muster, tmp_path) -> None:
    for words in (
        ("validate", tmp_path / "x.csv", *PLACE),
        ("changes", tmp_path / "x.csv", *PLACE),
        ("local", "keep", tmp_path / "x.csv", "--force", "42", "--name", "x"),
        ("local", "preview", STARTER, tmp_path / "x.csv", *PLACE),
        ("submissions", "explain", "AAAA", tmp_path / "x.csv"),
    ):
        told = muster("preparer", *words)
        assert (told.code, "There is no file" in told.aside) == (2, True), words


def test_two_files_of_one_name_are_refused_and_none_of_them_is_lost(
    served, muster, tmp_path
) -> None:
    """A server keeps files by name: of two, the one that came first was written over."""
    names = list(FILES)[:2]
    for name in names:
        (tmp_path / name[:4]).mkdir()
        (tmp_path / name[:4] / "data.csv").write_bytes(FILES[name])
    paths = [tmp_path / name[:4] / "data.csv" for name in names]
    before = len(served.ledger.submissions(actor=kit.LOCAL))
    for words in (("validate", *paths, *PLACE), ("submit", *paths, *PLACE)):
        told = muster("preparer", *words)
        assert (told.code, "have one name" in told.aside) == (2, True), (words, told.out)
    assert len(served.ledger.submissions(actor=kit.LOCAL)) == before
