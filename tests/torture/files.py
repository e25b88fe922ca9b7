"""R9 and R13: every bad file gets an answer, and no name reaches beyond its place."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

from contracts.errors import MusterError
from contracts.findings import Report
from contracts.load import load_contract
from mappings.apply import apply_loaded
from mappings.load import load_own
from muster import pipeline
from tests import ledger_kit as kit
from tests.torture import filing
from tests.torture.badfiles import bad_files
from tests.torture.scenario import Figures, require
from validators import pool as pools
from validators.jobs import Job
from validators.pool import Pool

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
LONGEST_SECONDS, USUAL_SECONDS = 30.0, 2.0
_TRACEBACK = re.compile(r"Traceback|Muster itself failed|does not know \(|panicked")


def every_bad_file(folder: Path, *, safe: bool, corpus_every: int, own_every: int) -> Figures:
    """R9. The broken safeguard: files are read in the server's own process."""
    corpus = sorted(p for p in CORPUS.rglob("*") if p.is_file() and p.suffix != ".md")
    files = [*bad_files(folder / "own")[::own_every], *corpus[::corpus_every]]
    if not safe:
        return _read_in_the_server(files)
    seconds: list[float] = []
    with Pool() as pool, _warm(pool):
        for way in (_by_core, _by_app, _by_command):
            for path in files:
                began = time.monotonic()
                said = way(path, folder / "out")
                seconds.append(time.monotonic() - began)
                require(not _TRACEBACK.search(said), f"{way.__name__}, {path.name}: {said[:300]}")
    seconds.sort()
    usual = seconds[int(len(seconds) * 0.95)]
    require(seconds[-1] < LONGEST_SECONDS, f"one took {seconds[-1]:.1f} s")
    # The reduced form runs beside other tests, where only the longest wait says anything.
    if corpus_every == own_every == 1:
        require(usual < USUAL_SECONDS, f"95 of 100 took up to {usual:.1f} s")
    return {
        "files": len(files),
        "answers": len(seconds),
        "tracebacks": 0,
        "server deaths": 0,
        "p95, s": round(usual, 2),
        "slowest, s": round(seconds[-1], 2),
    }


@contextmanager
def _warm(pool: Pool) -> Iterator[None]:
    """One child for all of them; it is limited and replaced as any other is."""
    with (
        patch.object(pools, "check_one", pool.check),
        patch.object(pipeline, "_started", lambda _: nullcontext(pool)),
    ):
        yield


def _judge(report: Report, path: Path) -> str:
    """The words of the report; every finding has a code of the catalogue and says what to do."""
    contract = load_contract(filing.SLUG)
    require(report.passed or report.findings, f"{path.name} is refused without a word")
    for finding in report.findings[:50]:
        card = contract.rule(finding.rule_id)  # an unknown code raises
        require(finding.message.strip(), f"{path.name}: {finding.rule_id} says nothing")
        require(card.description and card.mend, f"{finding.rule_id} does not say how to mend it")
    return "\n".join(finding.message for finding in report.findings[:200])


def _by_core(path: Path, out: Path) -> str:
    job = Job(paths=[path], return_slug=filing.SLUG, out_dir=out, period=filing.PERIOD)
    return _judge(pools.check_one(job), path)


def _by_app(path: Path, _: Path) -> str:
    from app import uploads

    upload = uploads.Upload(path.name, path.read_bytes())
    try:
        checked = uploads.check([upload], filing.SLUG, filing.FORCE, filing.PERIOD)
    except MusterError as error:
        return str(error)
    return _judge(checked.report, path)


def _by_command(path: Path, _: Path) -> str:
    from muster import cli

    sys.argv = ["muster", "validate", str(path), "--return", filing.SLUG, "--format", "text"]
    said = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    told = io.StringIO()
    code: object = None
    with redirect_stdout(said), redirect_stderr(told):
        try:
            cli.main()
        except SystemExit as end:
            code = end.code
    said.flush()
    text = said.buffer.getvalue().decode() + told.getvalue()  # type: ignore[attr-defined]
    require(code in (0, 1, 2), f"{path.name} ended with {code}")
    require(text.strip(), f"the command says nothing of {path.name}")
    return text


IN_THE_SERVER = """
import sys, polars
for line in sys.stdin:
    name = line.rstrip("\\n")
    polars.read_parquet(name) if name.endswith(".parquet") else polars.read_csv(name)
"""


def _read_in_the_server(files: Sequence[Path]) -> Figures:
    done = subprocess.run(
        [sys.executable, "-c", IN_THE_SERVER],
        input="\n".join(str(p) for p in files if p.suffix in (".parquet", ".csv")),
        capture_output=True,
        text=True,
        check=False,
    )
    require(done.returncode == 0, f"the server ended with {done.returncode}: {done.stderr[-200:]}")
    return {"files": len(files)}


# What a stranger may call a file, a return or a force.
NAMES = (
    "../../../etc/passwd", "..\\..\\boot.ini", "/etc/passwd", "C:\\Windows\\win.ini", "..", ".", "",
    "....//....//x", "%2e%2e%2fx", "..%c0%af..%c0%afx", "a/../../b", "~root", "~", "$(touch x)",
    "`touch x`", "; touch x", "| touch x", "&& touch x", "*.csv", "[a].csv", "?.csv", "{a,b}.csv",
    "a\0b.csv", "a\nb.csv", "\u202ecsv.exe", "\ufeffa.csv", "NUL", "CON.csv", "aux", "-rf",
    "' OR 1=1 --", '"; DROP TABLE submission; --', "%s%s%n", "{{7*7}}", "${7*7}",
    "<script>alert(1)</script>", "file:///etc/passwd", "http://127.0.0.1/x", "x" * 300, "é\u0301",
    "\U0001f4a9", "\ud800"[:0] + "\u0000", "a" + "/.." * 20, ".hidden", " leading", "trailing ",
    "trailing.", "COM1.csv", "a:b", "\\\\host\\share", "con/../x", "/dev/null",
    "/proc/self/environ", "--help",
)  # fmt: skip


