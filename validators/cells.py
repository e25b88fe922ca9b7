"""One cell that cannot be read as its type: which rule it breaks, and what to write instead."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal

from contracts.model import Field, Kind
from validators import look_alikes
from validators.boolean_cells import boolean_said
from validators.day_cells import DAY_FORM, TIME_FORM, Said, day_said, time_said, with_hyphens
from validators.local_times import WITHOUT_OFFSET, without_offset
from validators.no_values import (
    ERRORS,
    MARKERS,
    NO_TEXT,
    NONE,
    OF_NUMBERS,
    OF_SUMS,
    OF_TIMES,
    TOTALS,
)
from validators.number_cells import (
    is_beyond,
    no_one_number,
    number_said,
    shows_nothing,
    sign_said,
    with_unit_said,
    without_signs,
)
from validators.period_cells import MONTH_FORM, QUARTER_FORM, month_said, quarter_said

EDGE_OR_INVISIBLE = (
    r"^\s|\s$|[\x00-\x08\x0b\x0c\x0e-\x1f\x{7f}-\x{a0}\x{ad}\x{34f}\x{61c}\x{1680}\x{180e}"
    r"\x{2000}-\x{200f}\x{2028}-\x{202f}\x{205f}-\x{206f}\x{3000}\x{3164}\x{feff}\x{fffd}-\x{ffff}]"
)
# ="01", '01 and '01': how systems keep a spreadsheet from making a number of it.
_MADE_TEXT = re.compile(r"=\"([^\"]+)\"|'([^']+)'?")
# Blanks of other widths: as wide as one to the eye, and another text to whatever compares.
_BLANKS = re.compile("[\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
# Bytes of another encoding, or what was put in their place: no one can see which letter it was.
_LOST = re.compile("[\x7f-\x9f\ufffd\ufffe\uffff]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufeff]"
)
# What Windows-1252 makes of the bytes that follow the first one of a character in UTF-8.
_FOLLOWING = bytes(sorted({*range(0x80, 0xC0)} - {0x81, 0x8D, 0x8F, 0x90, 0x9D})).decode("cp1252")
# The letters and marks of western Europe, written in UTF-8 and read as that: Ã©, Â£, â€™.
TWICE_ENCODED = f"[ÂÃ][{_FOLLOWING}]|â€[{_FOLLOWING}]"
_TWICE_ENCODED = re.compile(TWICE_ENCODED)
SENTINELS = (-1, -9, -99, -999, -9999)
# Honest as counts; a median that is one of them to the last decimal is none.
SENTINELS_OF_MEDIANS = (999, 9999, 99999)
# 1,250 where a number may have decimals: in half of Europe that is one and a quarter.
_ONE_COMMA = re.compile(r"[+-]?([£$€] ?)?[0-9]{1,3},[0-9]{3}")
# A day is what a workbook's reader makes of a date and time at midnight.
_LOCAL_TIME = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?")
# The same for a whole column: a time that `judge` finds to be a local one, and short.
LOCAL_TIME = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?)?$"
_ACCOUNTED = re.compile(r"\(([£$€]? ?[0-9][0-9,. ]*)\)|([£$€]? ?[0-9][0-9,. ]*)-")
_PER_CENT = re.compile(r"[+-]?[0-9][0-9.,]* ?%")
_OF_ONE = "as a share of 1, 45% is 0.45"

ALLOWED: Mapping[Kind, str] = {
    Kind.TEXT: "text without blanks at its ends and without invisible characters",
    Kind.INTEGER: "a whole number, such as 1250",
    Kind.BOOLEAN: "true or false",
    Kind.DATE: DAY_FORM,
    Kind.DATETIME: TIME_FORM,
    Kind.MONTH: MONTH_FORM,
    Kind.QUARTER: QUARTER_FORM,
}
_SAID: Mapping[Kind, Callable[[str], Said]] = {
    Kind.DATE: day_said,
    Kind.DATETIME: time_said,
    Kind.MONTH: month_said,
    Kind.QUARTER: quarter_said,
    Kind.BOOLEAN: boolean_said,
}


@dataclass(frozen=True, slots=True)
class CellProblem:
    rule_id: str
    message: str
    suggestion: str | None = None


NO_OFFSET = CellProblem("C14", WITHOUT_OFFSET)


def allowed(field: Field) -> str:
    """In words, what a cell of this field may hold."""
    if field.kind is Kind.DECIMAL:
        decimals = f"{field.scale or 0} decimal{'' if field.scale == 1 else 's'}"
        return f"a number with at most {decimals}, such as {field.example or '12.5'}"
    return ALLOWED[field.kind]


def cleaned(value: str) -> str:
    """The value without the characters that nobody can see, without blanks at its ends, and without
    what makes a spreadsheet take it for a text."""
    visible = _INVISIBLE.sub("", _BLANKS.sub(" ", value)).strip()
    made = _MADE_TEXT.fullmatch(visible)
    return visible if made is None else (made[1] or made[2]).strip()


def is_error(value: str | None, *, or_none: bool) -> bool:
    """Whether a text is what a spreadsheet shows of a formula that came to nothing.

    `or_none`: a lookup that found nothing is one, too, and no marker for no text.
    """
    tidy = cleaned(value or "").lower()
    return tidy in ERRORS or (or_none and tidy == "#n/a")


def adds_up(value: str | None) -> bool:
    """Whether a cell says of its row that it is the sum of others."""
    text = cleaned(value or "").rstrip(":").lower()
    return text in TOTALS or (text.startswith("all ") and not text.startswith("all other"))


def stands_for_none(value: str) -> bool:
    """Whether a text is what people and programs write where there is none."""
    return cleaned(value).lower() in NO_TEXT


def markers_in_text(field: Field) -> tuple[str, ...]:
    """What stands in a text for no text, in small letters.

    What a force calls its own things by it chooses itself: an area may be NA or UNKNOWN. None is
    the sum of the others, which would count twice.
    """
    if field.key:
        return tuple(sorted({each for each in NO_TEXT if not each.isalpha()} | OF_SUMS))
    return tuple(sorted(NO_TEXT))


def judge(value: str, field: Field) -> CellProblem:
    """What is wrong with a cell that could not be read as its field's kind."""
    if _LOST.search(value):
        return CellProblem(
            "C07", "holds a character that was lost when the file was saved; type the cell again"
        )
    if _TWICE_ENCODED.search(value):
        meant = cleaned(_meant(value))
        return CellProblem(
            "C07",
            "was read in another encoding than it was written in; save the file as CSV UTF-8 from "
            "the program that shows it right",
            meant if _reads_as(meant, field) else judge(meant, field).suggestion,
        )
    if field.kind is Kind.TEXT and look_alikes.is_mixed(value):
        meant = cleaned(look_alikes.as_latin(value))
        return CellProblem("C07", f"has {look_alikes.told(value)}", meant)
    tidy = cleaned(value)
    if tidy != value and tidy and _reads_as(tidy, field):
        if value[0] in "='":
            return CellProblem(
                "C07", "has round it what makes a spreadsheet take it for text", tidy
            )
        return CellProblem("C07", "has blanks or invisible characters around or in it", tidy)
    if not tidy:
        return CellProblem("C07", "looks empty but holds blanks; leave the cell really empty")
    if field.kind.numeric:
        return _judge_number(tidy, field)
    if field.kind is Kind.DATETIME and _LOCAL_TIME.fullmatch(tidy):
        return CellProblem(NO_OFFSET.rule_id, without_offset(tidy))
    if field.kind in _SAID:
        return _judge_moment(tidy, field)
    return CellProblem("C07", f"is not {allowed(field)}")


