"""R10: files that other readers misread without a word, each with its true rows or a refusal."""

from __future__ import annotations

import csv
import gzip
import io
import json
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from contracts.errors import UnreadableFileError
from contracts.load import load_contract
from tests.torture import filing
from tests.torture.badfiles import repacked
from tests.torture.files import CORPUS
from tests.torture.scenario import Figures, require
from validators.read import read_cells
from validators.validate import check_files

ROWS = filing.deployments("TRAP", 3)
PLAIN = filing.csv_bytes(ROWS)
HEADER, FIRST, SECOND, THIRD = PLAIN.splitlines(keepends=True)
LOOKED_AT = ("force_code", "deployment_id", "algorithm_version", "faces_scanned")

Truth = list[tuple[str, ...]] | None


@dataclass(frozen=True)
class Trap:
    """A file, and what it truly says: its rows, or nothing where it must be refused."""

    name: str
    content: bytes
    truth: Truth
    suffix: str = "csv"


def true_rows(rows: list[dict[str, str]]) -> Truth:
    return [tuple(row[name] for name in LOOKED_AT) for row in rows]


def changed(**cells: str) -> list[dict[str, str]]:
    return [{**ROWS[0], **cells}, *ROWS[1:]]


def _book(**options: object) -> bytes:
    """A workbook of the three rows; `hidden`, `merged`, `formula` set a trap in it."""
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as made:
        sheet = made.add_worksheet("deployments")
        for place, cells in enumerate([list(ROWS[0]), *(list(row.values()) for row in ROWS)]):
            for column, cell in enumerate(cells):
                sheet.write_string(place, column, cell)
        scanned = list(ROWS[0]).index("faces_scanned")
        if options.get("merged"):
            sheet.merge_range(1, scanned, 2, scanned, "15000")
        if options.get("formula"):
            sheet.write_formula(1, scanned, "=7000+8000", None, "")
        if options.get("hidden"):
            other = made.add_worksheet("notes")
            sheet.hide()
            other.activate()
            other.set_first_sheet()
    return buffer.getvalue()


def traps() -> list[Trap]:
    """All of them; at least twenty-four."""
    plain, text = true_rows(ROWS), PLAIN.decode()
    swapped = _reordered(["deployment_id", "force_code"])
    return [
        Trap("CR only", PLAIN.replace(b"\n", b"\r"), plain),
        Trap("three kinds of line end", HEADER[:-1] + b"\r\n" + FIRST[:-1] + b"\r" + SECOND + THIRD, plain),
        Trap("a # at the start of a cell", filing.csv_bytes(changed(algorithm_version="#4")), true_rows(changed(algorithm_version="#4"))),
        Trap("a # line", HEADER + b"# note\n" + FIRST, None),
        Trap("a short row", HEADER + FIRST + b"42,TRAP-9\n" + THIRD, None),
        Trap("a long row", HEADER + FIRST[:-1] + b",extra\n" + SECOND, None),
        Trap("blank lines between", HEADER + FIRST + b"\n" + SECOND + b"\n\n" + THIRD, None),
        Trap("blank lines at the end", PLAIN + b"\n\n\n", plain),
        Trap("UTF-8 with a mark", b"\xef\xbb\xbf" + PLAIN, plain),
        Trap("UTF-16 with a mark", text.encode("utf-16"), plain),
        Trap("UTF-16 LE without a mark", text.encode("utf-16-le"), plain),
        Trap("UTF-16 BE without a mark", text.encode("utf-16-be"), plain),
        Trap("Windows-1252", filing_bytes(algorithm_version="caf\u00e9", encoding="cp1252"), true_rows(changed(algorithm_version="caf\u00e9"))),
        Trap("a workbook called CSV", _book(), plain),
        Trap("gzip called CSV", gzip.compress(PLAIN, mtime=0), plain),
        Trap("CSV called a workbook", PLAIN, plain, "xlsx"),
        Trap("a header twice", HEADER.replace(b"faces_scanned", b"alerts"), None),
        Trap("two headers swapped", swapped, plain),
        Trap("a header misspelt", HEADER.replace(b"faces_scanned", b"faces_scaned") + FIRST, None),
        Trap("leading zeros", filing.csv_bytes(changed(algorithm_version="007")), true_rows(changed(algorithm_version="007"))),
        Trap("a date that could be either way", PLAIN.replace(b"2024-03-05T08:15:00Z", b"03/05/2024 08:15", 1), None),
        Trap("a date of a spreadsheet's number", PLAIN.replace(b"2024-03-05T08:15:00Z", b"45356.34375", 1), None),
        Trap("a hidden sheet", _book(hidden=True), None, "xlsx"),
        Trap("merged cells", _book(merged=True), None, "xlsx"),
        Trap("a formula without a value", repacked(_book(formula=True), "xl/worksheets/sheet1.xml", b"<v></v>", b""), None, "xlsx"),
        Trap("semicolons", PLAIN.replace(b",", b";"), plain),
        Trap("a line end in quotes", filing.csv_bytes(changed(algorithm_version="a\nb")), true_rows(changed(algorithm_version="a\nb"))),
        Trap("a thousands separator", filing.csv_bytes(changed(faces_scanned="15,000")), None),
        Trap("a number with an exponent", filing.csv_bytes(changed(faces_scanned="1.5e4")), None),
        Trap("a title above the header", b"Deployments of 2024\n" + PLAIN, None),
        Trap("a total below", PLAIN + b"Total,,,,,,,,,,,,,,,,,,,45000,,,,,,,,\n", None),
        Trap("a non-breaking space", filing.csv_bytes(changed(algorithm_version="NEC\u00a04")), None),
        Trap("another file behind it", PLAIN + b"\n" + PLAIN, None),
    ]  # fmt: skip


