"""The command line as people and programs meet it: exit codes, one JSON object, sentences."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from contracts.errors import UsageError
from contracts.load import contract_path
from muster.cli import app

HEADER = (
    "snapshot_date,force_code,sex,rank_code,worker_type,headcount,headcount_status,fte,fte_status\n"
)
GOOD = "2022-03-31,42,FEMALE,CONSTABLE,POLICE_OFFICER,13,,12.50,\n"
BAD = "2022-03-31,42,FEMALE,CONSTABLE,POLICE_OFFICER,13,,14.50,\n"
FINDING = {
    "rule_id", "severity", "dimension", "table", "row", "column", "column_letter", "value",
    "message", "allowed", "expected", "difference", "suggestion", "key",
}  # fmt: skip


def muster(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "muster.cli", *words],
        capture_output=True,
        text=True,
        env={"MUSTER_HOME": str(home), "PATH": "/usr/bin:/bin", "HOME": str(home)},
        check=False,
    )


@pytest.fixture
def stock(tmp_path: Path) -> Path:
    path = tmp_path / "stock.csv"
    path.write_text(HEADER + GOOD)
    return path


def test_a_file_that_passes_is_reported_as_one_json_object(stock: Path, tmp_path: Path) -> None:
    done = muster(tmp_path, "validate", str(stock), "--return", "workforce", "--format", "json")
    report = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert {
        "return",
        "contract_version",
        "file",
        "sha256",
        "rows",
        "passed",
        "counts",
        "findings",
    } <= set(report)
    assert report["passed"] is True
    assert report["rows"] == 1
    assert set(report["counts"]) == {"error", "warning", "info", "not_assessed"}


def test_a_file_with_errors_names_every_cell(stock: Path, tmp_path: Path) -> None:
    stock.write_text(HEADER + BAD)
    done = muster(tmp_path, "validate", str(stock), "--return", "workforce", "--format", "json")
    report = json.loads(done.stdout)
    [finding] = [f for f in report["findings"] if f["severity"] == "error"]
    assert done.returncode == 1
    assert set(finding) == FINDING
    assert (finding["rule_id"], finding["row"], finding["column_letter"]) == ("R01-01", 2, "H")
    assert (finding["value"], finding["expected"], finding["difference"]) == (
        "14.50",
        "at most 13",
        "1.5",
    )
    assert finding["key"]["force_code"] == "42"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["validate", "nowhere.csv", "--return", "workforce"], "There is no file nowhere.csv."),
        (["validate", "", "--return", "workforce"], "has an empty name here"),
        (["submit", "", "--return", "workforce"], "has an empty name here"),
        (["validate", "/dev/null", "--return", "workforce"], "/dev/null is a pipe or a device"),
        (["validate", "/proc/self/status", "--return", "workforce"], "is a pipe or a device"),
        (["validate", "{stock}", "/tmp", "--return", "workforce"], "/tmp is a folder: name the"),
        (["validate", "{stock}", "{stock}", "--return", "workforce"], "have one name"),
        (["backup", ""], "has an empty name here"),
        (["validate", "{stock}", "--return", "workforce", "--force", ""], "--force is empty: is"),
        (["validate", "{stock}", "--return", "workforce", "--period", " "], "--period is empty"),
        (["validate", "{stock}", "--return", "workforce", "--corrected", ""], "is no .xlsx file"),
        (["validate", "{stock}", "--return", "payroll"], "There is no return called 'payroll'"),
        (
            ["validate", "{stock}", "--return", "workforce", "--format", "pdf"],
            "There is no format 'pdf'",
        ),
        (["validate", "{stock}", "--return", "workforce", "--format", "xlsx"], "add --out"),
        (["submit", "{stock}", "--return", "workforce"], "add --force and --period"),
        (["compare", "officers_per_1000"], "muster build"),
        (["trace", "42", "officers_per_1000", "2022-03-31", "--format", "xml"], "text, json"),
        (["local", "list", "--force", "99"], "There is no force with the code '99'."),
        (["worker", "--every", "0"], "'--every'"),
        (["template", "payroll", "--out", "x.xlsx"], "There is no return called 'payroll'"),
        (["template", "workforce", "--out", "/tmp"], "/tmp is a folder, and has to be a file."),
        (
            ["contracts", "diff", "workforce", "workforce", "--out", "/tmp"],
            "/tmp is a folder, and has to be a file.",
        ),
    ],
)
def test_a_command_that_is_wrong_is_answered_with_a_sentence(
    words: list[str], sentence: str, stock: Path, tmp_path: Path
) -> None:
    done = muster(tmp_path, *(word.format(stock=stock) for word in words))
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_where_there_is_no_release_a_list_of_them_says_what_makes_one(tmp_path: Path) -> None:
    done = muster(tmp_path, "releases", "list")
    assert (done.returncode, done.stdout) == (
        0, "There is no release yet. Run `muster build` first.\n",
    )  # fmt: skip


def test_a_file_that_is_not_this_return_is_exit_code_2(tmp_path: Path) -> None:
    path = tmp_path / "stock.csv"
    path.write_bytes(b"PK\x03\x04 not really")
    done = muster(tmp_path, "validate", str(path), "--return", "workforce", "--format", "json")
    assert done.returncode == 2
    assert json.loads(done.stdout)["findings"][0]["message"].endswith(".")


@pytest.mark.parametrize(
    ("header", "source"),
    [
        ("12 months ending,PFA,Region,Offence,Rolling year total number of offences", True),
        ("12 months ending,PFA,Region,Offence,Offences", False),
    ],
)
def test_a_source_that_is_mapped_and_no_return_is_told_how(
    tmp_path: Path, header: str, source: bool
) -> None:
    path = tmp_path / "rolling.csv"
    path.write_text(f"{header}\n31/03/2018,Kent,South East,Robbery,12\n")
    asked = ("validate", str(path), "--return", "crime_management", "--format", "json")
    done = muster(tmp_path, *asked)
    [found] = json.loads(done.stdout)["findings"]
    told = "by `muster map recorded_crime_by_force rolling.csv --out FOLDER` (docs/mappings.md)"
    assert (done.returncode, told in (found["suggestion"] or "")) == (2, source)


def test_validate_and_help_leave_the_heavy_libraries_alone() -> None:
    script = (
        "import sys; import muster.cli, muster.pipeline, validators.pool, validators.validate;"
        "heavy = ('great_expectations', 'streamlit', 'dbt', 'sqlalchemy');"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
    light = "import sys; import muster.cli; print('polars' in sys.modules, 'yaml' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", light], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False False"


def test_a_submission_is_kept_checked_and_live_and_the_same_one_is_not_kept_twice(
    stock: Path, tmp_path: Path
) -> None:
    words = (
        "submit",
        str(stock),
        "--return",
        "workforce",
        "--force",
        "42",
        "--period",
        "2022-03-31",
    )
    first, again = muster(tmp_path / "home", *words), muster(tmp_path / "home", *words)
    assert first.returncode == again.returncode == 0, first.stderr
    assert "is accepted and live" in first.stdout
    assert first.stdout == again.stdout
    verified = muster(tmp_path / "home", "verify")
    assert verified.returncode == 0
    [kept] = (tmp_path / "home" / "objects").glob("*/*")
    kept.chmod(0o644)
    kept.write_bytes(b"altered")
    assert muster(tmp_path / "home", "verify").returncode == 1


def answering_into(
    where: str, home: Path, *words: str, once: str = ""
) -> subprocess.CompletedProcess[str]:
    """As `muster`, with an output that takes nothing: full, closed by whoever read it, or none."""
    command = [sys.executable, "-m", "muster.cli", *words]
    if once:
        command = [sys.executable, "-c", once, *words]
    reading, closed = os.pipe()
    os.close(reading)
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command,
            stdout={"closed": closed, "full": full, "none": None}[where],
            preexec_fn=(lambda: os.close(1)) if where == "none" else None,
            stderr=subprocess.PIPE,
            text=True,
            env={"MUSTER_HOME": str(home), "PATH": "/usr/bin:/bin", "HOME": str(home)},
            check=False,
        )
    os.close(closed)
    return done


@pytest.mark.parametrize(
    ("where", "why"), [("full", "No space left on device"), ("none", "Bad file descriptor")]
)
def test_an_answer_that_cannot_be_written_is_not_taken_for_a_refusal(
    where: str, why: str, stock: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    order = ("--return", "workforce", "--force", "42", "--period", "2022-03-31")
    done = answering_into(where, home, "submit", str(stock), *order)
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        f"The answer could not be written ({why}). What the command did until "
        "then stands: look at `muster submissions list` before you run it again."
    ]
    assert "signed off" in muster(home, "submissions", "list").stdout


@pytest.mark.parametrize(
    ("content", "code"), [(HEADER + GOOD, 0), (HEADER + BAD, 1), ("PK\x03\x04 not really", 2)]
)
@pytest.mark.parametrize("form", ["text", "json"])
def test_whoever_stops_reading_does_not_change_the_answer(
    content: str, code: int, form: str, stock: Path, tmp_path: Path
) -> None:
    stock.write_text(content)
    words = ("validate", str(stock), "--return", "workforce", "--format", form)
    done = answering_into("closed", tmp_path, *words)
    assert (done.returncode, done.stderr) == (code, "")


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_check_that_has_nowhere_to_answer_says_so(form: str, stock: Path, tmp_path: Path) -> None:
    words = ("validate", str(stock), "--return", "workforce", "--format", form)
    done = answering_into("none", tmp_path, *words)
    assert done.returncode == 2
    assert done.stderr.startswith("The answer could not be written (Bad file descriptor).")


FAILS_AT_THE_END = """
import sys
from muster import cli
@cli.app.command("fail")
def fail():
    print("done" * 10)
    raise RuntimeError("a cell")
