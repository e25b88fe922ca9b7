"""A change, how grave it is, and the version number that it asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum

from contracts.errors import ContractError

FORCES = "forces that send this return"
READERS = "models and pages that read it"
INSPECTORS = "inspectors"
_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")


class Level(StrEnum):
    """Breaking: what passed may fail, or means something else. Additive: what passed still does.
    Editorial: only words for people."""

    BREAKING = "breaking"
    ADDITIVE = "additive"
    EDITORIAL = "editorial"


class Bump(StrEnum):
    """The part of a semantic version that has to rise."""

    MAJOR = "major"
    MINOR = "minor"
    PATCH = "patch"
    NONE = "none"


BUMP_OF_LEVEL = {
    Level.BREAKING: Bump.MAJOR,
    Level.ADDITIVE: Bump.MINOR,
    Level.EDITORIAL: Bump.PATCH,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference: `kind` is a word for programs, `before` and `after` are as written.

    `before` is None for what is new, `after` for what is gone; `affected` may be empty.
    """

    kind: str
    level: Level
    place: str
    sentence: str
    before: str | None = None
    after: str | None = None
    affected: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two versions of one return and every change between them, the gravest first."""

    slug: str
    old_version: str
    new_version: str
    changes: tuple[Change, ...]

    @property
    def bump(self) -> Bump:
        """The bump that the gravest change requires."""
        levels = {change.level for change in self.changes}
        return next((BUMP_OF_LEVEL[level] for level in Level if level in levels), Bump.NONE)

    @property
    def earliest_version(self) -> str:
        """The lowest number that the new version may have."""
        major, minor, patch = parts(self.old_version)
        return {
            Bump.MAJOR: f"{major + 1}.0.0",
            Bump.MINOR: f"{major}.{minor + 1}.0",
            Bump.PATCH: f"{major}.{minor}.{patch + 1}",
            Bump.NONE: self.old_version,
        }[self.bump]

    @property
    def obeys(self) -> bool:
        """Whether the new number is high enough for what changed."""
        return parts(self.new_version) >= parts(self.earliest_version)

    def count(self, level: Level) -> int:
        return sum(change.level is level for change in self.changes)

    def as_dict(self) -> dict[str, object]:
        return {
            "return": self.slug,
            "old_version": self.old_version,
            "new_version": self.new_version,
            "bump_required": str(self.bump),
            "earliest_version": self.earliest_version,
            "obeys": self.obeys,
            "counts": {str(level): self.count(level) for level in Level},
            "changes": [asdict(change) for change in self.changes],
        }


def parts(version: str) -> tuple[int, int, int]:
    """(major, minor, patch). Raises ContractError where it is not three whole numbers."""
    found = _VERSION.fullmatch(version)
    if found is None:
        raise ContractError(
            f"{version!r} is not a version that can be compared; write three whole numbers, as "
            "1.4.0."
        )
    major, minor, patch = (int(part) for part in found.groups())
    return major, minor, patch


def listed(words: Iterable[str]) -> str:
    """'a, b and c'."""
    known = list(words)
    return " and ".join(filter(None, [", ".join(known[:-1]), *known[-1:]]))
