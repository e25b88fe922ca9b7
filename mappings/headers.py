"""The columns and sheets of a file by the names that a mapping gives them.

Editions of one table differ in capitals, blanks and notes: `Force name [note 3]` is `force_name`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import cast

from contracts.errors import UnreadableFileError
from mappings.lookups import plain, without_note

DELIMITERS = (",", ";", "\t", "|")
TITLE = "A title or a header row, above the table."
HIDDEN = "The row is hidden: unhide it if it is meant, or delete it."
# How many rows further down than it was the header of another edition may stand.
MORE_TITLES = 20


class OtherColumnsError(UnreadableFileError):
    """A header lacks columns that the mapping needs; `missing` is how many."""

    def __init__(self, sentence: str, missing: int) -> None:
        super().__init__(sentence)
        self.missing = missing


def known(reader: Mapping[str, object], header: Sequence[str]) -> list[str]:
    """The header by the mapping's names; `renamed` gives those of other editions of the file.

    A name that the file has already is not given a second time.
    """
    names = [" ".join(name.split()) for name in header]
    renamed = cast(Mapping[str, str], reader.get("renamed", {}))
    wanted = [*cast(list[str], reader["columns"]), *renamed]
    meant = [_meant(name, names, wanted) for name in names]
    return [renamed[name] if renamed.get(name, name) not in meant else name for name in meant]


def _meant(name: str, names: Sequence[str], wanted: Sequence[str]) -> str:
    if name in wanted:
        return name
    same = (one for one in wanted if one not in names and alike(one) == alike(name))
    return next(same, name)


def alike(name: str) -> str:
    """The name for comparison with that of another edition: no notes, capitals or underscores."""
    return plain(without_note(name).replace("_", " "))


def header_of(
    reader: Mapping[str, object],
    rows: Iterable[tuple[int, Sequence[str]]],
    place: str,
    *,
    once: bool = True,
) -> tuple[list[str], list[tuple[int, Sequence[str]]]]:
    """The names of the columns, from the first row that has all that are asked for, and the rows
    down to it: how many titles and notes stand there differs between editions.

    Raises UnreadableFileError where no row has them, or one has one of them `once` more.
    """
    wanted = cast(list[str], reader["columns"])
    nearest: list[str] = []
    above: list[tuple[int, Sequence[str]]] = []
    for number, texts in rows:
        header = known(reader, texts)
        nearest = max(nearest, header, key=lambda names: len(set(wanted) & set(names)))
        above.append((number, texts))
        if set(wanted) <= set(header):
            if once:
                require_once(wanted, header, place)
            return header, above
        if number > cast(int, reader.get("header_row", 1)) + MORE_TITLES:
            break
    require_columns(wanted, nearest or (list(above[0][1]) if above else []), place)
    return nearest, above


def require_columns(wanted: Sequence[str], header: Sequence[str], place: str) -> None:
    """Raise UnreadableFileError where the header lacks a column that the mapping needs."""
    missing = [name for name in wanted if name not in header]
    if missing:
        parted = _parted_by(wanted, header)
        if parted:
            raise OtherColumnsError(
                f"The columns of {place} are parted by {parted!r}, and not as this mapping's "
                f"reader says: let it say delimiter: {parted!r}, or save the file with its own.",
                0,
            )
        raise OtherColumnsError(
            f"{place} is not an export that this mapping knows: it has no column "
            f"{', '.join(missing)}. Its columns are: {', '.join(filter(None, header)) or 'none'}. "
            "Where it is another edition with other names, give its columns these, or copy the "
            "mapping, put in the names of the edition, and map with your own file "
            "(docs/local-codes.md).",
            len(missing),
        )


def _parted_by(wanted: Sequence[str], header: Sequence[str]) -> str:
    """What parts the wanted names where they stand in one cell; empty where they do not."""
    alone = [name for name in header if name]
    signs = DELIMITERS if len(alone) == 1 else ()
    return next((sign for sign in signs if set(wanted) <= {*_cut(alone[0], sign)}), "")


def _cut(line: str, sign: str) -> list[str]:
    return [name.strip(' "') for name in line.split(sign)]


def require_once(wanted: Sequence[str], header: Sequence[str], place: str) -> None:
    """Raise UnreadableFileError where a needed name heads two columns: either may be meant."""
    twice = [name for name in wanted if header.count(name) > 1]
    if twice:
        raise UnreadableFileError(
            f"{place} has more than one column called {', '.join(twice)}, and either may be meant: "
            "leave one of them out, or give it another name."
        )


def account_for_sheets(
    reader: Mapping[str, object],
    declared: Sequence[str],
    sizes: Mapping[str, int],
    path: Path,
) -> tuple[Mapping[str, str], Sequence[str]]:
    """The workbook's own names of the declared sheets, which editions write as Table_1 or Table 1,
    and a note for each that is left out.

    Each sheet is mapped or left out for a reason; one that is neither stops the mapping.
    """
    others = cast(Mapping[str, str], reader.get("other_sheets", {}))
    own = {alike(name): name for name in sizes}
    missing = [name for name in declared if alike(name) not in own]
    meant = {alike(name) for name in (*declared, *others)}
    strange = [name for name in sizes if alike(name) not in meant]
    if missing:
        raise UnreadableFileError(
            f"{path.name} has no sheet {', '.join(missing)}. Its sheets are: {', '.join(sizes)}. "
            "Where one was renamed, give it that name."
        )
    if strange:
        raise UnreadableFileError(unknown_sheets(path, strange))
    notes = [
        f"Sheet {own[alike(name)]} ({sizes[own[alike(name)]]} rows) is not mapped: {reason}"
        for name, reason in others.items()
        if alike(name) in own
    ]
    return {name: own[alike(name)] for name in declared}, notes


def unknown_sheets(path: Path, names: Sequence[str]) -> str:
    """The sentence for sheets that are neither mapped nor left out for a reason."""
    return (
        f"{path.name} has a sheet that this mapping does not know: {', '.join(names)}. It may hold "
        "what somebody is missing: where it does not, delete it from a copy, or copy the mapping "
        "and name it among other_sheets, with the reason (docs/local-codes.md)."
    )
