"""The report of a submission of very many findings: kept, read and passed on in pieces."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from contracts.errors import SubmissionError
from contracts.findings import Finding, Report
from contracts.load import load_contract
from contracts.many import OnDisk, Rule
from ledger import comparing, kept
from ledger.comparing import in_words
from ledger.doubts import hashed
from ledger.unexplained import Unexplained, first_explained
from muster import explanations
from tests import ledger_kit as kit
from validators.report import FORMATS, corrections, pieces, render

CONTRACT = load_contract(kit.SLUG)
SID = "AAAA-BBBB"
COUNT = 4_000
LONG = "it was written as words, and not only once: " * 12
MOST_HELD_BYTES = 900_000  # what waits for the garbage collector included


def findings(count: int = COUNT) -> Iterator[Finding]:
    """Errors, each with a suggestion, then as many warnings; some of them share their place."""
    for rule, severity in (("C06", "error"), ("R08-05", "warning")):
        for number in range(count // 2):
            yield Finding(
                rule_id=rule, severity=severity, dimension="validity", table="deployments",
                message=f"Row {number}: {LONG}", row=2 + number, column="alerts_false",
                column_letter="J", value=f"={number}\n é", suggestion=str(number),
                key={"deployment_id": f"LFR-{number}"},
            )  # fmt: skip


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A report in its place, as the ledger writes it, and too long to be held."""
    monkeypatch.setattr(kept, "HELD_BYTES", 0)
    kept.write(kit.report(*findings()), tmp_path / "report.json")
    return tmp_path / "report.json"


def test_it_is_the_same_bytes_and_the_same_report(path: Path) -> None:
    report = kit.report(*findings())
    whole = json.dumps(report.as_dict(), ensure_ascii=False, indent=1)
    assert path.read_text(encoding="utf-8") == whole
    found = kept.read(path, SID)
    assert isinstance(found.findings, OnDisk)
    assert list(found.findings) == list(report.findings)
    assert found.head() == report.head()
    assert found.findings[-1] == report.findings[-1]


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "xlsx"])
def test_every_form_is_that_of_the_whole_report(form: str, path: Path) -> None:
    few = kit.report(*findings(40))
    kept.write(few, path)
    doubt = kit.finding("warning", {"deployment_id": "LFR-7"}, row=9)
    doubts = [replace(doubt, rule_id="R08-07"), doubt]
    told = in_words(compared())
    there = comparing.beside(kept.read(path, SID), doubts, told)
    assert isinstance(there.findings, OnDisk)
    here = comparing.beside(few, doubts, told)
    assert render(there, form, CONTRACT) == render(here, form, CONTRACT)


def test_what_nobody_explained_is_known_without_being_read(path: Path) -> None:
    few = kit.report(*findings(40))
    kept.write(few, path)
    warnings = [finding for finding in few.findings if finding.severity == "warning"]
    told = {hashed(finding.fingerprint) for finding in warnings[:15]}
    open_ = Unexplained(kept.read(path, SID).findings, told, Counter({"R08-05": 5}))
    assert (len(open_), open_[:2]) == (5, warnings[15:17])
    [(rule, of_rule)] = open_.by_rule().items()
    assert (rule, len(of_rule), list(of_rule)) == (("warning", "R08-05"), 5, warnings[15:])


def test_the_first_that_are_explained_are_read_and_no_more(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warnings = [finding for finding in findings() if finding.severity == "warning"]
    told = {hashed(finding.fingerprint): finding for finding in warnings[3:9]}
    looked_at: list[str] = []
    monkeypatch.setattr(
        "ledger.unexplained.hashed", lambda of: looked_at.append(of[0]) or hashed(of)
    )
    there = kept.read(path, SID).findings
    for most, count in ((4, 4), (50, 6)):
        found = first_explained(there, Counter({"R08-05": 6}), told, most)
        assert found == dict(list(told.items())[:count])
    assert len(looked_at) < 50, "2,000 were not gone over"


def compared() -> comparing.Compared:
    return comparing.Compared(
        release_id="R1", release_sequence=1, asked_at=kit.NOW, rules=("C10", "R08-07")
    )


WRITERS: dict[str, Callable[[Report], Iterable[bytes | str]]] = {
    **{
        form: lambda report, form=form: pieces(report, form, CONTRACT)
        for form in FORMATS
        if form != "xlsx"
    },
    "explanations": lambda report: explanations.as_csv(report, CONTRACT),
    "corrections": lambda report: corrections.as_list(report, CONTRACT),
}


@pytest.mark.parametrize("written", WRITERS)
def test_what_is_held_is_a_small_part_of_what_is_written(
    written: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(corrections, "_AT_ONCE", 100)
    write = WRITERS[written]
    assert list(write(kit.report(*findings(2))))  # what is imported once
    tracemalloc.start()
    try:
        written_bytes = sum(len(piece) for piece in write(kept.read(path, SID)))
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert written_bytes > MOST_HELD_BYTES
    assert peak_bytes < MOST_HELD_BYTES


@pytest.mark.parametrize(
    "harm",
    [
        lambda content: content[:-9],
        lambda content: content.replace(b'"row": 1999', b'"row" 1999'),
        lambda content: content.replace(b'"findings"', b'"found"'),
        lambda content: b"",
    ],
    ids=["cut", "bent", "unnamed", "empty"],
)
def test_what_is_broken_is_a_sentence(harm: Callable[[bytes], bytes], path: Path) -> None:
    path.write_bytes(harm(path.read_bytes()))
    with pytest.raises(SubmissionError, match="run `muster verify`"):
        list(kept.read(path, SID).findings)


class Made(OnDisk):
    """Findings that are nowhere but made when they are asked for."""

    def __init__(self, count: int) -> None:
        self.by_severity = Counter(error=count // 2, warning=count // 2)

    def __iter__(self) -> Iterator[Finding]:
        return findings(len(self))

    def by_rule(self) -> Mapping[Rule, Sequence[Finding]]:
        raise NotImplementedError

    def places(self, severity: str) -> int:
        raise NotImplementedError


def keep_and_write(path: Path, count: int) -> int:
    """Keep a report and write it in every way. Gives the most memory that it took, in MB."""
    kept.write(replace(kit.report(), findings=Made(count)), path)
    for write in WRITERS.values():
        assert sum(len(piece) for piece in write(kept.read(path, SID))) > 100 * count
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@pytest.mark.slow
@pytest.mark.long
def test_half_a_million_findings_need_little_more_memory_than_a_few(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    peaks = [
        int(
            subprocess.run(
                [sys.executable, __file__, tmp_path / "report.json", str(count)],
                env={**os.environ, "PYTHONPATH": str(root)},
                check=True,
                capture_output=True,
            ).stdout
        )
        for count in (40_000, 600_000)
    ]
    assert (tmp_path / "report.json").stat().st_size > 300 << 20
    assert peaks[1] - peaks[0] < 150, peaks


def test_a_workbook_to_fill_in_holds_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    report = kit.report(*findings(8))
    assert explanations.as_xlsx(report, CONTRACT).startswith(b"PK")
    monkeypatch.setattr(explanations, "MOST_IN_A_WORKBOOK", 3)
    with pytest.raises(
        explanations.UsageError, match=r"4 warnings, and a workbook.*take the sheet"
    ):
        explanations.as_xlsx(report, CONTRACT)


if __name__ == "__main__":
    sys.stdout.write(str(keep_and_write(Path(sys.argv[1]), int(sys.argv[2]))))
