"""Files that nobody here wrote: each gives a reading or one sentence, and no cell is misread."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from contracts.errors import UnreadableFileError
from contracts.load import slugs
from validators.read import Limits, read_cells
from validators.read.assemble import grids
from validators.read.grid import Notes
from validators.read.source import open_source

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
CORPUS = SHARED / "corpus"
SPECTRUM = CORPUS / "csv-spectrum"

pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the corpus of odd files is not beside the project"
)

# Reads every file named on standard input as each of the returns, within 2 GiB of memory.
READER = """
import json, resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (2 * 1024**3, 2 * 1024**3))
from contracts.errors import UnreadableFileError
from contracts.load import all_contracts
from validators.read import read_submission

for line in sys.stdin:
    for contract in all_contracts():
        path = Path(line.rstrip("\\n"))
        answer = {"file": str(path), "return": contract.slug}
        try:
            reading = read_submission([path], contract)
            rows = {t.name: sum(f.height for f in t.batches()) for t in reading.tables}
            answer |= {"rows": rows, "counted": {t.name: t.rows for t in reading.tables}}
        except UnreadableFileError as error:
            answer |= {"sentence": str(error), "cause": type(error.__cause__).__name__}
        except BaseException as error:
            answer |= {"escaped": repr(error)}
        print(json.dumps(answer), flush=True)
"""
# What a mistake of our own would be called; a damaged file never is.
OUR_MISTAKES = {"NameError", "AttributeError", "TypeError", "UnboundLocalError", "AssertionError"}


def corpus_files() -> list[Path]:
    return sorted(path for path in CORPUS.rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def answers() -> list[dict[str, object]]:
    done = subprocess.run(
        [sys.executable, "-c", READER],
        input="\n".join(map(str, corpus_files())),
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_every_file_is_answered_for_every_return(answers: list[dict[str, object]]) -> None:
    assert len(answers) == len(slugs()) * len(corpus_files()) > 1_500
    assert [answer for answer in answers if "escaped" in answer] == []
    for answer in answers:
        assert answer.get("rows") == answer.get("counted")


def test_every_refusal_is_one_sentence_about_the_file(answers: list[dict[str, object]]) -> None:
    refused = [answer for answer in answers if "sentence" in answer]
    assert refused
    for answer in refused:
        sentence, name = str(answer["sentence"]), Path(str(answer["file"])).name
        assert name in sentence
        assert "\n" not in sentence
        assert sentence.endswith(".")
        assert str(CORPUS) not in sentence
        assert answer["cause"] not in OUR_MISTAKES, answer


@pytest.mark.parametrize("path", sorted((SPECTRUM / "csvs").glob("*.csv")), ids=lambda p: p.stem)
def test_csv_spectrum(path: Path, tmp_path: Path) -> None:
    expected = json.loads((SPECTRUM / "json" / f"{path.stem}.json").read_text(encoding="utf-8"))
    content = path.read_bytes()
    if path.stem.endswith("_crlf") and b"\r" not in content:
        # Somewhere on its way this file lost the line ends that its name and answer speak of.
        content = content.replace(b"\n", b"\r\n")
    copy = tmp_path / path.name
    copy.write_bytes(content)
    header, *rows = read_cells(copy)
    assert [dict(zip(header, row, strict=True)) for row in rows] == expected


def plain_csv_files() -> Iterator[Path]:
    """Files that Python's csv can recount without knowing more than 'UTF-8, with commas'."""
    for path in sorted(CORPUS.rglob("*.csv")):
        try:
            head = path.read_text(encoding="utf-8-sig")
        except UnicodeError:
            continue
        if head and not any(sign in head for sign in ";\t|\0") and "," in head:
            yield path


def test_recount_of_plain_csv() -> None:
    recounted = 0
    for path in plain_csv_files():
        try:
            found = read_cells(path)
        except UnreadableFileError:
            continue
        with path.open(encoding="utf-8-sig", newline="") as handle:
            assert found == list(csv.reader(handle, strict=True)), path.name
        recounted += 1
    assert recounted > 50


def workbooks() -> list[Path]:
    real = SHARED / "data" / "facial_recognition"
    named = sorted([*CORPUS.rglob("*.xlsx"), *real.glob("*.xlsx")])
    return [path for path in named if path.read_bytes()[:2] == b"PK"]


@pytest.mark.parametrize("path", workbooks(), ids=lambda path: path.stem)
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_workbooks_cell_by_cell_against_openpyxl(path: Path) -> None:
    """Another reader must see a value in the same places, and the same words and whole numbers."""
    import openpyxl

    sheets = list(grids(open_source(path, Limits()), (), Limits()))
    book = openpyxl.load_workbook(path, data_only=True)
    assert [grid.sheet for grid in sheets] == [sheet.title for sheet in book.worksheets]
    for grid, sheet in zip(sheets, book.worksheets, strict=True):
        ours = {
            (number, index + 1): text
            for number, cells in islice(grid.records(Notes()), 5_000)
            for index, text in enumerate(cells)
            if text
        }
        theirs = {
            (cell.row, cell.column): cell.value
            for row in sheet.iter_rows(max_row=max((row for row, _ in ours), default=1))
            for cell in row
            if cell.value not in (None, "")
        }
        assert ours.keys() == theirs.keys()
        for place, value in theirs.items():
            if isinstance(value, str):
                assert ours[place] == value
            elif isinstance(value, int) and not isinstance(value, bool):
                assert ours[place] == str(value)
            elif isinstance(value, float):
                assert float(ours[place]) == pytest.approx(value, rel=1e-14)


NOT_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def opendocuments() -> list[Path]:
    return sorted(
        [*CORPUS.rglob("*.ods"), SHARED / "data/workforce/police-workforce-tables-sep16.ods"]
    )


@pytest.mark.parametrize("path", opendocuments(), ids=lambda path: path.stem)
def test_opendocuments_cell_by_cell_against_odfpy(path: Path) -> None:
    import pandas as pd

    theirs = pd.read_excel(
        path, engine="odf", sheet_name=None, header=None, keep_default_na=False, dtype=object
    )
    sheets = list(grids(open_source(path, Limits()), (), Limits()))
    assert [grid.sheet for grid in sheets] == list(theirs)
    for grid in sheets:
        ours = {
            (number - 1, index): text
            for number, cells in grid.records(Notes())
            for index, text in enumerate(cells)
            if text
        }
        frame = theirs[grid.sheet]
        places = {
            (row, column): value
            for row, values in enumerate(frame.itertuples(index=False))
            for column, value in enumerate(values)
            if value != "" and value == value  # noqa: PLR0124 - only NaN differs from itself
        }
        assert ours.keys() == places.keys()
        for place, value in places.items():
            if isinstance(value, str):
                # Theirs does not tell Wiltshire with the mark of a note from Wiltshire1.
                assert ours[place].translate(NOT_RAISED) == value
            elif isinstance(value, int | float) and not isinstance(value, bool):
                assert float(ours[place]) == pytest.approx(value, rel=1e-14)
