"""A text that is no code of its list: why not, and which code may be meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from contracts.model import Code, Field
from validators import look_alikes
from validators.cells import adds_up, cleaned, stands_for_none
from validators.everyday_codes import everyday

# The codes that say why there is no figure: in their column, n/a may mean one of them.
STATUSES = "value_status"
_OF_A_STATUS = (
    "leave the cell blank where there is a figure, and write x where it is not available, or z "
    "where it does not apply"
)
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"0*([0-9]+)(?:\.0+)?")
_AND, _NOT_SPLIT = "AND", ["NOT", "SPLIT"]
_TOGETHER = re.compile(r"[&+/]")
_LITTLE = frozenset({_AND, "OF", "THE", "TO", "FROM"})
_OTHERS = frozenset({_AND, "OR", "TO"})
# P06 for P6.
_TO_LETTER = re.compile(r"(?<=[A-Z])0+(?=[0-9])")
_SHORT, _NEAR, _MOST_LITTLE = 3, 0.75, 3


def why_no_code(value: str, field: Field) -> str:
    """What follows a sentence on a code that is none, where it shows what was meant instead."""
    if adds_up(value):
        return "; a row that adds up others is to be left out"
    if stands_for_none(value) and field.codelist == STATUSES:
        return f"; {_OF_A_STATUS}"
    if stands_for_none(value):
        instead = "write the code" if field.required else "leave the cell blank"
        return f"; it stands for no value: {instead}"
    strange = look_alikes.told(value)
    return f"; it has {strange}" if strange else ""


def nearest_code(codes: Sequence[Code], value: str, codelist: str = "") -> str | None:
    """The code that may be meant by a text that is none; None where no one is, or two are.

    What is suggested may be written in for the sender: a word too many or another one may make
    another code of it, and only what is misspelt, shortened or in another order does not.
    """
    latin = cleaned(look_alikes.as_latin(value)).upper()
    if found := _as_written(codes, latin):
        return found
    wanted = _words(latin)
    bare = [word for word in wanted if word not in {*_words(codelist.upper()), "CODE", "TYPE"}]
    # Grade 1 is 1 of a list of grades.
    tries = [words for words in ([wanted] if bare == wanted else [wanted, bare]) if words]
    for words in tries:
        if found := everyday(codelist, [word for word in words if word != _AND]):
            return found if any(code.code == found for code in codes) else None
    if stands_for_none(value):
        return None
    found = (code for words in tries for code in _alike(codes, words))
    return next(found, None)


def _alike(codes: Sequence[Code], wanted: Sequence[str]) -> Iterator[str]:
    """The code that is alike in the surest way in which any is; none where two are in that."""
    names = [(words, code.code) for code in codes for words in _names(code)]
    for is_alike in (_are_equal, _begin_alike, _is_begun, _is_number_of, _are_misspelt):
        found = {code for words, code in names if is_alike(wanted, words, code)}
        if found:
            yield from found if len(found) == 1 else ()
            return


def _as_written(codes: Sequence[Code], latin: str) -> str | None:
    """But for capitals, blanks, hyphens, brackets, and noughts round a number: 01 and 1.0."""
    by_label = {code.label.upper().replace(" ", "_"): code.code for code in codes}
    known = {code.code.upper(): code.code for code in codes}
    wanted = latin.replace(" ", "_").replace("-", "_")
    number = _NUMBER.fullmatch(latin)
    bare = (number[1].lstrip("0") or "0") if number else wanted
    ways = (wanted, wanted.zfill(2), bare, wanted.strip("[]"))
    found = (known.get(each) or by_label.get(each) for each in ways)
    return next(filter(None, found), None)


def _words(text: str) -> list[str]:
    return _WORD.findall(_TOGETHER.sub(f" {_AND} ", text))


@lru_cache(maxsize=2_048)
def _names(code: Code) -> tuple[list[str], ...]:
    """The words of its code, of its label, and of each of those between which the label leaves the
    choice."""
    label = code.label.upper()
    halves = label.split("/") if "/" in label else []
    return tuple(filter(None, map(_words, (code.code.upper(), label, *halves))))


def _are_equal(wanted: Sequence[str], words: Sequence[str], _: str) -> bool:
    """But for their order, for one and many, and for where one word ends."""
    if _TO_LETTER.sub("", "".join(wanted)) == "".join(words):
        return True
    return abs(len(wanted) - len(words)) <= _MOST_LITTLE and (
        _bare(tuple(wanted)) == _bare(tuple(words)) != frozenset()
    )


@lru_cache(maxsize=4_096)
def _bare(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(_single, words)) - _LITTLE


def _begin_alike(wanted: Sequence[str], words: Sequence[str], code: str) -> bool:
    """Whether one of them is the first words of the other."""
    if words[-2:] == _NOT_SPLIT:
        return False
    if len(wanted) <= len(words):
        return [*words[: len(wanted)]] == [*wanted]
    more = wanted[len(words) :]
    # Fatal and serious is no code, and priority 1 is none that is called priority and has another.
    numbers = {word for word in more if word.isdecimal()} - {code}
    another = more[0] in _OTHERS or (numbers and not words[0].isdecimal())
    return [*wanted[: len(words)]] == [*words] and not another


def _is_begun(wanted: Sequence[str], words: Sequence[str], code: str) -> bool:
    start = "_".join(wanted)
    return len(start) >= _SHORT and words[-2:] != _NOT_SPLIT and code.upper().startswith(start)


def _is_number_of(wanted: Sequence[str], words: Sequence[str], _: str) -> bool:
    """Whether it is the number of a code of a letter and a number: 999 of C999."""
    return len(wanted) == len(words) == 1 and words[0][1:] == wanted[0] and wanted[0].isdecimal()


def _are_misspelt(wanted: Sequence[str], words: Sequence[str], _: str) -> bool:
    """Whether each word is one of the others, nearly, and in the same order."""
    return len(wanted) == len(words) and all(map(_is_misspelt, wanted, words))


def _single(word: str) -> str:
    return word.removesuffix("S")


def _is_misspelt(one: str, other: str) -> bool:
    one, other = _single(one), _single(other)
    if one == other:
        return True
    shortest = min(len(one), len(other))
    if shortest < _SHORT or not (one + other).isalpha():
        return False
    if one.startswith(other) or other.startswith(one):
        return True
    # Available and unavailable, male and female.
    if one.endswith(other) or other.endswith(one):
        return False
    could_be = 2 * len(set(one) & set(other)) >= min(map(len, map(set, (one, other))))
    return could_be and SequenceMatcher(None, one, other).ratio() >= _NEAR
