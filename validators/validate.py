"""One submission from files to report: read, type, judge, write, in one pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from contracts.errors import UnreadableFileError
from contracts.findings import Finding, Report, TableRead
from contracts.force_names import force_meant
from contracts.manifest import FILE_NAME
from contracts.model import NATIONAL_CODE, Contract, Kind, PeriodGrain, Table
from validators.batches import Beside, Suspects, sifted
from validators.cards import coded
from validators.causes import told_cells
from validators.cells import cleaned
from validators.context import FORCE_COLUMN, Arrival, Context
from validators.digests import digest
from validators.door import (
    belonging,
    count_rows,
    resolve_period,
    row_findings,
    submission_findings,
)  # fmt: skip
from validators.found import Found
from validators.jobs import FINDINGS_FOLDER
from validators.keys import KeyHashes, names_in_key
from validators.manifest import manifest_findings
from validators.parquet import ParquetFile
from validators.read import Limits, RawTable, Reading, read_submission
from validators.read.structure import PERSONAL
from validators.schema import build_schema
from validators.sieve import Sieve
from validators.tally import Tally, finding_of
from validators.types import TypedBatch, form_of
from validators.unread import Unread
from validators.verdicts import Judge
from validators.whole import TypedTable, key_findings, table_findings


@dataclass(slots=True)
class _Check:
    """One submission's check in progress."""

    context: Context
    out_dir: Path
    found: Found
    tally: Tally = field(default_factory=Tally)
    tables: list[TableRead] = field(default_factory=list[TableRead])
    typed: dict[str, TypedTable] = field(default_factory=dict[str, TypedTable])
    letters: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    # What the reader found.
    structure: Sequence[Finding] = ()


def check_files(
    paths: Sequence[Path],
    contract: Contract,
    force_code: str | None,
    period: str | None,
    out_dir: Path,
    *,
    arrival: Arrival | None = None,
    limits: Limits | None = None,
) -> Report:
    """Check one submission and write its typed tables to `out_dir`/<table>.parquet.

    Force and period are those of most rows where they are not given. A file that cannot be read
    as this return gives a report with `readable` False; nothing is raised for a bad file.
    """
    # A large file is read and judged while its digest is taken.
    with ThreadPoolExecutor(1, thread_name_prefix="digest") as beside:
        sha256 = beside.submit(digest, paths)
        name = ", ".join(path.name for path in paths)
        try:
            given, manifest = _without_manifest(paths)
            reading = read_submission(given, contract, limits or Limits())
            force_code, period = _whose(reading, contract, force_code, period)
            context = Context(
                contract=contract,
                force_code=force_code,
                period=resolve_period(period, contract.period_grain),
                period_text=period,
                arrival=arrival or Arrival(),
            )
            check = _Check(context, out_dir, Found(out_dir / FINDINGS_FOLDER))
            check.structure = reading.findings
            check.found.add(reading.findings)
            _count_structure(check, len(given))
            _run(check, reading)
            check.found.add(manifest_findings(manifest, given, check.tables, context, check.tally))
        except UnreadableFileError as error:
            finding = finding_of(contract.rule("C01"), message=str(error), value=name)
            return Report(
                return_slug=contract.slug, contract_version=contract.version, file=name,
                sha256=sha256.result(), readable=False, findings=[finding], force_code=force_code,
                period=period,
            )  # fmt: skip
        return Report(
            return_slug=contract.slug, contract_version=contract.version, file=name,
            sha256=sha256.result(), readable=True, tables=check.tables,
            findings=check.found.all(), outcomes=check.tally.outcomes(contract),
            force_code=force_code, period=period, information=tuple(_information(check, reading)),
        )  # fmt: skip


def _count_structure(check: _Check, files: int) -> None:
    counted = Counter(found.rule_id for found in check.structure)
    check.tally.add("C01", assessed=files, failed=counted["C01"])
    if of_notes := counted[PERSONAL]:
        check.tally.add(PERSONAL, assessed=of_notes, failed=of_notes)


def _whose(
    reading: Reading, contract: Contract, force_code: str | None, period: str | None
) -> tuple[str | None, str | None]:
    """Force and period as given, else as the first rows have them of the first table that does."""
    sender, named = force_code or (NATIONAL_CODE if contract.national else None), period
    for raw in reading.tables:
        if sender and named:
            break
        first = next(iter(raw.batches()), None)
        sender = sender or _meant(_only(_of_forces(first, contract), FORCE_COLUMN), contract)
        named = named or _only(*_periods_of(first, contract.table(raw.name), contract))
    return sender, named


def _of_forces(frame: pl.DataFrame | None, contract: Contract) -> pl.DataFrame | None:
    """The rows with the code of a force, of whatever day; all where there is none of them.

    Lines between the header and the rows, blanks and errors of formulas are nobody's.
    """
    if frame is None or FORCE_COLUMN not in frame.columns:
        return frame
    codes = [code.code for code in contract.codelists["force"].codes]
    known = frame.filter(pl.col(FORCE_COLUMN).is_in(codes))
    return known if known.height else frame


def _meant(typed: str | None, contract: Contract) -> str | None:
    """The code of the force that most rows mean: written without its zero, in blanks, by one of its
    names, or as statistics of areas do.

    Each of these rows is then told at its cell, and not the whole file to be of no force.
    """
    tidy = cleaned(typed or "").casefold()
    codes = {code.label.casefold(): code.code for code in contract.codelists["force"].codes}
    known = {code: code for code in codes.values()} | codes
    return known.get(tidy) or known.get(tidy.zfill(2)) or force_meant(tidy) or typed


