"""Put the checks to a database through Great Expectations, and read back every unexpected row.

Great Expectations gives the verdict. It shows at most 200 rows of what it found, and a report that
is cut short hides something: so the rows are read by the same SQL, and the two must agree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contracts.errors import BuildError
from contracts.load import load_codelist

from .great import ask
from .model import Check, CheckResult, Unexpected, Verdict, finding_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ENGLAND_AND_WALES = "England and Wales"


def run_checks(path: Path, checks: Sequence[Check], *, docs: Path | None = None) -> Verdict:
    """The verdict on the DuckDB file at `path`, which is only read.

    `docs` is a folder for Great Expectations' own pages. Raises BuildError where a check could not
    be put at all, for instance because its table does not exist.
    """
    # Beside one another: while one of them computes, the other waits for the database.
    with ThreadPoolExecutor(1, thread_name_prefix="asked") as pool:
        asked = pool.submit(ask, path, checks, docs)
        # Of what cannot be asked, the sentence of the reading is the plainer one.
        read = _read(path, checks)
        return verdict_of(checks, read, asked.result(), docs)


def _read(path: Path, checks: Sequence[Check]) -> dict[str, tuple[int, list[dict[str, Any]]]]:
    """By check: how many things were asked, and the rows that were not as expected."""
    import duckdb

    with duckdb.connect(str(path), read_only=True) as connection:
        return {check.key: _rows_of(connection, check) for check in checks}


def verdict_of(
    checks: Sequence[Check],
    read: Mapping[str, tuple[int, list[dict[str, Any]]]],
    successes: Mapping[str, bool],
    docs: Path | None = None,
) -> Verdict:
    """What Great Expectations says of each check, and the rows behind it, which must agree."""
    results: list[CheckResult] = []
    findings: list[Unexpected] = []
    names = {code.code: code.label for code in load_codelist("force").codes}
    for check in checks:
        evaluated, rows = read[check.key]
        if successes[check.key] is bool(rows):
            raise BuildError(
                f"{check.rule_id} ({check.name}): Great Expectations and the rows behind it "
                f"disagree ({len(rows)} unexpected rows)."
            )
        results.append(_result(check, evaluated, len(rows)))
        findings += [
            finding_of(check, row, names.get(str(row.get("force_code")), ENGLAND_AND_WALES))
            for row in rows
        ]
    return Verdict(tuple(results), tuple(findings), str(docs) if docs else None)


def _result(check: Check, evaluated: int, unexpected: int) -> CheckResult:
    return CheckResult(
        suite=check.suite.value,
        expectation=check.name,
        rule_id=check.rule_id,
        table_name=check.subject or check.table,
        severity=check.severity.value,
        evaluated=evaluated,
        unexpected=unexpected,
        success=not unexpected,
        description=check.description or check.name.replace("_", " "),
    )


def _rows_of(connection: DuckDBPyConnection, check: Check) -> tuple[int, list[dict[str, Any]]]:
    """How many things were asked, and the rows that were not as expected."""
    import duckdb

    try:
        counted = connection.execute(check.assessed_sql.format(batch=check.table)).fetchone()
        return int(counted[0]) if counted else 0, _fetch(connection, check)
    except duckdb.Error as error:
        first_line = str(error).splitlines()[0]
        raise BuildError(
            f"{check.rule_id} ({check.name}) could not be asked of {check.table}: {first_line}"
        ) from error


def _fetch(connection: DuckDBPyConnection, check: Check) -> list[dict[str, Any]]:
    cursor = connection.execute(check.unexpected_sql.format(batch=check.table))
    columns = [column[0] for column in cursor.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
