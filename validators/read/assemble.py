"""From the files of a submission to its tables."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from contracts.errors import UnreadableFileError
from contracts.model import Contract, Table
from contracts.render import GUIDE_SHEET
from validators import personal_data
from validators.read.csv_precise import CsvFile, detect_delimiter
from validators.read.detect import Format
from validators.read.encoding import WINDOWS, detect_encoding
from validators.read.grid import Grid, Notes, Proven
from validators.read.guard import sentences_only
from validators.read.guesses import guess, other_return
from validators.read.header import Header, table_named
from validators.read.limits import HEADER_SEARCH_ROWS, Limits
from validators.read.line_ends import require_line_ends
from validators.read.model import RawTable, Reading
from validators.read.names import canonical, letter, listed
from validators.read.ods import ods_grids
from validators.read.padded import refuse_drawn
from validators.read.source import Source, open_source
from validators.read.structure import PERSONAL, Structure
from validators.read.tables import WHERE_NOT_LISTED, first_rows, read_table
from validators.read.xlsx import xlsx_grids

# Sheets that explain a workbook and hold no figures.
_EXPLANATIONS = frozenset(
    {"about", "code_lists", "codes", "contents", "cover", "fields", "guidance", "instructions"}
    | {"export_summary", "key", "lists", "notes", "read_me", "readme", "reference"}
    | {"lookup", "lookups", "drop_downs", "dropdowns", "validation", "data_validation"}
    | {"change_log", "version_history", "version_control", "definitions", "data_dictionary"}
    | {"cover_sheet", "front_sheet", "index", "glossary", "metadata", "methodology", "help"}
)
# What our own report holds, both, beside the sender's sheets, of which some are shown in part only.
_OF_A_REPORT = frozenset({"summary", "findings"})


# Of a stranger's columns, as many as tell what the file is.
MOST_NAMED = 12


def read_submission(
    paths: Sequence[Path], contract: Contract, limits: Limits | None = None
) -> Reading:
    """Read all files of one submission as the tables of a return, every cell as text.

    Raises UnreadableFileError, with a sentence for the sender, where a file cannot be read as
    this return at all.
    """
    limits = limits or Limits()
    if not paths:
        raise UnreadableFileError("No file was given; send at least one.")
    structure = Structure(contract)
    tables: dict[str, RawTable] = {}
    for path in paths:
        with sentences_only(path.name):
            for table in _read_file(path, contract, structure, limits):
                _keep(table, tables)
    _report_missing(tables, contract, structure)
    order = [table.name for table in contract.tables]
    kept = tuple(tables[name] for name in order if name in tables)
    return Reading(kept, tuple(structure.findings), tuple(structure.information))


def read_cells(path: Path, limits: Limits | None = None) -> list[list[str]]:
    """Every row of a file's first sheet as typed, blank rows as [], whatever it may be about.

    Raises UnreadableFileError where it is no table, or where a row could not be read.
    """
    limits = limits or Limits()
    with sentences_only(path.name):
        grid = next(grids(open_source(path, limits), (), limits))
        notes = Notes(fields={})
        rows: list[list[str]] = []
        for number, cells in grid.records(notes):
            rows += [[]] * (number - 1 - len(rows))
            rows.append(cells)
        if notes.lost:
            raise UnreadableFileError(f"{path.name}: {notes.kept[0].message}")
        return rows
    raise AssertionError("unreachable")


def grids(source: Source, known: Sequence[str], limits: Limits) -> Iterator[Grid]:
    """The sheets of a workbook, or the one grid of any other file."""
    match source.format:
        case Format.XLSX:
            yield from xlsx_grids(source, limits)
        case Format.ODS:
            yield from ods_grids(source, limits)
        case Format.PARQUET:
            from validators.read.parquet import open_parquet

            table = open_parquet(source, limits)
            yield Grid(source.name, None, table.records, fast=table.table, first=table.first)
        case _:
            yield _csv_grid(source, known, limits)


def _csv_grid(source: Source, known: Sequence[str], limits: Limits) -> Grid:
    encoding = detect_encoding(source)
    require_line_ends(source, encoding)
    text = CsvFile(source, encoding, detect_delimiter(source, encoding, known, limits), limits)
    first = [cells for _, cells in text.records(Notes(), HEADER_SEARCH_ROWS)]
    refuse_drawn(first, known, source.name)
    guessed = encoding.name == WINDOWS and encoding.clean
    if source.size <= limits.precise_bytes:
        return Grid(source.name, None, text.records, ragged=True, guessed=guessed)

    def fast(header: Header) -> Proven | None:
        from validators.read.csv_fast import prove_fast

        return prove_fast(text, header)

    return Grid(
        source.name, None, text.records, ragged=True, reread=True, guessed=guessed, fast=fast
    )


def _read_file(
    path: Path, contract: Contract, structure: Structure, limits: Limits
) -> Iterator[RawTable]:
    source = open_source(path, limits)
    known = [name for table in contract.tables for name in table.column_names]
    sheets = list(grids(source, known, limits))
    found = False
    names = {canonical(grid.sheet or "") for grid in sheets}
    of_report = _OF_A_REPORT if names >= _OF_A_REPORT else frozenset[str]()
    for grid in sheets:
        table = _read_grid(grid, of_report, contract, structure, limits)
        if table is not None:
            found = True
            yield table
    if not found:
        raise _no_table(source, sheets, contract)


def _read_grid(
    grid: Grid, of_report: Collection[str], contract: Contract, structure: Structure, limits: Limits
) -> RawTable | None:
    """The table of one sheet or file; a sheet that is no table of the return is a finding."""
    name = grid.file.split(".")[0] if grid.sheet is None else grid.sheet
    for tables in _candidates(name, contract):
        table = read_table(grid, tables, contract, structure, limits)
        if table is not None:
            return table
    if grid.sheet is not None:
        _scan(grid, structure)
        if canonical(grid.sheet) != canonical(GUIDE_SHEET) and first_rows(grid):
            _report_unread(grid, grid.sheet, of_report, contract, structure)
    return None


def _report_unread(
    grid: Grid, sheet: str, of_report: Collection[str], contract: Contract, structure: Structure
) -> None:
    """Say of a sheet that is no table that nobody has read it; its name may say that it explains
    the others, and then that is no fault."""
    hidden = ", which is hidden," if grid.hidden else ""
    if canonical(sheet) in _EXPLANATIONS:
        structure.information.append(
            f"Sheet '{sheet}'{hidden} of {grid.file} was taken for an explanation "
            "and not read: figures in it do not count, and what it says of the others "
            "changes none of them."
        )
        return
    headers = ({canonical(cell) for cell in cells if cell} for _, cells in first_rows(grid))
    other = next(filter(None, (other_return(names, contract) for names in headers)), "")
    structure.add(
        f"Sheet '{sheet}'{hidden} is no table of this return, and was not read."
        + (f" It looks like {other}." if other else ""),
        value=sheet,
        allowed=", ".join(table.name for table in contract.tables),
        suggestion=_what_to_do(canonical(sheet) in of_report, other, hidden=grid.hidden),
    )


def _what_to_do(of_report: bool, other: str, *, hidden: bool) -> str:
    if of_report:
        return "This is the report of a check: mend your own file, and send that."
    if other:
        return "Remove the sheet here, and send it in a file of its own as that return."
    if hidden:
        return f"Unhide the sheet and remove it; {WHERE_NOT_LISTED}"
    return "Remove the sheet, or call it Notes if it explains the figures."


def _scan(grid: Grid, structure: Structure) -> None:
    """Say which cells of a sheet that is no table may hold something about a person."""
    for row, cells in grid.records(Notes(fields={})):
        for index, cell in enumerate(cells):
            for kind in personal_data.anywhere(cell):
                structure.add(
                    f"Cell {letter(index)}{row} of sheet '{grid.sheet}' may hold {kind}. The sheet "
                    "is no table, and is kept with the file all the same.",
                    value=cell,
                    suggestion="Remove what is about a person from the sheet.",
                    rule_id=PERSONAL,
                )


def _candidates(name: str, contract: Contract) -> Iterator[Sequence[Table]]:
    """The table that the name says first, then any."""
    named = table_named(name, contract)
    if named is not None:
        yield (named,)
    yield contract.tables


def _keep(table: RawTable, tables: dict[str, RawTable]) -> None:
    earlier = tables.setdefault(table.name, table)
    if earlier is not table:
        raise UnreadableFileError(
            f"Table {table.name} was sent twice, in {_place(earlier)} and in {_place(table)}; "
            "send it once. Rows of one period belong into one sheet or file, and those of another "
            "period into a submission of their own; delete what is only a copy."
        )


def _place(table: RawTable) -> str:
    return table.file if table.sheet is None else f"sheet '{table.sheet}' of {table.file}"


def _report_missing(tables: dict[str, RawTable], contract: Contract, structure: Structure) -> None:
    for table in contract.tables:
        if table.name not in tables and not table.optional:
            structure.add(
                f"Table {table.name} ({table.title}) is missing.",
                table=table.name,
                suggestion=f"Send it too: a sheet or a file called {table.name}.",
            )


def _no_table(source: Source, sheets: Sequence[Grid], contract: Contract) -> UnreadableFileError:
    """The refusal that says which columns were found and which were expected."""
    rows = [cells for grid in sheets for _, cells in first_rows(grid)]
    # The fullest of the first rows is the likeliest to be meant as the header.
    seen = max(rows, key=lambda cells: sum(map(bool, cells)), default=[])
    found = [cell for cell in seen if cell]
    named = listed(found[:MOST_NAMED]) or "none"
    more = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
    nearest = _nearest_table(found, contract)
    maybe = guess(rows, seen, contract)
    cut = any(len(first_rows(grid)) == HEADER_SEARCH_ROWS for grid in sheets)
    if not found and not cut:
        return UnreadableFileError(
            f"{source.name} is empty: none of its cells holds anything; send the file that holds "
            "your figures."
        )
    none = f"none of its first {HEADER_SEARCH_ROWS} rows" if cut else "no row"
    return UnreadableFileError(
        f"{source.name} is no table of the return {contract.title}, because {none} has its column "
        f"names.{maybe} Found were {named}{more}; table {nearest.name}, for one, has "
        f"{', '.join(nearest.column_names)}."
    )


def _nearest_table(found: Sequence[str], contract: Contract) -> Table:
    """The table that shares most column names with what was found; the first where none does."""
    return max(contract.tables, key=lambda table: len(set(found) & set(table.column_names)))
