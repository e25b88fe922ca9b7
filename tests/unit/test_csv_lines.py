"""Lines are as wide as the header, counted by bytes as by the grammar of RFC 4180."""

from __future__ import annotations

import random
import re

import pytest

from validators.read.csv_lines import Masks, are_as_wide, lines_of

# Marks round the whole cell, doubled inside of it, and no line end there.
CELL = r'(?:"(?:[^"\r\n]|"")*"|[^",\r\n]*)'
PIECES = ["", "1", "x y", '""', '"a,b"', '"a""b"', '",,"', '"é,"']
DAMAGE = [*[""] * 8, ",", '"', '"a', 'a"', '"\n"', '"a"b', '"",""']


def wide(block: str, width: int) -> bool:
    masks, content = Masks(), block.encode()
    # What is behind the whole lines is not looked at.
    lines = lines_of(content + b'"begun', len(content), masks)
    return are_as_wide(lines, ord(","), width, masks)


def by_grammar(block: str, width: int) -> bool:
    line = re.compile(f"{CELL}(?:,{CELL}){{{width - 1}}}\r?")
    return all(line.fullmatch(each) for each in block.removesuffix("\n").split("\n"))


@pytest.mark.parametrize("seed", range(120))
def test_random_lines(seed: int) -> None:
    chance = random.Random(seed)
    width, quoted = chance.randrange(2, 6), chance.choice([1, 3, len(PIECES)])
    lines = [chance.choices(PIECES[:quoted], k=width) for _ in range(chance.randrange(1, 12))]
    chance.choice(lines)[chance.randrange(width)] += chance.choice(DAMAGE)
    end = chance.choice(["\n", "\r\n"])
    block = "".join(",".join(cells) + end for cells in lines)
    assert wide(block, width) == by_grammar(block, width)


@pytest.mark.parametrize(
    ("delimiters", "width", "passes"),
    [
        pytest.param([9, 9], 10, True, id="all alike"),
        pytest.param([9, 8, 10], 10, False, id="one too few, one too many"),
        pytest.param([9, 9 + 256], 10, False, id="as many but for what a byte holds"),
        pytest.param([300, 300], 301, True, id="more than a byte holds"),
        pytest.param([300, 300 - 256], 301, False, id="fewer by what a byte holds"),
    ],
)
def test_delimiters_are_counted_whole(delimiters: list[int], width: int, passes: bool) -> None:
    assert wide("".join("x" + "," * each + "\n" for each in delimiters), width) == passes


@pytest.mark.parametrize("held", [1, 255, 256, 300])
def test_delimiters_between_marks_part_no_cells(held: int) -> None:
    line = f'a,"{"," * held}",b'
    assert wide(f"{line}\n{line}\n", 3)
    assert not wide(f"{line}\n{line}\n", 3 + held)