def _periods_of(
    frame: pl.DataFrame | None, table: Table, contract: Contract
) -> tuple[pl.DataFrame | None, str | None]:
    """The frame, and its column of periods; of days and times there, the months.

    What is of no such form is told in its cell, and names no period.
    """
    column = next((each for each in table.fields if each.every_day or each.period), None)
    if frame is None or column is None:
        return None, None
    dated = column.kind in (Kind.DATE, Kind.DATETIME)
    if not dated or contract.period_grain is not PeriodGrain.MONTH:
        formed = pl.col(column.name).str.contains(form_of(column))
        return frame.filter(formed), column.name
    return frame.select(pl.col(column.name).str.extract(r"^([0-9]{4}-[0-9]{2})-")), column.name


def _run(check: _Check, reading: Reading) -> None:
    tables = reading.tables
    check.found.add(submission_findings(check.context, check.tally))
    for raw in tables:
        _check_table(check, raw)
    unread = {found.table for found in reading.findings if found.row is not None}
    check.found.add(_empty_tables(check, unread))
    for raw in tables:
        table, letters = check.context.contract.table(raw.name), check.letters[raw.name]
        typed = check.typed[raw.name]
        check.found.add(key_findings(table, typed, check.context, letters, check.tally))
        check.found.add(table_findings(table, check.typed, check.context, letters, check.tally))


def _check_table(check: _Check, raw: RawTable) -> None:
    """Stream a table through typing and pandera, and its typed rows into Parquet."""
    table = check.context.contract.table(raw.name)
    letters = check.letters[raw.name] = dict(raw.column_letters)
    schema = build_schema(table, check.context)
    judge = Judge(table, schema, check.context, letters, told_cells(check.structure, raw.name))
    sieve = Sieve([*schema.tests, *belonging(table, check.context)])
    path = check.out_dir / f"{raw.name}.parquet"
    keys, suspects = KeyHashes(table.key, names_in_key(table)), Suspects()
    codes = coded(table, check.context)
    unread = Unread(frozenset(table.column_names) - letters.keys(), raw.lost, codes)
    rows, seen, last = 0, 0, None
    bad: Counter[frozenset[str]] = Counter()

    def tell(some: TypedBatch, failing: Mapping[str, pl.Series]) -> None:
        for cause, block in judge.blocks(some, failing, check.tally):
            check.found.add_block(cause, block)
        check.found.add(row_findings(table, some, check.context, letters, check.tally))

    with ParquetFile(path, table) as parquet, Beside(judge.failing, tell) as beside:
        for batch in sifted(raw, table, sieve):
            parquet.write(batch.frame)
            keys.add(batch.frame)
            bad.update(batch.bad)
            unread.add(batch.suspects)
            for some in suspects.add(batch.suspects):
                beside.give(some)
            rows, seen, last = rows + batch.rows, seen + 1, batch.frame
        for some in suspects.rest():
            beside.give(some)
        # While the last of them are judged and written.
        keys.settle()
    judge.count(rows, bad, check.tally)
    count_rows(rows, table, check.context, check.tally)
    only = last if seen == 1 else None
    frame = pl.scan_parquet(path, glob=False) if only is None else only.lazy()
    check.typed[raw.name] = TypedTable(frame, path, only is not None, keys, unread)
    check.tables.append(TableRead(name=raw.name, file=raw.file, rows=rows, sheet=raw.sheet))


def _empty_tables(check: _Check, unread: Collection[str | None]) -> Iterator[Finding]:
    """A header without rows, where that does not say that there was none of what is listed.

    `unread` are tables with rows that could not be read: those are not said to have none.
    """
    contract = check.context.contract
    nothing_at_all = not any(read.rows for read in check.tables)
    for read in check.tables:
        table = contract.table(read.name)
        if read.rows or not (nothing_at_all or not (table.optional or table.may_be_empty)):
            continue
        none = (
            f"Table {table.name} has a header and no rows. Fill it in; where there was nothing to "
            "report in the whole return, send no file and say so: that is a nil return."
        )
        yield finding_of(
            contract.rule("C01"),
            message=f"No row of table {table.name} could be read as it stands."
            if table.name in unread
            else none,
            table=table.name,
            value=read.file,
        )


def _information(check: _Check, reading: Reading) -> Iterator[str]:
    """What the reader says of the files; and a table that was not sent or is empty, where the
    contract allows that: else C01 tells of it.

    A form of which nobody has filled that part passes as one does that has nothing to say there.
    """
    yield from reading.information
    sent = {raw.name: raw for raw in reading.tables}
    if not any(raw.rows for raw in reading.tables):
        return
    for table in check.context.contract.tables:
        raw = sent.get(table.name)
        if raw is None and table.optional:
            yield f"Table {table.name} was not sent; the return may come without it."
        elif raw and not (raw.rows or raw.lost) and (table.optional or table.may_be_empty):
            yield f"Table {table.name} has no rows; the contract allows that."


def _only(frame: pl.DataFrame | None, column: str | None) -> str | None:
    """The value that most rows have; the others are then found astray."""
    if frame is None or column is None or column not in frame.columns:
        return None
    counted = frame.get_column(column).drop_nulls().value_counts()
    common = counted.sort("count", column, descending=[True, False])
    return str(common.item(0, 0)) if common.height else None


def _without_manifest(paths: Sequence[Path]) -> tuple[list[Path], Path | None]:
    manifest = next((path for path in paths if path.name.lower() == FILE_NAME), None)
    return [path for path in paths if path != manifest], manifest
