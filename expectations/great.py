"""The checks as Great Expectations sees them: suites built in memory, asked of a DuckDB file.

With `great_rows` the only module of Muster that speaks Great Expectations' language. The import
costs seconds, so it happens inside the functions.
"""

from __future__ import annotations

import atexit
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from types import ModuleType
from typing import Any

from contracts.errors import BuildError

from .model import Check

# What some expectations that no check of ours uses import at once: a third of all imports.
_ONLY_FOR_OTHERS = ("altair", "boto3", "scipy.stats")


def load() -> None:
    """Import Great Expectations, and no more: the seconds it takes can pass ahead of time."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    atexit.register(_end_without_the_drivers_notes)
    for name in _ONLY_FOR_OTHERS:
        if name not in sys.modules and find_spec(name):
            sys.modules[name] = _WhenUsed(name)
    import_module("great_expectations.expectations")


def _end_without_the_drivers_notes() -> None:
    """What Great Expectations still holds at the end, DuckDB's driver reports in fifty lines that
    nobody at a command line can do anything about."""
    sys.stderr.flush()
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)


class _WhenUsed(ModuleType):
    """Stands for a module until something of it is asked for.

    The standard library's LazyLoader loads as soon as another module names it in an import.
    """

    def __getattr__(self, name: str) -> Any:
        # `inspect` asks every module for `__file__`, and wants nothing of this one.
        if name.startswith("__") and name != "__path__":
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)


def ask(path: Path, checks: Sequence[Check], docs: Path | None) -> Mapping[str, bool]:
    """Success of each check, by its key. Raises BuildError where one could not be asked."""
    from .dialect import register

    context = _context()
    register()
    source = context.data_sources.add_sql("release", connection_string=f"duckdb+buffered:///{path}")
    try:
        definitions = [
            # A query, not a table: the engine looks tables up without their schema.
            _definition(
                context,
                name,
                source.add_query_asset(
                    name, query=f"select * from {group[0].table}"
                ).add_batch_definition_whole_table("whole"),
                group,
            )
            for name, group in _groups(checks)
        ]
        results = [definition.run(result_format="BASIC") for definition in definitions]
        if docs:
            _build_docs(context, definitions, docs)
        return dict(_successes(results))
    finally:
        # Left to the garbage collector, a connection is closed when half of it is gone already,
        # in whatever this process is doing then: DuckDB's driver does not survive that.
        source.get_execution_engine().close()
        source.get_engine().dispose()


def ask_spark(spark: Any, checks: Sequence[Check]) -> Mapping[str, bool]:
    """As `ask`, of the tables of a Spark session; the checks are in Spark's own SQL."""
    context = _context()
    source = context.data_sources.add_spark("release", persist=False)
    results: list[Any] = []
    for name, group in _groups(checks):
        batch = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe("whole")
        definition = _definition(context, name, batch, group)
        frame = {"dataframe": spark.table(group[0].table)}
        results.append(definition.run(batch_parameters=frame, result_format="BASIC"))
    return dict(_successes(results))


def _context() -> Any:
    """A context of this process alone, which prints no progress."""
    load()
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context


def _groups(checks: Iterable[Check]) -> Iterable[tuple[str, list[Check]]]:
    """The checks of one suite and one table together: what Great Expectations validates at once."""

    def place(check: Check) -> str:
        return f"{check.suite.value} of {check.table}"

    for name, group in groupby(sorted(checks, key=place), key=place):
        yield name, list(group)


def _definition(context: Any, name: str, batch: Any, checks: Sequence[Check]) -> Any:
    """A validation definition: the table, whole, and the suite of expectations about it."""
    import great_expectations as gx

    suite = context.suites.add(
        gx.ExpectationSuite(name=name, expectations=[_expectation(check) for check in checks])
    )
    return context.validation_definitions.add(
        gx.ValidationDefinition(name=name, data=batch, suite=suite)
    )


def _expectation(check: Check) -> Any:
    # Named by text: the package builds this module's names when it is imported.
    gxe: Any = import_module("great_expectations.expectations")

    described: dict[str, Any] = {
        "meta": {"check": check.key, "rule_id": check.rule_id},
        "severity": "critical" if check.blocks_release else "warning",
    }
    if check.built_in:
        name, arguments = check.built_in
        return getattr(gxe, name)(**arguments, **described)
    from .great_rows import ExpectNoRows

    return ExpectNoRows(unexpected_rows_query=check.unexpected_sql, **described)


def _successes(results: Iterable[Any]) -> Iterable[tuple[str, bool]]:
    for outcome in results:
        for result in outcome.results:
            content = result.to_json_dict()
            key = content["expectation_config"]["meta"]["check"]
            raised = _raised(content.get("exception_info") or {})
            if raised:
                raise BuildError(f"{key}: Great Expectations could not ask this: {raised}")
            yield key, bool(content["success"])


def _raised(information: Mapping[str, Any]) -> str | None:
    """The first line of what went wrong inside Great Expectations, if anything did."""
    entries = [information, *(v for v in information.values() if isinstance(v, dict))]
    for entry in entries:
        if entry.get("raised_exception"):
            return str(entry.get("exception_message") or "no message").splitlines()[0]
    return None


def _build_docs(context: Any, definitions: Sequence[Any], docs: Path) -> None:
    import great_expectations as gx

    docs.mkdir(parents=True, exist_ok=True)
    context.add_data_docs_site(
        site_name="release",
        site_config={
            "class_name": "SiteBuilder",
            "store_backend": {
                "class_name": "TupleFilesystemStoreBackend",
                "base_directory": str(docs),
            },
            "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        },
    )
    checkpoint = context.checkpoints.add(
        gx.Checkpoint(name="gate", validation_definitions=list(definitions))
    )
    checkpoint.run()
    context.build_data_docs(site_names=["release"])