def _meant(value: str) -> str:
    """The text before it was read wrongly, however often that happened."""
    while _TWICE_ENCODED.search(value):
        value = _TWICE_ENCODED.sub(lambda found: found[0].encode("cp1252").decode(), value)
    return value


def _reads_as(value: str, field: Field) -> bool:
    from validators.types import form_of

    return field.kind is Kind.TEXT or re.search(form_of(field), value) is not None


def _holds(number: str, field: Field) -> bool:
    return _reads_as(number, field) and not is_beyond(Decimal(number), field)


def _no_value(value: str, field: Field) -> CellProblem | None:
    """Of a cell of a number that stands for none, or shows that there is none."""
    if value.lower() in ERRORS:
        return CellProblem("C07", "is the error of a formula; mend the formula, or type the figure")
    instead = _instead_of_marker(field)
    if shows_nothing(value):
        return CellProblem("C16", f"is how accounts show 0; write 0 if it is that; else {instead}")
    if value.lower() not in MARKERS | OF_NUMBERS:
        return None
    if value.lower() in NONE and field.kind is Kind.INTEGER:
        instead = f"write 0 if there were none; else {instead}"
    return CellProblem("C16", f"is a marker and not a number; {instead}")


def _judge_moment(value: str, field: Field) -> CellProblem:
    """Of a day, a time, a month, a quarter, or an answer."""
    if value.lower() in ERRORS:
        return CellProblem("C07", "is the error of a formula; mend the formula, or type the cell")
    if value.lower() in NO_TEXT | OF_NUMBERS | OF_TIMES:
        instead = _instead_of_marker(field).replace("write the number", "fill it in")
        return CellProblem("C07", f"stands for no value; {instead}")
    if (plain := with_hyphens(value)) != value and _reads_as(plain, field):
        return CellProblem("C07", "has dashes that are not the hyphen of the keyboard", plain)
    return CellProblem("C07", *_SAID[field.kind](value))