def names(folder: Path, *, safe: bool, every: int = 1) -> Figures:
    """R13. The broken safeguard: a name is taken as it comes."""
    inside, outside = folder / "inside", folder / "outside"
    for place in (inside, outside):
        place.mkdir(parents=True)
    (outside / "secret.csv").write_bytes(filing.csv_bytes(filing.deployments("SECRET", 5)))
    before = _everything(folder, but=inside)
    tried = 0
    for name in NAMES[::every]:
        _as_upload(name, safe=safe)
        _as_stored_name(name, inside / "home")
        _as_slug_or_force(name, inside / "home")
        _as_a_cell_of_an_extract(name, inside / "extracts")
        tried += 7
    _patterns_read_only_themselves(inside / "patterns")
    after = _everything(folder, but=inside)
    require(after == before, f"written outside the store: {sorted(after - before)[:3]}")
    return {"names": len(NAMES[::every]), "uses tried": tried, "files outside the store": 0}


def _everything(folder: Path, but: Path) -> set[str]:
    return {str(p) for p in folder.rglob("*") if but not in p.parents and p != but}


def _as_upload(name: str, *, safe: bool) -> None:
    """The app writes an upload to a folder of its own, whatever it is called."""
    from app import uploads

    with patch.object(uploads, "plain_name", uploads.plain_name if safe else lambda name: name):
        try:
            with uploads.on_disk([uploads.Upload(name, b"x")]) as [path]:
                place = path.resolve().parent
                require(place.name.startswith("muster-upload-"), f"{name!r} was written in {place}")
        except (MusterError, ValueError, OSError):
            require(safe, f"{name!r} reached the file system")


def _as_stored_name(name: str, home: Path) -> None:
    """The ledger keeps a name as words; it never becomes a place."""
    from ledger.store import open_ledger
    from muster.recovery import recover

    sent = kit.sent(home.parent / "sent", content=name.encode("utf-8", "replace") + b"?")
    with open_ledger(home) as ledger:
        try:
            ledger.receive([(name, sent)], **kit.asked(revision_reason="LATE_RECORDS"))
        except MusterError:
            return
        with patch("validators.pool.check_one", _only_look):
            list(recover(ledger, now=kit.later(60 * 24)))


def _only_look(job: Job) -> Report:
    [path] = job.paths
    require(path.read_bytes().endswith(b"?"), f"{path.name!r} is another file")
    return kit.report(kit.finding("error"), tables=())


def _as_slug_or_force(name: str, home: Path) -> None:
    from ledger.store import open_ledger

    sent = kit.sent(home.parent / "sent")
    with open_ledger(home) as ledger:
        for changed in ({"return_slug": name}, {"force_code": name}, {"period": name}):
            try:
                ledger.receive([("return.csv", sent)], **kit.asked(**changed))
            except MusterError:
                continue
            require(False, f"{changed} was accepted")


# The force and the month of a row are whatever stands in the extract.
CELLS_DECIDE = """
title: An extract that names force and month in every row
return: crime_management
reader: {format: csv, delimiter: ",", encoding: utf-8, columns: [Force, Month]}
tables:
  workload:
    columns:"""


def _as_a_cell_of_an_extract(name: str, folder: Path) -> None:
    """A force's own mapping may take force and month from its cells: neither becomes a place."""
    folder.mkdir(exist_ok=True)
    table = load_contract("crime_management").tables[0]
    taken = {"force_code": "{step: text, from: Force}", "month": "{step: text, from: Month}"}
    columns = [f"      {each}: {taken.get(each, '{step: absent}')}" for each in table.column_names]
    lines = [CELLS_DECIDE, *columns, "split: {rule: column, column: month}"]
    own, extract = folder / "own.mapping.yaml", folder / "extract.csv"
    own.write_text("\n".join(lines), encoding="utf-8")
    with extract.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows([["Force", "Month"], [name, "2024-03"], ["42", name]])
    with tempfile.TemporaryDirectory(dir=folder) as room:
        try:
            done = apply_loaded(load_own(own), [extract], Path(room) / "out")
        except MusterError:
            return
    require(not done.submissions, f"{name!r} was taken for a force or a month")


def _patterns_read_only_themselves(folder: Path) -> None:
    with Pool() as pool:
        for number, name in enumerate(("*.csv", "[a].csv", "?.csv", "{a,b}.csv")):
            place = folder / str(number)
            place.mkdir(parents=True)
            for other, tag in ((name, "OWN"), ("a.csv", "OTHER"), ("b.csv", "OTHER")):
                (place / other).write_bytes(filing.csv_bytes(filing.deployments(tag, 2)))
            job = Job(paths=[place / name], return_slug=filing.SLUG, out_dir=place / "out")
            report = pool.check(job)
            rows = sum(table.rows for table in report.tables)
            require(rows == 2, f"{name} was read with its neighbours: {rows} rows")
