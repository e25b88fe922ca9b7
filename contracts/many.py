"""Findings that are too many to be held: they are read from where they lie, and written one by one.

Whoever shows a report asks `by_severity`, `by_rule` and `places` of its findings where they have
them, and goes over the findings where they are a plain list.
"""

from __future__ import annotations

import json
from abc import abstractmethod
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from heapq import merge
from itertools import islice
from json.encoder import encode_basestring, encode_basestring_ascii
from typing import overload

from contracts.findings import Finding, Report, order

_PLAIN = tuple(each.name for each in fields(Finding) if each.name != "key")
Rule = tuple[str, str]
"""A severity and the id of a rule."""


class OnDisk(Sequence[Finding]):
    """Findings that lie on disk; each is made into an object only when somebody looks at it."""

    by_severity: Counter[str]

    @abstractmethod
    def by_rule(self) -> Mapping[Rule, Sequence[Finding]]:
        """The findings of each severity and rule, still on disk."""

    @abstractmethod
    def places(self, severity: str) -> int:
        """In how many cells there are findings of a severity."""

    def __len__(self) -> int:
        return self.by_severity.total()

    @abstractmethod
    def __iter__(self) -> Iterator[Finding]: ...

    @overload
    def __getitem__(self, index: int) -> Finding: ...
    @overload
    def __getitem__(self, index: slice) -> list[Finding]: ...
    def __getitem__(self, index: int | slice) -> Finding | list[Finding]:
        if isinstance(index, slice):
            start, stop, step = index.indices(len(self))
            if step <= 0:
                return list(self)[index]
            return list(islice(self, start, stop, step))
        place = index + len(self) if index < 0 else index
        for finding in islice(self, place, place + 1) if place >= 0 else ():
            return finding
        raise IndexError(index)


class WithMore(OnDisk):
    """Findings on disk, and a few more of other rules that were found of the same files later."""

    def __init__(self, first: OnDisk, more: Sequence[Finding]) -> None:
        self._first = first
        self._more = sorted(more, key=order)
        self.by_severity = first.by_severity + Counter(f.severity for f in more)

    def by_rule(self) -> Mapping[Rule, Sequence[Finding]]:
        found = dict(self._first.by_rule())
        for each in self._more:
            rule = (each.severity, each.rule_id)
            found[rule] = [*found.get(rule, ()), each]
        return found

    def places(self, severity: str) -> int:
        more = {(f.table, f.row, f.column) for f in self._more if f.severity == severity}
        return self._first.places(severity) + len(more)

    def __iter__(self) -> Iterator[Finding]:
        return merge(self._first, self._more, key=order)


def beside(findings: Sequence[Finding], more: Sequence[Finding]) -> Sequence[Finding]:
    """All of them, the worst first; those on disk stay there."""
    if not more:
        return findings
    if isinstance(findings, OnDisk):
        return WithMore(findings, more)
    return sorted([*findings, *more], key=order)


def json_pieces(report: Report, *, indent: int, ensure_ascii: bool) -> Iterator[str]:
    """`Report.as_dict()` as JSON, a finding at a time, and no other text than if written whole."""
    head = report.head() | {"findings": []}
    whole = json.dumps(head, indent=indent, ensure_ascii=ensure_ascii)
    before, empty, after = whole.rpartition("[]")
    if not report.findings:
        yield whole
        return
    yield before + empty[0]
    encode = encode_basestring_ascii if ensure_ascii else encode_basestring
    for number, finding in enumerate(report.findings):
        yield ("," if number else "") + "\n" + _as_json(finding, indent, encode)
    yield "\n" + " " * indent + empty[1] + after


def _as_json(finding: Finding, indent: int, encode: Callable[[str], str]) -> str:
    """A finding in the list of its report; many times as fast as `json.dumps` with an indent."""
    outer, own, inner = ("\n" + " " * depth * indent for depth in (2, 3, 4))
    values = (getattr(finding, name) for name in _PLAIN)
    parts = [
        f'"{name}": {encode(value) if isinstance(value, str) else json.dumps(value)}'
        for name, value in zip(_PLAIN, values, strict=True)
    ]
    key = [f"{encode(name)}: {encode(value)}" for name, value in finding.key.items()]
    keyed = "{" + inner + f",{inner}".join(key) + own + "}" if key else "{}"
    return outer[1:] + "{" + own + f",{own}".join([*parts, f'"key": {keyed}']) + outer + "}"