def _judge_number(value: str, field: Field) -> CellProblem:
    if problem := _no_value(value, field):
        return problem
    if said := no_one_number(value, field):
        return CellProblem("C07", said)
    if _may_be_decimals(value, field):
        return CellProblem("C07", "has a comma that may part thousands or begin the decimals")
    plain = without_signs(value)
    if problem := _written_otherwise(value, plain, field):
        return problem
    if told := with_unit_said(value, field):
        return CellProblem("C07", told)
    if _PER_CENT.fullmatch(value):
        if field.maximum == 1:
            return CellProblem("C07", f"has a per cent sign; {_OF_ONE}", _share(value, field))
        holds = f", and the column holds {field.unit}" if field.unit else ""
        return CellProblem("C07", f"has a per cent sign{holds}")
    with suppress(ValueError):
        number = float(plain)
        if not math.isfinite(number):
            return CellProblem("C07", "is not a finite number")
        if told := number_said(plain, field):
            return CellProblem("C07", *told)
        if field.kind is Kind.INTEGER:
            return CellProblem("C07", "is not a whole number")
    return CellProblem("C07", f"is not {allowed(field)}")


def _share(value: str, field: Field) -> str | None:
    """The part of one that a percentage is, where the column can hold it."""
    number = without_signs(value.rstrip("% "))
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]+)?", number):
        return None
    share = f"{(Decimal(number) / 100).normalize():f}"
    return share if _holds(share, field) else None


def _written_otherwise(value: str, plain: str, field: Field) -> CellProblem | None:
    """Of a number with signs in it; `plain` is the number without them."""
    if accounted := _ACCOUNTED.fullmatch(value):
        size = accounted[1] or accounted[2]
        meant = f"-{without_signs(size)}"
        sure = not _may_be_decimals(size, field) and _holds(meant, field)
        what = "is written as accounts write what is below zero"
        return CellProblem("C07", what, meant if sure else None)
    if plain == value or not _holds(plain, field):
        return None
    if told := sign_said(value, field):
        return CellProblem("C07", told[0], plain if told[1] else None)
    if any(char.isdecimal() and not char.isascii() for char in value):
        return CellProblem(
            "C07", "has figures of another script, or of another width, in it", plain
        )
    return CellProblem("C07", "has separators, signs or units in it", plain)


def _may_be_decimals(value: str, field: Field) -> bool:
    return bool(field.kind is Kind.DECIMAL and field.scale and _ONE_COMMA.fullmatch(value))


def _instead_of_marker(field: Field) -> str:
    if field.status_field:
        return f"leave the cell blank and say why in {field.status_field}"
    return "write the number" if field.required else "leave the cell blank"
