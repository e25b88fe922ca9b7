"""The fast reader gives what the precise one gives, or leaves the file to it."""

from __future__ import annotations

import random
from pathlib import Path

import polars as pl
import pytest

from contracts.load import load_contract
from validators.read import Limits, Reading, csv_fast, csv_scan, read_submission, stretches

WORKFORCE = load_contract("workforce")
COLUMNS = WORKFORCE.table("stock").column_names
HEADER = ",".join(COLUMNS)
ROW = "2022-03-31,01,FEMALE,CONSTABLE,POLICE_OFFICER,5,,4.5,"
FAST = Limits(precise_bytes=0, batch_rows=7)


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks and blocks of a few rows, so that a small file has many borders."""
    monkeypatch.setattr(stretches, "_CHUNK_BYTES", 900)
    monkeypatch.setattr(stretches, "BLOCK_BYTES", 300)
    monkeypatch.setattr(csv_scan, "BLOCK_BYTES", 300)


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether the fast reader took the file, once for each file that was offered to it."""
    answers: list[bool] = []
    prove = csv_fast.prove

    def listening(*arguments: object) -> object:
        chunks = prove(*arguments)  # type: ignore[arg-type]
        answers.append(chunks is not None)
        return chunks

    monkeypatch.setattr(csv_fast, "prove", listening)
    return answers


def whole(reading: Reading) -> pl.DataFrame:
    none = pl.DataFrame(schema=["source_row", *COLUMNS])
    return pl.concat(list(reading.tables[0].batches()) or [none])


def both(path: Path) -> tuple[Reading, Reading]:
    return read_submission([path], WORKFORCE, FAST), read_submission([path], WORKFORCE)


PIECES = ["", "1", "x y", '""', '"a,b"', '"a""b"', '""""', "é", "#", " ", "2022-03-31", '"é,"', "'"]


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("seed", range(40))
def test_random_plain_files(tmp_path: Path, seed: int, taken: list[bool]) -> None:
    chance = random.Random(seed)
    end = chance.choice(["\n", "\r\n"])
    delimiter = chance.choice([",", ";", "\t", "|"])
    pieces = [piece.replace(",", delimiter) for piece in PIECES]
    lines = [delimiter.join(COLUMNS)]
    for _ in range(chance.randrange(2, 120)):
        lines.append(delimiter.join(["01", "F", *chance.choices(pieces, k=len(COLUMNS) - 2)]))
    mark = chance.choice([b"", b"\xef\xbb\xbf"])
    path = tmp_path / "stock.csv"
    path.write_bytes(mark + (end.join(lines) + chance.choice(["", end, end * 3])).encode())
    fast, precise = both(path)
    assert taken == [True]
    assert fast.tables[0].rows == precise.tables[0].rows == len(lines) - 1
    assert fast.findings == precise.findings == ()
    assert whole(fast).equals(whole(precise), null_equal=True)
    assert all(frame.height <= FAST.batch_rows for frame in fast.tables[0].batches())


