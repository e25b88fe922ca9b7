"""One submission in the place of what is live, over a copy of the release that people see.

The copy's schema `raw` is the release's, but for the candidate; the real models are run over it. So
what differs from the release is the candidate's doing and nobody else's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.errors import BuildError
from contracts.load import load_contract
from expectations.warehouse import to_write
from ledger.model import LiveTable, Snapshot, State, Submission, SubmissionType

from .held import reference
from .landing import insert, land_files, raw_name
from .manifest import code_version
from .memory import WAREHOUSE, memory
from .modelling import run_models
from .records import COLUMNS, rows_of
from .store import Release

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def is_of_another_version(release: Release) -> bool:
    """Whether other models or rules built it, whose own changes could not be told apart."""
    return release.manifest.get("code_version") != code_version()


def stand_in(
    home: Path,
    release: Release,
    candidate: Submission,
    tables: Sequence[LiveTable],
    *,
    folder: Path,
    models: Iterable[str],
) -> Path:
    """A database in `folder` with the candidate's tables and those models, with all they need.

    Raises BuildError, with a sentence, where the release cannot be read or a model fails.
    """
    import duckdb

    warehouse = folder / WAREHOUSE
    try:
        with to_write(warehouse) as connection:
            _copy_raw(connection, release)
            _put_in_place(connection, candidate, tables)
            connection.execute("checkpoint")
    except duckdb.Error as error:
        raise BuildError(
            f"Submission {candidate.submission_id} could not be put beside release "
            f"{release.release_id}: {str(error).splitlines()[0]}"
        ) from error
    modelled = run_models(
        warehouse,
        folder / "dbt",
        variables=reference(home),
        only=" ".join(f"+{model}" for model in models),
        parsed=memory(home),
    )
    modelled.require_success()
    return warehouse


def _copy_raw(connection: DuckDBPyConnection, release: Release) -> None:
    written = str(release.path).replace("'", "''")
    connection.execute(f"attach '{written}' as shown (read_only)")
    connection.execute("create schema raw")
    held = connection.execute(
        "select table_name from duckdb_tables() where database_name = 'shown' "
        "and schema_name = 'raw' order by table_name"
    ).fetchall()
    for (table,) in held:
        connection.execute(f"create table raw.{table} as select * from shown.raw.{table}")
    connection.execute("detach shown")


def _put_in_place(
    connection: DuckDBPyConnection, candidate: Submission, tables: Sequence[LiveTable]
) -> None:
    """The candidate is live in the stead of what was; a withdrawal leaves nothing live."""
    contract = load_contract(candidate.return_slug, candidate.contract_version)
    place = [candidate.return_slug, candidate.force_code, candidate.period]
    live = [
        row[0]
        for row in connection.execute(
            "select submission_id from raw.submissions where is_live "
            "and return_slug = ? and force_code = ? and period = ?",
            place,
        ).fetchall()
    ]
    for table in contract.tables:
        name = raw_name(contract.slug, table.name)
        connection.execute(
            f"delete from {name} where list_contains(?::varchar[], submission_id)", [live]
        )
    connection.execute(
        "update raw.submissions set is_live = false, state = 'superseded' "
        "where list_contains(?::varchar[], submission_id)",
        [live],
    )
    withdraws = candidate.submission_type is SubmissionType.WITHDRAWAL
    signed = replace(
        candidate,
        state=State.WITHDRAWN if withdraws else State.SIGNED_OFF,
        signed_off_at=_as_of(connection),
    )
    snapshot = Snapshot(submissions=(signed,), outcomes=(), explanations=(), live_tables=())
    for name in ("submissions", "submission_files"):
        connection.execute(
            f"delete from raw.{name} where submission_id = ?", [candidate.submission_id]
        )
        rows = rows_of(snapshot, "", _as_of(connection), {})[name]
        insert(connection, f"raw.{name}", COLUMNS[name], rows)
    for each in tables:
        land_files(
            connection, raw_name(contract.slug, each.table_name),
            contract.table(each.table_name), [each],
        )  # fmt: skip


def _as_of(connection: DuckDBPyConnection) -> datetime:
    found = connection.execute("select as_of from raw.release").fetchone()
    assert found is not None, "every release says when it was"
    return found[0]
