"""A line right below the header that says what the columns are, or what they are in: no data.

It is one only where no cell could be a value, however badly written: each is made of words for
units and kinds of values, or of those by which the contract itself describes the column.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache
from string import ascii_lowercase

from contracts.model import Contract, Field, Kind
from validators.cells import judge, stands_for_none
from validators.read.header import Header
from validators.read.names import canonical

_WORD = re.compile(r"[^\W\d_]+|[£$€%#]")
# Without those that may stand for a value: none, unknown, true, total.
_UNITS = """
£ $ € % # gbp pounds pence percent percentage pct cent per proportion ratio rate share score
fte headcount count counts number numbers no nr num n quantity qty amount unit units whole
full equivalent people persons
seconds second secs sec s minutes minute mins min hours hour hrs hr h days day weeks week
months month quarters quarter years year km miles metres kg mb gb
date dates time times datetime timestamp utc yyyy yy mm dd hh ss yyyymmdd ddmmyyyy
text string str varchar char character integer int bigint smallint float double decimal numeric
boolean bool bit flag code codes id identifier key name label type format free field column
description value values required mandatory optional
in of the a an as at by or and to for
"""
_OF_UNITS = frozenset(_UNITS.split())
# With a sign or an s: 000 alone may be a figure, and '000 one that was made text.
_THOUSANDS = re.compile(r"\(?[£$€]\s?['\u2019]?000s?\)?|['\u2019]?000s")
_ANSWERS = frozenset({"true", "false", "yes", "no", "y", "n", "t", "f"})
_FEWEST_CELLS, _FEWEST_COUNTED = 2, 4


def is_second_header(cells: Sequence[str], header: Header, contract: Contract) -> bool:
    """True of a row that no row of the table could be: it has units, and no figure and no key."""
    filled = [
        (header.table.field(name), cells[index])
        for name, index in header.positions.items()
        if index < len(cells) and cells[index]
    ]
    told = [each for each in filled if not _may_be_of_nothing(*each)]
    if _count_columns(cells, header):
        return True
    return (
        len(told) >= _FEWEST_CELLS
        and any(field.kind is not Kind.TEXT for field, _ in told)
        and all(_describes(cell, field, contract) for field, cell in told)
    )


def _count_columns(cells: Sequence[str], header: Header) -> bool:
    """True of 1, 2, 3 or (a), (b), (c) below the names of all columns."""
    places = sorted(header.positions.values())
    if len(places) < _FEWEST_COUNTED or len(cells) <= places[-1]:
        return False
    bare = [cells[place].strip(" ()[].").lower() for place in places]
    series = (map(str, range(1, len(bare) + 1)), ascii_lowercase)
    return any(bare == list(each)[: len(bare)] for each in series)


def _may_be_of_nothing(field: Field, cell: str) -> bool:
    """A dash where there is nothing to say; among figures it is a value that is wrong."""
    return not field.kind.numeric and stands_for_none(cell)


def _describes(cell: str, field: Field, contract: Contract) -> bool:
    name = canonical(cell)
    if name == canonical(field.unit or "") or _THOUSANDS.fullmatch(cell.strip()):
        return field.kind is not Kind.TEXT
    words = [word.casefold() for word in _WORD.findall(cell)]
    if not words or any(character.isdigit() for character in cell):
        return False
    is_name = name.replace("_", "") == field.name.replace("_", "")
    if not (is_name or _words_of(field).issuperset(words)):
        return False
    if field.kind.numeric:
        problem = judge(cell, field)
        return problem.rule_id == "C07" and problem.suggestion is None
    if field.kind is Kind.BOOLEAN:
        return name not in _ANSWERS
    return field.codelist is None or name not in _codes_of(field.codelist, contract)


@cache
def _words_of(field: Field) -> frozenset[str]:
    own = f"{field.name.replace('_', ' ')} {field.unit or ''} {field.description}"
    return _OF_UNITS | {word.casefold() for word in _WORD.findall(own)}


def _codes_of(codelist: str, contract: Contract) -> Collection[str]:
    codes = contract.codelists[codelist].codes
    return {canonical(each) for code in codes for each in (code.code, code.label)}