def filing_bytes(*, encoding: str, **cells: str) -> bytes:
    return filing.csv_bytes(changed(**cells)).decode().encode(encoding)


def _reordered(first: list[str]) -> bytes:
    names = [*first, *(name for name in ROWS[0] if name not in first)]
    return filing.csv_bytes([{name: row[name] for name in names} for row in ROWS])


def silent_misreads(folder: Path, *, safe: bool, recount: bool = True) -> Figures:
    """R10. The broken safeguard: the reader of a data frame library, as its manual shows it."""
    accepted = _accepted if safe else _naively_accepted
    every = traps()
    wrong: list[str] = []
    refused = 0
    for number, trap in enumerate(every):
        path = folder / str(number) / f"deployments.{trap.suffix}"
        path.parent.mkdir()
        path.write_bytes(trap.content)
        found = accepted(path)
        refused += found is None
        if found is not None and found != trap.truth:
            wrong.append(f"{trap.name}: accepted as {found[:2]}")
        if safe and found is None and trap.truth is not None:
            wrong.append(f"{trap.name}: refused, and nothing is wrong with it")
    require(not wrong, f"{len(wrong)} of {len(every)}: {wrong[:3]}")
    figures: Figures = {"traps": len(every), "refused": refused, "misread": 0}
    if recount and CORPUS.is_dir():
        figures |= {"accepted CSV recounted": _recounted(), "csv-spectrum": _spectrum(folder)}
    return figures


def _accepted(path: Path) -> Truth:
    """The rows of the typed table where the file passes every check; nothing where it does not."""
    out = path.parent / "out"
    out.mkdir()
    contract = load_contract(filing.SLUG)
    try:
        report = check_files([path], contract, filing.FORCE, filing.PERIOD, out)
    except UnreadableFileError:
        return None
    doubts = [f for f in report.findings if f.severity in ("error", "warning")]
    if not report.passed or doubts:
        return None
    frame = pl.read_parquet(out / f"{filing.TABLE}.parquet")
    return [tuple(str(cell) for cell in row) for row in frame.select(LOOKED_AT).rows()]


def _naively_accepted(path: Path) -> Truth:
    try:
        frame = pl.read_csv(path, infer_schema=False)
        return [tuple(str(cell) for cell in row) for row in frame.select(LOOKED_AT).rows()]
    except Exception:
        return None


def _recounted() -> int:
    """Every CSV of the corpus that is read at all has the cells that Python's `csv` sees."""
    recounted = 0
    for path in sorted(CORPUS.rglob("*.csv")):
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeError:
            continue
        if not text or any(sign in text for sign in ";\t|\0") or "," not in text:
            continue
        try:
            found = read_cells(path)
        except UnreadableFileError:
            continue
        with path.open(encoding="utf-8-sig", newline="") as handle:
            require(found == list(csv.reader(handle, strict=True)), f"{path.name} is misread")
        recounted += 1
    return recounted


def _spectrum(folder: Path) -> str:
    right = 0
    files = sorted((CORPUS / "csv-spectrum" / "csvs").glob("*.csv"))
    for path in files:
        answer = CORPUS / "csv-spectrum" / "json" / f"{path.stem}.json"
        content = path.read_bytes()
        if path.stem.endswith("_crlf") and b"\r" not in content:
            content = content.replace(b"\n", b"\r\n")  # lost on its way here
        copy = folder / path.name
        copy.write_bytes(content)
        header, *rows = read_cells(copy)
        expected = json.loads(answer.read_text(encoding="utf-8"))
        right += [dict(zip(header, row, strict=True)) for row in rows] == expected
    require(right == len(files), f"csv-spectrum: {right} of {len(files)}")
    return f"{right} of {len(files)}"
