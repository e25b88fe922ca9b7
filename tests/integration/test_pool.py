"""Checks in limited children: whatever a file does, the parent answers with a sentence."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from dataclasses import replace
from pathlib import Path
from threading import Timer

import pytest

from contracts.load import load_contract
from contracts.render.template import write_template
from validators.children import environment
from validators.jobs import Budget, Job, Rendering
from validators.pool import Pool, check_many

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"


def job(path: Path, out: Path, budget: Budget | None = None) -> Job:
    return Job(paths=[path], return_slug="workforce", out_dir=out, budget=budget)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "stock.csv"
    path.write_text(
        "snapshot_date,force_code,sex,rank_code,worker_type,headcount,headcount_status,fte,fte_status\n"
        "2022-03-31,42,FEMALE,CONSTABLE,POLICE_OFFICER,13,,12.50,\n"
    )
    return path


def served(checks: Pool, good: Path, folder: Path) -> subprocess.Popen[bytes]:
    """The child that has checked a file and waits for the next."""
    assert checks.check(job(good, folder / "a")).passed
    [child] = checks._children  # pyright: ignore[reportPrivateUsage]
    process = child._process  # pyright: ignore[reportPrivateUsage]
    assert process is not None
    return process


def test_a_child_that_is_killed_costs_only_its_own_answer(good: Path, tmp_path: Path) -> None:
    with Pool() as checks:
        process = served(checks, good, tmp_path)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        assert checks.check(job(good, tmp_path / "b")).passed


def test_a_file_is_not_blamed_for_a_child_that_dies_when_it_comes(
    good: Path, tmp_path: Path
) -> None:
    """As where the system is short of memory, and ends what waits."""
    with Pool() as checks:
        process = served(checks, good, tmp_path)
        os.kill(process.pid, signal.SIGSTOP)
        Timer(0.5, os.kill, (process.pid, signal.SIGKILL)).start()
        assert checks.check(job(good, tmp_path / "b")).passed


SECRETS = (
    "MUSTER_OIDC_CLIENT_SECRET",
    "MUSTER_COOKIE_SECRET",
    "MUSTER_SMTP_PASSWORD",
    "MUSTER_TOKEN",
    "MUSTER_LEDGER_URL",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "PGPASSWORD",
    "POSTGRES_PASSWORD",
    "STREAMLIT_SERVER_COOKIE_SECRET",
)


def test_a_child_that_reads_strangers_files_holds_no_secret_and_leaves_no_core(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in SECRETS:
        monkeypatch.setenv(name, "a secret of this installation")
    with Pool() as checks:
        process = served(checks, good, tmp_path)
        place = Path("/proc") / str(process.pid)
        held = (place / "environ").read_bytes()
        limits = (place / "limits").read_text()
    assert b"PATH=" in held
    assert b"a secret of this installation" not in held
    assert re.search(r"Max core file size +0 +0 ", limits)
    assert not set(SECRETS) & environment().keys()


def test_a_child_that_dies_between_the_look_and_the_question_is_replaced(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Pool() as checks:
        process = served(checks, good, tmp_path)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        monkeypatch.setattr(process, "poll", lambda: None)  # alive, as it was a moment before
        assert checks.check(job(good, tmp_path / "b")).passed


def test_code_that_lies_where_the_command_is_run_is_not_run(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A checkout of contracts, of another Muster, or a folder that somebody sent."""
    for package in ("contracts", "validators"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text("raise SystemExit('not ours')\n")
    monkeypatch.chdir(tmp_path)
    with Pool() as checks:
        assert checks.check(job(good, tmp_path / "a")).passed


def test_a_check_over_its_limits_is_refused_with_a_sentence(good: Path, tmp_path: Path) -> None:
    content = good.read_text()
    header, row = content.splitlines()
    good.write_text(header + "\n" + f"{row}\n" * 400_000)
    with Pool() as checks:
        refused = checks.check(job(good, tmp_path / "a", Budget(400 * 1024**2, 20, 40)))
        assert not refused.readable
        assert "cannot be read" in refused.findings[0].message
        slow = checks.check(job(good, tmp_path / "b", Budget(4 * 1024**3, 20, 0)))
        assert "took too long: files of this size are given 0 seconds" in slow.findings[0].message


def test_limits_say_what_they_are() -> None:
    allowed = Budget(2 * 1024**3, 20, 120)
    assert "20 seconds of processor time, 2.0 GB of memory" in allowed.too_much
    assert "files of this size are given 120 seconds" in allowed.too_long


def test_reports_come_back_in_the_order_of_the_jobs(good: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_bytes(b"\x00\x01")
    work = [job(path, tmp_path / str(n)) for n, path in enumerate([good, bad, good, bad])]
    assert [report.passed for report in check_many(work, workers=2)] == [True, False, True, False]


def corpus_files() -> list[Path]:
    return sorted(path for path in CORPUS.rglob("*") if path.is_file())


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of bad files is not beside the project")
def test_every_file_of_the_corpus_gets_a_sentence(tmp_path: Path) -> None:
    files = corpus_files()
    work = [job(path, tmp_path / str(number)) for number, path in enumerate(files)]
    for path, report in zip(files, check_many(work, workers=2), strict=True):
        assert report.exit_code in (1, 2), path
        first = report.findings[0].message
        assert first.endswith("."), (path, first)
        assert "Traceback" not in first, path
        assert "does not know" not in first, (path, first)


def test_the_template_is_refused_as_empty_and_not_as_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "workforce.xlsx"
    write_template(load_contract("workforce"), "xlsx", path)
    [report] = check_many([job(path, tmp_path / "out")])
    assert report.exit_code in (1, 2)


def test_a_report_stands_however_its_drawing_fares(good: Path, tmp_path: Path) -> None:
    """A workbook that cannot be written costs no answer, and no child that the next one needs."""
    drawn = tmp_path / "report.xlsx"
    blocked = tmp_path / "a file"
    blocked.write_text("not a folder")
    with Pool(1) as pool:
        work = [
            replace(job(good, tmp_path / str(number)), renderings=[Rendering("xlsx", path)])
            for number, path in enumerate([drawn, blocked / "report.xlsx", drawn])
        ]
        assert [report.passed for report in map(pool.check, work)] == [True, True, True]
    assert drawn.read_bytes().startswith(b"PK")