QUOTED = ",".join(f'"{name}"' for name in COLUMNS)
NOT_PLAIN = [
    ("newline in quotes", f"{HEADER}\n" + ROW.replace("01", '"0\n1"')),
    ("CR in quotes", f"{HEADER}\n" + ROW.replace("01", '"0\r1"')),
    ("CR only", f"{HEADER}\r{ROW}\r{ROW}"),
    ("one CR among LF", f"{HEADER}\n{ROW}\r{ROW}\n{ROW}"),
    ("blank row", f"{HEADER}\n{ROW}\n\n{ROW}"),
    ("blank row CRLF", f"{HEADER}\r\n{ROW}\r\n\r\n{ROW}"),
    ("row of delimiters", f"{HEADER}\n{ROW}\n,,,,,,,,\n{ROW}"),
    ("row of empty quotes", f"{HEADER}\n{ROW}\n{','.join(['' + chr(34) * 2] * 9)}\n{ROW}"),
    ("short row", f"{HEADER}\n{ROW}\n{ROW[:-1]}\n{ROW}"),
    ("long row", f"{HEADER}\n{ROW}\n{ROW},\n{ROW}"),
    ("short and long", f"{HEADER}\n{ROW},\n{ROW[:-1]}\n{ROW}"),
    ("note", f"{HEADER}\n{ROW}\n{ROW}\nSource: HR,,,,,,,,"),
    ("totals", f"{HEADER}\n{ROW}\n{ROW}\nTotal,,,,,,,7,6.5"),
    ("title", f"Title\n{HEADER}\n{ROW}"),
    ("header again", f"{HEADER}\n{ROW}\n{HEADER}\n{ROW}"),
    ("header in quotes again", f"{HEADER}\n{ROW}\n{QUOTED}\n{ROW}"),
    ("header without quotes again", f"{QUOTED}\n{ROW}\n{HEADER}\n{ROW}"),
    ("another file behind", f"{HEADER}\n{ROW}\n\ufeff{HEADER}\n{ROW}"),
    ("another file in quotes behind", f"{HEADER}\n{ROW}\n\ufeff{QUOTED}\n{ROW}"),
    ("header twice", f"{HEADER}\n{HEADER}\n{ROW}"),
    ("quote in the middle", f"{HEADER}\n{ROW.replace('01', '0' + chr(34) + '1')}\n{ROW}"),
    ("quotes in two middles", f"{HEADER}\n{ROW.replace('01', 'a' + chr(34) + ',b' + chr(34))}"),
    ("text after a quote", f"{HEADER}\n{ROW.replace('01', chr(34) + '0' + chr(34) + '1')}\n{ROW}"),
    ("quote never closed", f"{HEADER}\n{ROW}\n{ROW.replace('01', chr(34) + '01')}"),
    ("NUL", f"{HEADER}\n{ROW.replace('01', '0' + chr(0))}\n{ROW}"),
    ("header in two lines", f'"snapshot_date\n"{HEADER.removeprefix("snapshot_date")}\n{ROW}'),
    ("line of dashes", f"{HEADER}\n{ROW}\n{','.join(['---'] * 9)}\n{ROW}"),
    ("first a line", f"{HEADER}\r\n{','.join(['---'] * 9)}\r\n{ROW}"),
    ("line in quotes", f"{HEADER}\n{ROW}\n{','.join([chr(34) + '==' + chr(34)] * 9)}\n{ROW}"),
    ("line in a box", f"{HEADER}\n{ROW}\n{','.join([chr(0x2500)] * 9)}\n{ROW}"),
    ("row of spaces", f"{HEADER}\n{ROW}\n{','.join([' '] * 9)}\n{ROW}"),
    ("heading of a page", f"{HEADER}\n{ROW}\nPage 2 of 2,,,,,,,,\r\n{ROW}"),
    ("units below the header", f"{HEADER}\ndate,code,,,,people,,FTE,\n{ROW}\n{ROW}"),
    ("totals without a name", f"{HEADER}\n{ROW}\n{ROW}\n,,,,,10,,9,"),
    ("begun", f"{HEADER}\n{ROW}\n{ROW}\n2022-03-31,01,,,,,,,"),
    ("unnamed column", f"{HEADER},\n{ROW},x\n"),
]


@pytest.mark.parametrize("content", [pytest.param(c, id=name) for name, c in NOT_PLAIN])
def test_what_is_not_plain_is_left_to_the_precise_reader(
    tmp_path: Path, content: str, taken: list[bool]
) -> None:
    path = tmp_path / "stock.csv"
    path.write_bytes(content.encode())
    fast, precise = both(path)
    assert not any(taken)
    assert fast.findings == precise.findings
    assert [t.rows for t in fast.tables] == [t.rows for t in precise.tables]
    assert whole(fast).equals(whole(precise), null_equal=True)


@pytest.mark.parametrize(
    "content",
    [
        f"{HEADER}\n{ROW}\n".encode("utf-16"),
        f"{HEADER}\n{ROW.replace('01', 'é')}\n".encode("cp1252"),
        f"{HEADER}\n{ROW.replace('01', 'é')}\n".encode() + b"\xff,,,,,,,,x\n",
    ],
    ids=["UTF-16", "Windows-1252", "damaged UTF-8"],
)
def test_other_encodings_are_left_to_the_precise_reader(
    tmp_path: Path, content: bytes, taken: list[bool]
) -> None:
    path = tmp_path / "stock.csv"
    path.write_bytes(content)
    fast, precise = both(path)
    assert taken == [False]
    assert whole(fast).equals(whole(precise), null_equal=True)


def test_swapped_and_missing_columns(tmp_path: Path, taken: list[bool]) -> None:
    path = tmp_path / "stock.csv"
    path.write_text("sex,force_code,Extra,fte\nF,01,x,\nM,02,,1.50\n")
    fast, precise = both(path)
    assert taken == [True]
    assert fast.findings == precise.findings
    assert whole(fast).equals(whole(precise), null_equal=True)
    assert whole(fast)["fte"].to_list() == [None, "1.50"]
