"""Which models have to be made again when some returns moved: read off the graph of the models.

The graph is dbt's own manifest. A model is concerned where it reads a table of a return that moved,
however far back, or where it reads what the ledger knows of the submissions and no return's table
at all. A model of other returns only is not: it looks at the submissions of its own returns, and of
those that its SQL names.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_SHARED = "indicator"
_MEASURES = "int_measures__"
_QUOTED = re.compile(r"'(\w+)'")


@dataclass(frozen=True, slots=True)
class Selection:
    """Names of nodes to run; `returns` are those that moved, `indicators` those that stand on them.

    `beside` are other returns whose measures are made again, because some of their indicators
    stand on a return that moved. `own` are the models of single returns among the models.
    `carried` counts the tests whose results stand as they were in the release before.
    """

    models: tuple[str, ...]
    tests: tuple[str, ...]
    returns: tuple[str, ...]
    beside: tuple[str, ...]
    own: tuple[str, ...]
    indicators: tuple[str, ...]
    carried: int

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Selection:
        carried = int(content["carried"])
        names = {key: tuple(value) for key, value in content.items() if key != "carried"}
        return cls(**names, carried=carried)

    @property
    def names(self) -> list[str]:
        return [*self.models, *self.tests]


@dataclass(frozen=True)
class Graph:
    """The part of dbt's manifest that is looked at: nodes and their parents, by unique id."""

    nodes: Mapping[str, Mapping[str, Any]]
    parents: Mapping[str, Collection[str]]

    def ancestors(self, node: str) -> frozenset[str]:
        """Every node and source that this one is made from, itself included."""
        return self._ancestors(node)

    @cache  # noqa: B019  (a graph lives as long as its one build)
    def _ancestors(self, node: str) -> frozenset[str]:
        found = {node}
        for parent in self.parents.get(node, ()):
            found |= self._ancestors(parent)
        return frozenset(found)

    def of_kind(self, kind: str) -> Iterable[tuple[str, Mapping[str, Any]]]:
        return ((key, node) for key, node in self.nodes.items() if node["resource_type"] == kind)

    def returns_of(self, node: str) -> frozenset[str]:
        """The returns whose tables it is made from, and those whose submissions it picks by name.

        Empty where no return's table is among what it is made from.
        """
        made_from = self.ancestors(node)
        of_tables = frozenset(slug for each in made_from if (slug := _slug(each)))
        if not of_tables:
            return of_tables
        return of_tables.union(*(self._named_in(each) for each in made_from))

    @cached_property
    def every_return(self) -> frozenset[str]:
        sources = (source for parents in self.parents.values() for source in parents)
        return frozenset(slug for source in sources if (slug := _slug(source)))

    @cache  # noqa: B019  (as above)
    def _named_in(self, node: str) -> frozenset[str]:
        """The returns that a model's own SQL names: where return_slug = 'workforce'."""
        told = str(self.nodes.get(node, {}).get("raw_code") or "")
        return self.every_return & frozenset(_QUOTED.findall(told))

    def __hash__(self) -> int:
        return id(self)


def select(graph: Graph, returns: Collection[str], indicators: Collection[str]) -> Selection:
    """What to run when submissions of those returns moved, on which those indicators stand."""
    models = {
        key: node for key, node in graph.of_kind("model") if _is_concerned(graph, key, returns)
    }
    every_test = dict(graph.of_kind("test"))
    tests = {key: node for key, node in every_test.items() if models.keys() & graph.parents[key]}
    measured = {name.removeprefix(_MEASURES) for name in _names(models)}
    return Selection(
        models=_names(models),
        tests=_names(tests),
        returns=tuple(sorted(returns)),
        beside=tuple(sorted((measured & graph.every_return) - set(returns))),
        own=_names({key: node for key, node in models.items() if _is_own(graph, key, node)}),
        indicators=tuple(sorted(indicators)),
        carried=len(every_test) - len(tests),
    )


def indicators_of(connection: DuckDBPyConnection, returns: Collection[str]) -> list[str]:
    """The indicators that stand on those returns, as the release's own registers have them."""
    found = connection.execute(
        """
        select indicator from seeds.indicators where return_slug in (select unnest($1::varchar[]))
        union
        select indicator from seeds.indicator_sources
        where return_slug in (select unnest($1::varchar[]))
        order by indicator
        """,
        [sorted(returns)],
    ).fetchall()
    return [str(row[0]) for row in found]


def _names(nodes: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(sorted(str(node["name"]) for node in nodes.values()))


def _is_concerned(graph: Graph, key: str, returns: Collection[str]) -> bool:
    slugs = graph.returns_of(key)
    if slugs:
        return not slugs.isdisjoint(returns)
    return any(name.startswith("source.") for name in graph.ancestors(key))


def _is_own(graph: Graph, key: str, node: Mapping[str, Any]) -> bool:
    """Of single returns; what is made by indicator is of all of them together."""
    made_by = node["config"].get("unique_key")
    return made_by != _SHARED and any(map(_slug, graph.ancestors(key)))


def _slug(source: str) -> str | None:
    """The return whose table a source is: source.muster.raw.workforce__stock is of workforce."""
    if not source.startswith("source."):
        return None
    name = source.rpartition(".")[2]
    slug, separator, _ = name.partition("__")
    return slug if separator else None
