"""The flow of a mapping: read, fold, make, split, check what the source says, write."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import cast

from contracts.amounts import count
from contracts.errors import UnreadableFileError, UsageError
from contracts.load import load_contract
from contracts.model import Contract
from mappings import marks
from mappings.checks import run_checks
from mappings.load import OWN, load_mapping, load_own
from mappings.model import (
    Claim,
    MappedSubmission,
    MappingResult,
    Progress,
    SourceMapping,
    SourceRow,
    UnmappableError,
    Unmapped,
)
from mappings.readers import PublishedTotal, ReadFile, read
from mappings.split import latest_day, periods_of, sender_of
from mappings.transform import Made, MadeRow, collapse, derive_rows, make_rows, unmapped_rows
from mappings.whole import lacking, of_several_files, require_other_rows
from mappings.write import require_empty, write_lists, write_submission

Submissions = dict[tuple[str, str], list[MadeRow]]


@dataclass(slots=True)
class _Gathered:
    """Everything that was read, from all files."""

    rows: list[SourceRow] = field(default_factory=list[SourceRow])
    aside: list[Unmapped] = field(default_factory=list[Unmapped])
    totals: list[PublishedTotal] = field(default_factory=list[PublishedTotal])
    notes: list[str] = field(default_factory=list[str])
    claims: list[Claim] = field(default_factory=list[Claim])
    beside: dict[str, list[SourceRow]] = field(default_factory=dict[str, list[SourceRow]])
    read_count: int = 0
    used: list[SourceRow] = field(default_factory=list[SourceRow])


def apply_mapping(
    source: str, files: Sequence[Path], out: Path, progress: Progress | None = None
) -> MappingResult:
    """Write every submission that the files hold, and what could not be mapped, under `out`.

    `source` is the name of a mapping of ours, or the path of a mapping file of one's own.

    Raises UsageError (no such source, `out` not empty, no file), UnreadableFileError, and
    ContractError where a mapping of one's own breaks a rule.
    """
    mapping = load_own(Path(source)) if source.endswith(OWN) else load_mapping(source)
    return apply_loaded(mapping, files, out, progress)


def apply_loaded(
    mapping: SourceMapping, files: Sequence[Path], out: Path, progress: Progress | None = None
) -> MappingResult:
    """As `apply_mapping`, with a mapping that is loaded already."""
    tell: Progress = progress or (lambda _: None)
    if not files:
        raise UsageError("Name at least one file to map.")
    contract = load_contract(mapping.return_slug)
    gathered = _gather(mapping, files, tell)
    require_empty(out)
    rows = gathered.rows
    if mapping.collapse is not None:
        rows, gathered.claims = collapse(mapping.collapse, rows)
    if mapping.spread is not None:
        rows = _spread(mapping.spread, gathered)
    tell(f"Mapping {count(len(rows), 'row')} to {contract.title}.")
    main = mapping.main
    made = make_rows(main, contract.table(main.name), rows)
    made.unmapped = gathered.aside + made.unmapped
    submissions = _split(mapping, contract, made)
    tell(f"Writing {count(len(submissions), 'submission')}.")
    written = _write(mapping, contract, submissions, out)
    claims = [
        *gathered.claims,
        *lacking(mapping, contract, made.left, submissions),
        *of_several_files(mapping, submissions),
        *run_checks(mapping.checks, rows, made.rows, gathered.totals),
        *marks.told(main, rows),
    ]
    write_lists(out, made.unmapped, claims)
    return _result(mapping, gathered, made, claims, written)


def _gather(mapping: SourceMapping, files: Sequence[Path], tell: Progress) -> _Gathered:
    gathered = _Gathered()
    names = Counter(path.name for path in files)
    twice = sorted(name for name, times in names.items() if times > 1)
    if twice:
        raise UsageError(f"{', '.join(twice)} is named twice: its rows would be counted twice.")
    read_before: defaultdict[str, list[list[SourceRow]]] = defaultdict(list)
    for path in files:
        tell(f"Reading {path.name}.")
        name = next(
            (n for n, b in mapping.beside.items() if fnmatch(path.name, str(b["files"]))), ""
        )
        reader = mapping.beside[name]["reader"] if name else mapping.reader
        found = _read(mapping, cast(Mapping[str, object], reader), path, beside=bool(name))
        held = gathered.beside.setdefault(name, []) if name else gathered.rows
        require_other_rows(found.rows, read_before[name])
        read_before[name].append(found.rows)
        held.extend(found.rows)
        gathered.read_count += len(found.rows) + len(found.aside)
        gathered.aside += found.aside
        gathered.totals += found.totals
        gathered.notes += found.notes
    return gathered


def _read(
    mapping: SourceMapping, reader: Mapping[str, object], path: Path, *, beside: bool
) -> ReadFile:
    """The file; where it is none of its kind, the names of the other kinds are said as well."""
    try:
        return read(reader, path)
    except UnreadableFileError as error:
        if beside or not mapping.beside:
            raise
        names = " or ".join(str(kind["files"]) for kind in mapping.beside.values())
        raise UnreadableFileError(
            f"{error} It was taken for the main file of this mapping, because its name is not like "
            f"{names}, as the files beside that are called: where it is none of these, leave it "
            "out."
        ) from error


def _spread(arguments: Mapping[str, object], gathered: _Gathered) -> list[SourceRow]:
    """The rows for each force and day; what was found on the way joins the rest."""
    from mappings.days import gather

    found = gather(arguments, gathered.rows, gathered.beside)
    gathered.aside += found.aside
    gathered.claims += found.claims
    gathered.used = found.used
    return found.rows


def _split(mapping: SourceMapping, contract: Contract, made: Made) -> Submissions:
    """Rows by sender and period; a row without one or the other moves to the unmapped."""
    submissions: Submissions = {}
    latest = latest_day(mapping.split, made.rows)
    kept: list[MadeRow] = []
    for row in made.rows:
        try:
            sender = sender_of(mapping.main, contract, row)
            periods = periods_of(mapping, contract, row, latest)
        except UnmappableError as error:
            for source in row.sources:
                made.unmapped += unmapped_rows(source, error.column, error.value, error.reason)
            continue
        kept.append(row)
        for period in periods:
            submissions.setdefault((sender, period), []).append(row)
    made.rows = kept
    return submissions


def _write(
    mapping: SourceMapping, contract: Contract, submissions: Submissions, out: Path
) -> list[MappedSubmission]:
    written: list[MappedSubmission] = []
    for (force_code, period), rows in sorted(submissions.items()):
        tables: dict[str, list[dict[str, str]]] = {}
        for table in mapping.tables:
            if table.source == "rows":
                tables[table.name] = [row.cells for row in rows]
            else:
                of = contract.table(table.name)
                tables[table.name] = derive_rows(table, of, tables[table.source], period)
        origins = {mapping.main.name: [(r.sources[0].file, r.sources[0].row) for r in rows]}
        written.append(write_submission(out, contract, force_code, period, tables, origins))
    return written


def _rows_mapped(made: Made, gathered: _Gathered) -> int:
    """Rows of the files that are in a submission; one that was spread over forces is one row."""
    sources = [source for row in made.rows for source in row.sources]
    if gathered.used or gathered.beside:
        return len({(s.file, s.sheet, s.row) for s in (*sources, *gathered.used)})
    return sum(len(source.row_numbers) for source in sources)


def _result(
    mapping: SourceMapping,
    gathered: _Gathered,
    made: Made,
    claims: Sequence[Claim],
    written: Sequence[MappedSubmission],
) -> MappingResult:
    """The answer, with the proof that no row went missing on the way."""
    read_count = gathered.read_count
    mapped = _rows_mapped(made, gathered)
    if read_count != mapped + len(made.unmapped):
        raise AssertionError(
            f"{read_count} rows were read, but {mapped} are mapped and {len(made.unmapped)} are "
            f"not: mapping {mapping.name} has lost or doubled rows."
        )
    return MappingResult(
        source=mapping.name,
        title=mapping.title,
        return_slug=mapping.return_slug,
        submissions=written,
        rows_read=read_count,
        rows_mapped=mapped,
        rows_unmapped=len(made.unmapped),
        unmapped=made.unmapped,
        claims=claims,
        notes=[*mapping.notes, *gathered.notes, *made.notes],
    )