sys.argv = ["muster", "fail"]
cli.main()
"""


@pytest.mark.parametrize("where", ["closed", "full"])
def test_a_failure_of_our_own_claims_nothing_that_it_cannot_know(
    where: str, tmp_path: Path
) -> None:
    done = answering_into(where, tmp_path, once=FAILS_AT_THE_END)
    assert done.returncode == 2
    if where == "closed":
        assert re.fullmatch(
            r"Muster itself failed \(reference [0-9a-f]{8}\)\. What was accepted or changed until "
            r"then stands: look at `muster submissions list` before you run the command again, as "
            r"`muster --debug \.\.\.` to see where\.\n",
            done.stderr,
        )
    assert "a cell" not in done.stderr


WITHOUT_THE_PLATFORM = """
import sys
from muster import cli
@cli.app.command("fail")
def fail():
    raise ModuleNotFoundError("No module named 'sqlalchemy'", name="sqlalchemy")
sys.argv = ["muster", "fail"]
cli.main()
"""


def test_without_the_platform_nobody_is_sent_to_an_index(tmp_path: Path) -> None:
    done = answering_into("closed", tmp_path, once=WITHOUT_THE_PLATFORM)
    assert (done.returncode, done.stderr) == (
        2,
        "This command needs the inspectorate's platform, and only the validator is installed here. "
        "Install Muster with its extra `platform` from where this one came from; what a public "
        "package index calls muster is another program.\n",
    )


@pytest.mark.parametrize("damage", ["lost", "altered"])
def test_a_table_that_is_lost_or_altered_is_made_again_from_the_received_bytes(
    damage: str, stock: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    words = ("--return", "workforce", "--force", "42", "--period", "2022-03-31")
    assert muster(home, "submit", str(stock), *words).returncode == 0
    [table] = (home / "tables").glob("*/stock.parquet")
    accepted = table.read_bytes()
    table.unlink()
    if damage == "altered":
        table.write_bytes(b"PAR1")
    told = muster(home, "verify")
    assert told.returncode == 1
    assert f"Table {'missing' if damage == 'lost' else 'altered'}" in told.stdout
    rebuilt = muster(home, "verify", "--rebuild")
    assert rebuilt.returncode == 0, rebuilt.stdout + rebuilt.stderr
    assert table.read_bytes() == accepted


def test_a_warning_is_explained_by_sending_the_same_file_with_its_explanation(
    stock: Path, tmp_path: Path
) -> None:
    sergeant = "2022-03-31,42,FEMALE,SERGEANT,POLICE_OFFICER,13,,12.50,\n"
    stock.write_text(HEADER + GOOD + sergeant)
    told = tmp_path / "explained.csv"
    told.write_text(
        "rule_id,table,column,key,reason_code,sentence\n"
        "R01-05,stock,fte,,REAL_CHANGE,The force has as many sergeants as constables.\n"
    )
    submit = (
        "submit",
        str(stock),
        "--return",
        "workforce",
        "--force",
        "42",
        "--period",
        "2022-03-31",
    )
    first = muster(tmp_path / "home", *submit)
    assert first.returncode == 0
    assert "it becomes live when its warning is explained" in first.stdout
    second = muster(tmp_path / "home", *submit, "--explain", str(told))
    assert second.returncode == 0, second.stderr
    assert "is accepted and live" in second.stdout
    assert first.stdout.split()[1] == second.stdout.split()[1]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["validate", "--server", "https://muster.example"], "leave out --server,"),
        (["validate", "--format", "csv", "--corrected", "x.xlsx"], "out --corrected, --format,"),
        (["validate", "--force", "42", "--period", "2022-03-31"], "leave out --force, --period,"),
        (["submit", "--period", "2022-03-31", "--reason", "LATE_RECORDS"], "--period, --reason,"),
        (["submit", "--force", "42", "--explain", "x.csv"], "leave out --force, --explain,"),
    ],
)
def test_what_a_folder_of_submissions_has_no_place_for_is_not_left_out_in_silence(
    words: list[str], named: str, tmp_path: Path
) -> None:
    (tmp_path / "42" / "2022-03-31").mkdir(parents=True)
    done = CliRunner().invoke(app, [*words, str(tmp_path), "--return", "workforce"])
    assert isinstance(done.exception, UsageError)
    assert named in str(done.exception)


@pytest.mark.parametrize("seconds", ["0", "nan", "inf", "86401"])
def test_a_worker_looks_at_least_once_a_day(
    seconds: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUSTER_HOME", str(tmp_path))
    done = CliRunner().invoke(app, ["worker", "--every", seconds])
    assert (done.exit_code, list(tmp_path.iterdir())) == (2, [])


@pytest.mark.parametrize(
    ("checkout", "says"),
    [(True, "Everything generated is current."), (False, "kept in a checkout of Muster")],
)
def test_contracts_are_checked_wherever_one_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, checkout: bool, says: str
) -> None:
    monkeypatch.chdir(Path(__file__).parents[2] if checkout else tmp_path)
    done = CliRunner().invoke(app, ["contracts", "check"])
    assert done.exit_code == 0, done.output
    assert says in done.output


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--out", "{stock}"], "stock.csv is itself what was given, and would be lost"),
        (["--out", "{link}"], "link.csv is itself what was given, and would be lost"),
        (["--corrected", "{book}"], "book.xlsx is itself what was given, and would be lost"),
        (["--format", "xlsx", "--out", "{new}", "--corrected", "{new}"], "to hold the report as"),
    ],
)
def test_a_report_is_written_over_nothing_that_was_given(
    words: list[str], sentence: str, stock: Path, tmp_path: Path
) -> None:
    places = {name: tmp_path / f"{name}.xlsx" for name in ("book", "new")}
    places |= {"stock": stock, "link": tmp_path / "link.csv"}
    places["link"].symlink_to(stock)
    places["book"].write_bytes(b"what the force has")
    told = [word.format_map(places) for word in words]
    given = str(places["book"]) if "--corrected" in told else str(stock)
    done = muster(tmp_path, "validate", given, "--return", "workforce", *told)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert stock.read_text() == HEADER + GOOD
    assert places["book"].read_bytes() == b"what the force has"


@pytest.mark.parametrize(("out", "says"), [("/dev/full", "No space left"), ("/tmp", "is a folder")])
def test_a_workbook_that_could_not_be_written_is_not_said_to_be_there(
    out: str, says: str, stock: Path, tmp_path: Path
) -> None:
    words = ("--return", "workforce", "--format", "xlsx", "--out", out)
    done = muster(tmp_path, "validate", str(stock), *words)
    assert done.returncode == 2
    assert says in done.stderr
    assert "The report is in" not in done.stderr


def test_a_contract_is_not_written_over_by_what_is_said_of_it(tmp_path: Path) -> None:
    path = tmp_path / "mine.odcs"
    path.write_text(contract_path("workforce", "1.0.0").read_text(), encoding="utf-8")
    for words in (["diff", "workforce", str(path)], ["export", str(path), "--format", "csvw"]):
        done = muster(tmp_path, "contracts", *words, "--out", str(path))
        assert done.returncode == 2
        assert "mine.odcs is itself what was given" in done.stderr
    assert muster(tmp_path, "contracts", "diff", "workforce", str(path)).returncode == 0


@pytest.mark.parametrize("form", ["text", "json", "csv", "html", "junit", "sarif", "github"])
def test_a_file_whose_name_is_no_utf_8_has_a_report(form: str, tmp_path: Path) -> None:
    path = tmp_path / "st\udcffock.csv"
    path.write_text("PK")
    done = muster(tmp_path, "validate", str(path), "--return", "workforce", "--format", form)
    assert done.returncode == 2
    assert "Muster itself failed" not in done.stderr
    assert "C01" in done.stdout
